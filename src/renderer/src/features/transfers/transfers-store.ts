import { create } from 'zustand';
import type { Transfer } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { type Announcement, announcementFor } from './announcements.ts';

interface TransfersState {
  readonly transfers: ReadonlyMap<string, Transfer>;
  readonly open: boolean;
  readonly announcement: (Announcement & { readonly count: number }) | undefined;
}

export const useTransfersStore = create<TransfersState>()(() => ({
  transfers: new Map(),
  open: true,
  announcement: undefined,
}));

const { getState, setState } = useTransfersStore;

export async function loadTransfers(): Promise<void> {
  const list = await call('transfers.list', {});
  // Events may have come in while the answer was on its way: the later sequence stands.
  const { transfers } = getState();
  const next = new Map<string, Transfer>();
  for (const transfer of list) {
    const held = transfers.get(transfer.id);
    next.set(transfer.id, held !== undefined && held.sequence > transfer.sequence ? held : transfer);
  }
  setState({ transfers: next });
}

/** Takes in a snapshot, unless a later one is here already. */
export function receiveTransfer(transfer: Transfer): void {
  const { transfers, announcement } = getState();
  const held = transfers.get(transfer.id);
  if (held !== undefined && held.sequence >= transfer.sequence) return;
  const next = new Map(transfers);
  next.set(transfer.id, transfer);
  const said = announcementFor(held, transfer);
  setState({
    transfers: next,
    ...(held === undefined ? { open: true } : {}),
    ...(said === undefined ? {} : { announcement: { ...said, count: (announcement?.count ?? 0) + 1 } }),
  });
}

export function forgetTransfers(ids: readonly string[]): void {
  const next = new Map(getState().transfers);
  for (const id of ids) next.delete(id);
  setState({ transfers: next });
}

export function toggleTransfers(): void {
  setState({ open: !getState().open });
}

const ENDED: readonly Transfer['state'][] = ['succeeded', 'failed', 'cancelled'];

export function hasEnded(transfer: Transfer): boolean {
  return ENDED.includes(transfer.state);
}

/** Running ones first, then the queue, then what ended; the newest first in each. */
export function inOrder(transfers: ReadonlyMap<string, Transfer>): readonly Transfer[] {
  const rank = (transfer: Transfer): number =>
    transfer.state === 'running' ? 0 : hasEnded(transfer) ? 2 : 1;
  return [...transfers.values()].sort(
    (a, b) => rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id),
  );
}

export interface TransferTotals {
  readonly running: number;
  readonly waiting: number;
  readonly done: number;
  readonly failed: number;
  readonly bytesPerSecond: number;
}

/** The totals of the dock's head. */
export function totalsOf(transfers: ReadonlyMap<string, Transfer>): TransferTotals {
  const all = [...transfers.values()];
  const count = (...states: readonly Transfer['state'][]): number =>
    all.filter((transfer) => states.includes(transfer.state)).length;
  return {
    running: count('running'),
    waiting: count('queued', 'paused'),
    done: count('succeeded'),
    failed: count('failed'),
    bytesPerSecond: all.reduce(
      (sum, transfer) => sum + (transfer.state === 'running' ? (transfer.bytesPerSecond ?? 0) : 0),
      0,
    ),
  };
}
