import { useEffect } from 'react';
import { useAppStore } from '../../app/app-store.ts';
import { session } from '../../app/session.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { openSharedByMe } from './open-sharing.ts';
import { countShared, ownShares, useSharedCount } from './shared-by-me.ts';
import { useSharingStore } from './sharing-store.ts';

/** "Shared by me" in the sidebar: how many own images are shared, over all clouds that know members. */
export function SharedByMeItem() {
  const list = useConnectionsStore((state) => state.list) ?? [];
  const known = useConnectionsStore((state) => state.known);
  const count = useSharedCount((state) => state.count);
  const source = useSharingStore((state) => state.source);
  const current = useAppStore((state) => state.view === 'sharing') && source === 'mine';
  const { shares, reasons } = ownShares(list, known);
  const searches = shares.map(({ connection, search }) => `${connection} ${search}`).join('\n');
  useEffect(() => {
    if (searches !== '') countShared();
    return session().client.on('catalog.changed', countShared);
  }, [searches]);
  if (shares.length === 0 && reasons.length === 0) return null;
  return (
    <button
      type="button"
      className={classNames('nav-item', current && 'nav-item-current')}
      aria-current={current ? 'page' : undefined}
      title={reasons.join('\n') || undefined}
      onClick={() => void openSharedByMe()}
    >
      Shared by me
      <small className="figure">{countWords(count, reasons.length > 0)}</small>
    </button>
  );
}

/** At least so many, where some of the clouds do not tell. */
function countWords(count: number | undefined, more: boolean): string {
  if (count === undefined || (more && count === 0)) return '–';
  return `${formatCount(count)}${more ? '+' : ''}`;
}
