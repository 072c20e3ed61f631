import { create } from 'zustand';
import type { Capabilities, ConnectionState, Image } from '#shared/model/index.ts';
import { quoteValue } from '#shared/search/quote-text.ts';
import { call } from '../../app/session.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';

/** How many own images are shared, as far as it can be told. */
export const useSharedCount = create<{ readonly count: number | undefined }>()(() => ({ count: undefined }));

/** A cloud that knows members, and how its own shared images are found in the catalogue. */
export interface OwnShares {
  readonly connection: string;
  readonly account: string;
  /** The lists say what is shared; else only the members of each image tell. */
  readonly told: boolean;
  readonly search: string;
}

/** Clouds whose own images can be told, and why those of the others cannot. */
export function ownShares(
  list: readonly ConnectionState[],
  known: Readonly<Record<string, Capabilities>>,
): { readonly shares: readonly OwnShares[]; readonly reasons: readonly string[] } {
  const shares: OwnShares[] = [];
  const reasons: string[] = [];
  for (const { profile } of list) {
    const { name, kind } = profile;
    const abilities = known[name];
    if (abilities?.operations['member.list'].supported === false) continue;
    if (kind === 'nova' || kind === 'alliance' || kind === 'fifo') continue;
    const account = abilities?.account ?? null;
    if (account === null) {
      reasons.push(`Of ${visibleText(name)} it is not known yet which images are this connection's own.`);
      continue;
    }
    const told = kind === 'glance';
    const visibility = told ? 'visibility:shared ' : '-visibility:public ';
    shares.push({ connection: name, account, told, search: `${visibility}owner:${quoteValue(account)}` });
    if (!told)
      reasons.push(
        `${visibleText(name)} does not list what is shared: its images come as their members are read.`,
      );
  }
  return { shares, reasons };
}

const PACE_MS = 400;
let timer: ReturnType<typeof setTimeout> | undefined;
let turn = 0;

/** Counts anew, once for a burst of changes. */
export function countShared(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void count(), PACE_MS);
}

async function count(): Promise<void> {
  turn += 1;
  const mine = turn;
  const { list = [], known } = useConnectionsStore.getState();
  const told = ownShares(list, known).shares.filter((share) => share.told);
  const totals = await Promise.all(
    told.map(({ connection, search }) =>
      call('catalog.count', { connections: [connection], search }).then(
        ({ total }) => total,
        () => undefined,
      ),
    ),
  );
  if (mine !== turn) return;
  const answers = totals.filter((total) => total !== undefined);
  useSharedCount.setState({
    count: answers.length === 0 ? undefined : answers.reduce((sum, total) => sum + total, 0),
  });
}

const WINDOW = 500;

/** The own images that may be shared, of all clouds that tell whose images are; at most `limit`. */
export async function readOwnShares(
  limit: number,
): Promise<{ readonly images: readonly Image[]; readonly leftOut: number }> {
  const { list = [], known } = useConnectionsStore.getState();
  const images: Image[] = [];
  let leftOut = 0;
  for (const { connection, search, account } of ownShares(list, known).shares) {
    const scope = { connections: [connection], search };
    const order = { sort: 'name', direction: 'asc' } as const;
    const before = images.length;
    for (let offset = 0; ; offset += WINDOW) {
      const window = await call('catalog.window', { ...scope, ...order, offset, limit: WINDOW });
      // The search finds by the beginning of an owner.
      const own = window.rows.filter(({ owner }) => owner === account);
      images.push(...own.slice(0, limit - images.length));
      if (images.length < limit && window.rows.length === WINDOW) continue;
      if (images.length >= limit)
        leftOut += (await call('catalog.count', scope)).total - (images.length - before);
      break;
    }
  }
  return { images, leftOut };
}
