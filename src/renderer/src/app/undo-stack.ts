import { create } from 'zustand';
import { attempt, toast } from './toast-queue.ts';

/** The way back from something that was done. */
export interface Undoable {
  /** What was done: `debian-13 shared with 2 projects`. */
  readonly title: string;
  /** What it changed, in a few words. */
  readonly text?: string | undefined;
  /** The contract's name of what the way back does, for the words of an error. */
  readonly operation: string;
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

/** Says what was done, with the way back beside it; it also stands as the last change until it is taken. */
export function offerUndo(done: Undoable): void {
  setState(({ stack }) => ({ stack: [...stack, done].slice(-MOST) }));
  toast({
    tone: 'good',
    title: done.title,
    text: done.text,
    action: { label: 'Undo', run: () => takeBack(done) },
  });
}

/** Takes the last change back; nothing if there is none. */
export function undoLast(): void {
  const last = getState().stack.at(-1);
  if (last !== undefined) takeBack(last);
}

/** Once only. One that fails stands again, so that it can be tried again. */
function takeBack(done: Undoable): void {
  if (!getState().stack.includes(done)) return;
  setState(({ stack }) => ({ stack: stack.filter((each) => each !== done) }));
  attempt(done.operation, async () => {
    try {
      await done.undo();
    } catch (error) {
      setState(({ stack }) => ({ stack: [...stack, done] }));
      throw error;
    }
  });
}
