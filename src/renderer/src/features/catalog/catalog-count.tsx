import { formatCount } from '../../ui/format-bytes.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { useCatalogStore } from './catalog-state.ts';

/** How many images are listed, of how many; how many are chosen. Never more than is known. */
export function CatalogCount() {
  const list = useCatalogStore((state) => state.list);
  const shown = useCatalogStore((state) => state.shown);
  const images = useCatalogStore((state) => state.images);
  const everything = useCatalogStore((state) => state.everything);
  const chosen = useCatalogStore((state) => state.selection.images.size);
  const now = useConnectionsStore((state) =>
    (state.list ?? [])
      .filter(({ profile }) => shown?.connection === undefined || profile.name === shown.connection)
      .reduce((sum, { imageCount }) => sum + imageCount, 0),
  );
  if (list === undefined || shown === undefined) return <span className="muted">…</span>;
  const found =
    images !== undefined
      ? formatCount(images)
      : list.grouping === undefined
        ? `${formatCount(list.total)}${list.exact ? '' : '+'}`
        : '…';
  const all = shown.asOf === undefined ? now : everything;
  const searched = shown.search.trim() !== '' && all !== undefined;
  return (
    <span className="muted figure catalog-count">
      {found}
      {searched && ` of ${formatCount(Math.max(all, images ?? 0))}`}
      {list.grouping !== undefined &&
        list.total > 0 &&
        ` in ${formatCount(list.total)} ${list.total === 1 ? 'group' : 'groups'}`}
      {chosen > 1 && ` · ${formatCount(chosen)} chosen`}
      {images !== undefined && chosen > Math.max(1, images) && ', not all in this list'}
    </span>
  );
}
