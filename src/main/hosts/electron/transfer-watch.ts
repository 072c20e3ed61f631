import type { Transfer } from '#shared/model/index.ts';
import type { Dispatcher } from '#shared/rpc/index.ts';

export interface TransferWatchEvents {
  /** The set of running transfers, or how far they are, changed. */
  readonly onRunning: (running: readonly Transfer[]) => void;
  /** A transfer that ran here has ended. */
  readonly onEnded: (transfer: Transfer) => void;
}

export interface TransferWatch {
  running(): readonly Transfer[];
}

/** Follows the transfers by the same events that the page gets. */
export function watchTransfers(dispatcher: Dispatcher, events: TransferWatchEvents): TransferWatch {
  const running = new Map<string, Transfer>();
  const follow = (transfer: Transfer): void => {
    const known = running.get(transfer.id);
    if (known !== undefined && known.sequence >= transfer.sequence) return;
    const runs = transfer.state === 'running' || transfer.state === 'queued';
    if (runs) running.set(transfer.id, transfer);
    else if (!running.delete(transfer.id)) return;
    events.onRunning([...running.values()]);
    if (!runs) events.onEnded(transfer);
  };
  dispatcher.subscribe((message) => {
    if (message.event === 'transfer.changed') follow(message.payload);
  });
  // Those of an earlier run that went on at the start.
  void dispatcher.dispatch('transfers.list', {}).then((envelope) => {
    if (envelope.ok) for (const transfer of envelope.value as readonly Transfer[]) follow(transfer);
  });
  return { running: () => [...running.values()] };
}

/** How far they are together, 0 to 1; `undefined` if there is nothing to say it by. */
export function overallProgress(running: readonly Transfer[]): number | undefined {
  let done = 0;
  let total = 0;
  const told: number[] = [];
  for (const transfer of running) {
    if (transfer.service !== null && transfer.service.fraction !== null) told.push(transfer.service.fraction);
    if (transfer.bytesTotal === null) continue;
    done += transfer.bytesDone;
    total += transfer.bytesTotal;
  }
  if (total > 0) return Math.min(1, done / total);
  // Nobody knows the bytes of any: the average of what the services say.
  return told.length === 0 ? undefined : told.reduce((sum, share) => sum + share, 0) / told.length;
}
