import { childrenOf, isContainer } from './json-words.ts';
import { PasteForm } from './paste-form.tsx';
import {
  type JsonTree,
  pasteChange,
  pathWords,
  renameChange,
  setChange,
  type TreeChange,
  type TreePath,
  valueAt,
  wholeAbove,
} from './tree-change.ts';
import { ValueForm } from './value-form.tsx';

/** What is being entered: something new beneath a path, or another key or value at one. */
export type TreeEditing =
  | { readonly kind: 'add' | 'paste'; readonly to: TreePath }
  | { readonly kind: 'change' | 'rename'; readonly path: TreePath };

export interface TreeEditFormProps {
  readonly editing: TreeEditing;
  /** The tree as it is now. */
  readonly tree: JsonTree;
  /** The tree that the person goes by. */
  readonly seen: JsonTree;
  readonly noun: string;
  readonly keyProblem?: ((key: string) => string | undefined) | undefined;
  readonly busy: boolean;
  /** `at`: where the keyboard goes after; `opens`: with what is in it. */
  readonly onSend: (change: TreeChange, at: TreePath, opens: boolean) => void;
  readonly onCancel: () => void;
}

/** The form for what is being entered. */
export function TreeEditForm({ editing, ...props }: TreeEditFormProps) {
  if (editing.kind === 'paste') return <PasteKeys {...props} to={editing.to} />;
  if ('to' in editing) return <AddValue {...props} to={editing.to} />;
  return (
    <ChangeValue {...props} path={editing.path} startsAt={editing.kind === 'rename' ? 'key' : 'value'} />
  );
}

type PartProps = Omit<TreeEditFormProps, 'editing'>;

function PasteKeys({ tree, seen, keyProblem, busy, to, onSend, onCancel }: PartProps & ToProps) {
  return (
    <PasteForm
      title={to.length === 0 ? 'Add several keys' : `Add several keys to ${pathWords(to)}`}
      takenKeys={keysAt(tree, to)}
      keyProblem={keyProblem}
      busy={busy}
      onSave={(values) => {
        const [first = ''] = Object.keys(values);
        onSend(pasteChange(seen, to, values), [...to, first], false);
      }}
      onCancel={onCancel}
    />
  );
}

interface ToProps {
  readonly to: TreePath;
}

function AddValue({ tree, seen, noun, keyProblem, busy, to, onSend, onCancel }: PartProps & ToProps) {
  const inList = Array.isArray(valueAt(seen, to));
  return (
    <ValueForm
      title={to.length === 0 ? `Add a ${noun}` : `Add to ${pathWords(to)}`}
      asksKey={!inList}
      takenKeys={inList ? [] : keysAt(tree, to)}
      keyProblem={keyProblem}
      busy={busy}
      value={undefined}
      onSave={(key, value) => {
        const path = [...to, inList ? String(keysAt(seen, to).length) : key];
        onSend(setChange(seen, path, value), path, isContainer(value));
      }}
      onCancel={onCancel}
    />
  );
}

interface ChangeProps extends PartProps {
  readonly path: TreePath;
  readonly startsAt: 'key' | 'value';
}

function ChangeValue({ tree, seen, keyProblem, busy, path, startsAt, onSend, onCancel }: ChangeProps) {
  const above = path.slice(0, -1);
  const own = path.at(-1) ?? '';
  const inList = Array.isArray(valueAt(seen, above));
  return (
    <ValueForm
      title={`Change ${pathWords(path)}`}
      // An item of a list has a place and no key; within a list one request changes all.
      heldKey={inList ? undefined : own}
      renames={wholeAbove(seen, path) !== undefined ? 'at once' : 'one by one'}
      focus={startsAt}
      asksKey={!inList}
      takenKeys={keysAt(tree, above).filter((key) => key !== own)}
      keyProblem={keyProblem}
      busy={busy}
      value={valueAt(seen, path)}
      onSave={(key, value) => {
        if (inList || key === own) onSend(setChange(seen, path, value), path, isContainer(value));
        else onSend(renameChange(seen, path, key, value), [...above, key], false);
      }}
      onCancel={onCancel}
    />
  );
}

function keysAt(tree: JsonTree, path: TreePath): readonly string[] {
  return childrenOf(valueAt(tree, path) ?? {}).map(([key]) => key);
}
