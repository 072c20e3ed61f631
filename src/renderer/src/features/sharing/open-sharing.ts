import type { Image } from '#shared/model/index.ts';
import { quoteValue } from '#shared/search/quote-text.ts';
import { call } from '../../app/session.ts';
import { imageKey } from '../catalog/selection.ts';
import { loadMembers, refreshReason } from './load-members.ts';
import { readOwnShares } from './shared-by-me.ts';
import { ROW_LIMIT, receiveImage, rowsOf, type SeenRow, useSharingStore } from './sharing-store.ts';
import { showSharing } from './show-sharing.ts';

const { getState, setState } = useSharingStore;

/** Counts what was opened: an answer that comes after something else was opened is dropped. */
let opened = 0;

/** Shows who sees these images. Changes of others that were not sent stay there besides. */
export function openSharing(images: readonly Image[]): void {
  opened += 1;
  const shown = images.slice(0, ROW_LIMIT);
  setState({
    source: 'chosen',
    images: shown,
    leftOut: images.length - shown.length,
    loading: false,
    error: undefined,
    extra: [],
    touched: new Set(),
    onlyShared: false,
  });
  showSharing();
  void loadMembers(rowsOf(shown, getState().plan));
}

/** Shows all images that this person shares, of all clouds. */
export async function openSharedByMe(): Promise<void> {
  opened += 1;
  const mine = opened;
  const again = getState().source === 'mine';
  setState({
    source: 'mine',
    ...(again ? {} : { images: [], leftOut: 0, extra: [], touched: new Set() }),
    loading: true,
    error: undefined,
  });
  showSharing();
  try {
    const { images, leftOut } = await readOwnShares(ROW_LIMIT);
    if (mine !== opened) return;
    setState({ images, leftOut, loading: false });
    await loadMembers(rowsOf(images, getState().plan));
  } catch (error) {
    if (mine === opened) setState({ loading: false, error });
  }
}

const PACE_MS = 500;
/** A search takes no more than 1024 characters. */
const SEARCH_LENGTH = 900;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The catalogue changed: the images on show are read again, once for a burst of changes. */
export function followCatalog(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void readRowsAgain().catch(() => undefined), PACE_MS);
}

async function readRowsAgain(): Promise<void> {
  const { source, images, plan } = getState();
  if (source === 'mine') {
    const mine = opened;
    const own = await readOwnShares(ROW_LIMIT);
    if (mine === opened) setState(own);
  }
  const shown = rowsOf(source === 'mine' ? [] : images, plan);
  for (const [connection, rows] of Map.groupBy(shown, (image) => image.connection)) {
    for (const search of searchesOf(rows.map(({ id }) => id))) {
      const window = await call('catalog.window', {
        connections: [connection],
        search,
        sort: 'name',
        direction: 'asc',
        offset: 0,
        limit: 500,
      });
      for (const image of window.rows) receiveImage(image);
    }
  }
  const rows = rowsOf(getState().images, plan);
  const { seen } = getState();
  // New ones, and those of a cloud that is back.
  if (rows.some((image) => needsReading(seen.get(imageKey(image)), image))) await loadMembers(rows);
}

function needsReading(row: SeenRow | undefined, image: Image): boolean {
  if (row?.loading === true || refreshReason([image]) !== undefined) return false;
  return row?.members === undefined || row.error !== undefined;
}

/** Searches that find these ids, each short enough. */
function searchesOf(ids: readonly string[]): readonly string[] {
  const searches: string[] = [];
  for (const value of ids.map(quoteValue)) {
    const last = searches.at(-1);
    if (last !== undefined && last.length + value.length < SEARCH_LENGTH)
      searches[searches.length - 1] = `${last},${value}`;
    else searches.push(`id:${value}`);
  }
  return searches;
}
