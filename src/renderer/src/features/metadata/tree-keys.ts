import type { TreeLine } from './tree-lines.ts';

/** What a key does in the tree. */
export type TreeKey =
  | { readonly go: number }
  | { readonly open: boolean }
  | {
      readonly act: 'edit' | 'rename' | 'add' | 'remove' | 'copy-value' | 'copy-path' | 'find' | 'open-below';
    };

/** What the keys must know of a line. */
type Place = Pick<TreeLine, 'level' | 'branch' | 'open'>;

const PAGE_LINES = 10;

/** The keys of a tree as file managers have them; `undefined` for those that mean nothing here. */
export function treeKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
  lines: readonly Place[],
  index: number,
): TreeKey | undefined {
  const line = lines[index];
  if (line === undefined || event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase();
    if (key === 'c') return { act: event.shiftKey ? 'copy-path' : 'copy-value' };
    return key === 'f' ? { act: 'find' } : undefined;
  }
  const last = lines.length - 1;
  switch (event.key) {
    case 'ArrowDown':
      return { go: Math.min(last, index + 1) };
    case 'ArrowUp':
      return { go: Math.max(0, index - 1) };
    case 'PageDown':
      return { go: Math.min(last, index + PAGE_LINES) };
    case 'PageUp':
      return { go: Math.max(0, index - PAGE_LINES) };
    case 'Home':
      return { go: 0 };
    case 'End':
      return { go: last };
    case 'ArrowRight':
      if (line.branch && !line.open) return { open: true };
      return line.open ? { go: index + 1 } : undefined;
    case 'ArrowLeft':
      return line.open ? { open: false } : parentOf(lines, index);
    case ' ':
      return line.branch ? { open: !line.open } : undefined;
    case '*':
      return { act: 'open-below' };
    case 'Enter':
      return { act: 'edit' };
    case 'F2':
      return { act: 'rename' };
    case 'Insert':
      return { act: 'add' };
    case 'Delete':
      return { act: 'remove' };
    default:
      return undefined;
  }
}

function parentOf(lines: readonly Place[], index: number): TreeKey | undefined {
  const level = lines[index]?.level ?? 1;
  for (let above = index - 1; above >= 0; above -= 1) {
    if ((lines[above]?.level ?? 0) < level) return { go: above };
  }
  return undefined;
}
