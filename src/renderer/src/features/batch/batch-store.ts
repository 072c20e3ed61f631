import { create } from 'zustand';
import { toAppError, type WireError } from '#shared/errors/index.ts';

/** One thing that a batch does, to one image (or package). */
export interface BatchItem {
  readonly key: string;
  readonly connection: string;
  /** How a person knows it. */
  readonly name: string;
}

/** The same thing done to many, each with its own outcome. One at a time. */
export interface Batch<Item extends BatchItem> {
  /** While it runs: `Changing 200 images`. */
  readonly title: string;
  /** The contract's name, for the words of errors. */
  readonly operation: string;
  readonly items: readonly Item[];
  readonly work: (item: Item) => Promise<unknown>;
  /** Told once it ended, cancelled or not, with those that were done; again after the failed were repeated. */
  readonly onEnd?: ((done: readonly Item[]) => void) | undefined;
}

export interface BatchState {
  readonly title: string;
  readonly operation: string;
  readonly items: readonly BatchItem[];
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, WireError>;
  readonly running: boolean;
  /** A person stopped it: what had not begun was left alone. */
  readonly cancelled: boolean;
}

/** `undefined`: none was begun, or the last was put away. */
export const useBatchStore = create<{ readonly batch: BatchState | undefined }>()(() => ({
  batch: undefined,
}));
const { getState, setState } = useBatchStore;

/** Requests at once for one cloud. */
const AT_ONCE = 4;
let again: ((keys: ReadonlySet<string>) => Promise<void>) | undefined;

/** Why no batch can begin now. */
export function batchReason(): string | undefined {
  return getState().batch?.running
    ? `${getState().batch?.title}: wait until it is done, or cancel it`
    : undefined;
}

/**
 * Does the work for every item, some at once for each cloud, the clouds side by side. Never throws: what
 * failed stands in the store, each with its reason. Throws only while another one runs.
 */
export async function runBatch<Item extends BatchItem>(batch: Batch<Item>): Promise<void> {
  const reason = batchReason();
  if (reason !== undefined) throw new Error(reason);
  const { title, operation, items } = batch;
  setState({
    batch: { title, operation, items, done: new Set(), failed: new Map(), running: true, cancelled: false },
  });
  again = (keys) => pass(batch, (item) => keys.has(item.key));
  await pass(batch, () => true);
}

/** Lets what runs end, and begins nothing more. */
export function cancelBatch(): void {
  change((state) => ({ ...state, cancelled: true }));
}

/** Does once more what failed, and nothing else. */
export async function repeatFailed(): Promise<void> {
  const state = getState().batch;
  if (state === undefined || state.running || state.failed.size === 0) return;
  const keys = new Set(state.failed.keys());
  change((held) => ({ ...held, failed: new Map(), running: true, cancelled: false }));
  await again?.(keys);
}

export function putBatchAway(): void {
  if (getState().batch?.running) return;
  again = undefined;
  setState({ batch: undefined });
}

async function pass<Item extends BatchItem>(
  batch: Batch<Item>,
  wanted: (item: Item) => boolean,
): Promise<void> {
  const lanes = Map.groupBy(batch.items.filter(wanted), (item) => item.connection);
  const workers = [...lanes.values()].flatMap((items) => {
    const queue = items.values();
    return Array.from({ length: Math.min(AT_ONCE, items.length) }, () => drain(batch, queue));
  });
  await Promise.all(workers);
  change((state) => ({ ...state, running: false }));
  const done = getState().batch?.done ?? new Set();
  batch.onEnd?.(batch.items.filter(({ key }) => done.has(key)));
}

async function drain<Item extends BatchItem>(batch: Batch<Item>, queue: Iterator<Item>): Promise<void> {
  while (getState().batch?.cancelled === false) {
    const next = queue.next();
    if (next.done === true) return;
    const item = next.value;
    try {
      await batch.work(item);
      change((state) => ({ ...state, done: new Set(state.done).add(item.key) }));
    } catch (thrown) {
      const error = toAppError(thrown, batch.operation).toWire();
      change((state) => ({ ...state, failed: new Map(state.failed).set(item.key, error) }));
    }
  }
}

function change(next: (state: BatchState) => BatchState): void {
  setState(({ batch }) => ({ batch: batch && next(batch) }));
}
