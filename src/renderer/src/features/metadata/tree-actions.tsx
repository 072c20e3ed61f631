import {
  ClipboardCopy,
  ClipboardPaste,
  ListChevronsUpDown,
  Pencil,
  Plus,
  Route,
  TextCursorInput,
  Trash2,
} from 'lucide-react';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { isContainer } from './json-words.ts';
import type { TreeLine } from './tree-lines.ts';

export type TreeAct =
  | 'edit'
  | 'rename'
  | 'add'
  | 'paste'
  | 'remove'
  | 'copy-value'
  | 'copy-path'
  | 'find'
  | 'open-below';

/** What can be done with a line of the tree, and why not. */
export interface TreeActions {
  readonly run: (act: TreeAct, line: TreeLine) => void;
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
}

/** The menu of a line. */
export function lineMenu({ run, reasons }: TreeActions, line: TreeLine): readonly MenuAction[] {
  const icon = { size: 14, 'aria-hidden': true } as const;
  const container = isContainer(line.value);
  const noParts = container ? undefined : 'Only an object or a list has parts';
  return [
    { id: 'edit', label: 'Change…', icon: <Pencil {...icon} />, reason: reasons.set },
    {
      id: 'rename',
      label: 'Rename…',
      icon: <TextCursorInput {...icon} />,
      reason: line.inList ? 'An item of a list has no key' : (reasons.set ?? reasons.unset),
    },
    { id: 'add', label: 'Add to it…', icon: <Plus {...icon} />, reason: reasons.set ?? noParts },
    {
      id: 'paste',
      label: 'Add several keys…',
      icon: <ClipboardPaste {...icon} />,
      reason:
        reasons.set ?? (container && !Array.isArray(line.value) ? undefined : 'Only an object has keys'),
    },
    { id: 'copy-value', label: 'Copy value', icon: <ClipboardCopy {...icon} /> },
    { id: 'copy-path', label: 'Copy path', icon: <Route {...icon} /> },
    ...(line.branch
      ? [{ id: 'open-below', label: 'Open all beneath', icon: <ListChevronsUpDown {...icon} /> }]
      : []),
    { id: 'remove', label: 'Delete', icon: <Trash2 {...icon} />, danger: true, reason: reasons.unset },
  ].map((action) => ({ ...action, run: () => run(action.id as TreeAct, line) }));
}
