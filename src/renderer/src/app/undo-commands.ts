import type { Command } from './commands.ts';
import { undoLast, undoReason } from './undo-stack.ts';

/** Taking back what was changed last. */
export const UNDO_COMMANDS: readonly Command[] = [
  {
    id: 'undo',
    title: 'Undo last change',
    group: 'Images',
    shortcut: 'Mod+Z',
    notInText: true,
    reason: undoReason,
    run: undoLast,
  },
];
