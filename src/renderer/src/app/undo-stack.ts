import { create } from 'zustand';
import { isAppError } from '#shared/errors/index.ts';
import { attempt, toast } from './toast-queue.ts';

/** The way back from something that was done. */
export interface Undoable {
  /** What was done: `debian-13 shared with 2 projects`. */
  readonly title: string;
  /** What it changed, in a few words. */
  readonly text?: string | undefined;
  /** The contract's name of what the way back does, for the words of an error. */
  readonly operation: string;
  /** The way back shows itself how it goes (a batch): nothing is said besides. */
  readonly quiet?: boolean | undefined;
  readonly undo: () => Promise<unknown>;
}

/** Ways back beyond these are forgotten, the oldest first. */
const MOST = 50;

interface UndoState {
  /** The newest last. Of this page only, and gone with it. */
  readonly stack: readonly Undoable[];
}

export const useUndoStore = create<UndoState>()(() => ({ stack: [] }));
const { getState, setState } = useUndoStore;

/** Puts the message of one away that was taken back in another way. */
const messages = new WeakMap<Undoable, () => void>();
/** One at a time, in the order in which they were asked for: two may be about the same image. */
let before: Promise<unknown> = Promise.resolve();

/** Says what was done, with the way back beside it; it also stands as the last change until it is taken. */
export function offerUndo(done: Undoable): void {
  setState(({ stack }) => ({ stack: [...stack, done].slice(-MOST) }));
  const close = toast({
    tone: 'good',
    title: done.title,
    text: done.text,
    action: { label: 'Undo', run: () => takeBack(done) },
  });
  messages.set(done, close);
}

/** Takes the last change back; nothing if there is none. */
export function undoLast(): void {
  const last = getState().stack.at(-1);
  if (last !== undefined) takeBack(last);
}

/** Why there is nothing to take back; `undefined` if there is. */
export function undoReason(): string | undefined {
  return getState().stack.length === 0 ? 'Nothing was changed yet that can be taken back' : undefined;
}

/** Refused once because of what somebody else did: a second time they would only keep the older ones away. */
const refused = new WeakSet<Undoable>();

/** Once only. One that fails stands again, so that it can be tried again. */
function takeBack(done: Undoable): void {
  attempt(done.operation, async () => {
    if (!getState().stack.includes(done)) return;
    setState(({ stack }) => ({ stack: stack.filter((each) => each !== done) }));
    messages.get(done)?.();
    const work = before.then(() => done.undo());
    before = work.catch((error: unknown) => standAgain(done, error));
    await work;
    if (!done.quiet) toast({ tone: 'info', title: 'Taken back', text: done.title });
  });
}

function standAgain(done: Undoable, error: unknown): void {
  if (isAppError(error, 'CONFLICT') || isAppError(error, 'NOT_FOUND')) {
    if (refused.has(done)) return;
    refused.add(done);
  }
  setState(({ stack }) => ({ stack: [...stack, done].slice(-MOST) }));
}
