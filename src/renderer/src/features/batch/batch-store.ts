import { create } from 'zustand';
import { AppError, toAppError, type WireError } from '#shared/errors/index.ts';
import { toastError } from '../../app/toast-queue.ts';
import { beginPace, type Pace, withSettled } from './batch-pace.ts';

/** One thing that a batch does, to one image (or package). */
export interface BatchItem {
  /** Its own within the batch. */
  readonly key: string;
  readonly connection: string;
  /** How a person knows it. */
  readonly name: string;
  /** Shows it as it is now, for one that failed: `Look at it`. */
  readonly look?: (() => unknown) | undefined;
}

/** The same thing done to many, each with its own outcome. One batch at a time. */
export interface Batch<Item extends BatchItem> {
  /** While it runs: `Changing 200 images`. */
  readonly title: string;
  /** The contract's name, for the words of errors. */
  readonly operation: string;
  readonly items: readonly Item[];
  readonly work: (item: Item) => Promise<unknown>;
  /**
   * Told each time it ended, cancelled or not, with all that were done: again after the failed were repeated,
   * or the remaining done.
   */
  readonly onEnd?: ((done: readonly Item[]) => void) | undefined;
  /** Where the outcome of what was sent need not be waited for: has the works that run fail now. */
  readonly stopWaiting?: (() => void) | undefined;
}

/**
 * How a batch stands. A few times a second there is a new one; `done` and `failed` are the same collections
 * all along, for thousands of items: select the batch, not them.
 */
export interface BatchState {
  readonly title: string;
  readonly operation: string;
  readonly items: readonly BatchItem[];
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, WireError>;
  readonly running: boolean;
  /** A person stopped it: what had not begun was left alone. */
  readonly cancelled: boolean;
  readonly pace: Pace;
  readonly stopWaiting?: (() => void) | undefined;
}

/** `undefined`: none was begun, or the last was put away. */
export const useBatchStore = create<{ readonly batch: BatchState | undefined }>()(() => ({
  batch: undefined,
}));
const { setState } = useBatchStore;

/** Requests at once for one cloud. */
const AT_ONCE = 4;
/** How often a running batch is told of. */
const TOLD_EVERY_MS = 250;

/** The batch on show, as it is at this moment. */
interface Run {
  readonly title: string;
  readonly operation: string;
  readonly items: readonly BatchItem[];
  readonly done: Set<string>;
  readonly failed: Map<string, WireError>;
  running: boolean;
  cancelled: boolean;
  pace: Pace;
  readonly stopWaiting: (() => void) | undefined;
  /** Does those of its items that are wanted. */
  pass(wanted: (key: string) => boolean): Promise<void>;
}
let current: Run | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Why no batch can begin now. */
export function batchReason(): string | undefined {
  return current?.running ? `${current.title}: wait until it is done, or cancel it` : undefined;
}

/** What a batch has neither done nor failed in. */
export function leftAlone({ items, done, failed }: Pick<BatchState, 'items' | 'done' | 'failed'>): number {
  return items.length - done.size - failed.size;
}

/**
 * Does the work for every item, some at once for each cloud, the clouds side by side. What failed stands in
 * the store, each with its reason. Throws (`CONFLICT`) only while another one runs.
 */
export async function runBatch<Item extends BatchItem>(batch: Batch<Item>): Promise<void> {
  const reason = batchReason();
  if (reason !== undefined) throw new AppError('CONFLICT', reason, { operation: batch.operation });
  const { title, operation, items } = batch;
  const run: Run = {
    title,
    operation,
    items,
    done: new Set(),
    failed: new Map(),
    running: false,
    cancelled: false,
    pace: beginPace(0, items.length),
    stopWaiting: batch.stopWaiting,
    pass: (wanted) =>
      pass(
        batch,
        run,
        items.filter(({ key }) => wanted(key)),
      ),
  };
  current = run;
  await run.pass(() => true);
}

/** Lets what runs end, and begins nothing more. */
export function cancelBatch(): void {
  if (!current?.running) return;
  current.cancelled = true;
  tell();
}

/** Does once more what failed, and nothing else. */
export async function repeatFailed(): Promise<void> {
  if (current === undefined || current.running || current.failed.size === 0) return;
  const keys = new Set(current.failed.keys());
  await current.pass((key) => keys.has(key));
}

/** Does what was left alone after a cancelling. */
export async function doRemaining(): Promise<void> {
  if (current === undefined || current.running) return;
  const { done, failed } = current;
  await current.pass((key) => !done.has(key) && !failed.has(key));
}

export function putBatchAway(): void {
  if (current?.running) return;
  current = undefined;
  setState({ batch: undefined });
}

async function pass<Item extends BatchItem>(
  batch: Batch<Item>,
  run: Run,
  wanted: readonly Item[],
): Promise<void> {
  for (const { key } of wanted) run.failed.delete(key);
  run.running = true;
  run.cancelled = false;
  run.pace = beginPace(performance.now(), wanted.length);
  tell();
  const lanes = Map.groupBy(wanted, (item) => item.connection);
  const workers = [...lanes.values()].flatMap((items) => {
    const queue = items.values();
    return Array.from({ length: Math.min(AT_ONCE, items.length) }, () => drain(batch, run, queue));
  });
  await Promise.all(workers);
  run.running = false;
  tell();
  try {
    batch.onEnd?.(batch.items.filter(({ key }) => run.done.has(key)));
  } catch (thrown) {
    toastError(thrown, batch.operation);
  }
}

async function drain<Item extends BatchItem>(
  batch: Batch<Item>,
  run: Run,
  queue: Iterator<Item>,
): Promise<void> {
  while (!run.cancelled) {
    const next = queue.next();
    if (next.done === true) return;
    const { key } = next.value;
    try {
      await batch.work(next.value);
      run.done.add(key);
    } catch (thrown) {
      run.failed.set(key, toAppError(thrown, batch.operation).toWire());
    }
    run.pace = withSettled(run.pace, performance.now());
    tellSoon();
  }
}

function tellSoon(): void {
  timer ??= setTimeout(tell, TOLD_EVERY_MS);
}

function tell(): void {
  clearTimeout(timer);
  timer = undefined;
  if (current === undefined) return;
  const { pass: _pass, ...state } = current;
  setState({ batch: state });
}
