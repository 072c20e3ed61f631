import { ListChevronsDownUp, ListChevronsUpDown, Plus, Undo2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { JsonValue } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { childrenOf } from './json-words.ts';
import {
  inverseChange,
  type JsonTree,
  pathWords,
  removeChange,
  setChange,
  type TreeChange,
  type TreePath,
  valueAt,
} from './tree-change.ts';
import { branchKeys, TreeRows } from './tree-rows.tsx';
import { ValueForm } from './value-form.tsx';

interface MetadataTreeProps {
  readonly label: string;
  readonly tree: JsonTree;
  /** What one key is called: `key`, `property`. */
  readonly noun: string;
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
  readonly keyProblem?: ((key: string) => string | undefined) | undefined;
  readonly busy: boolean;
  /** Sends a change; tells whether it was taken. */
  readonly onChange: (change: TreeChange) => Promise<boolean>;
}

type Editing =
  | { readonly kind: 'add'; readonly to: TreePath }
  | { readonly kind: 'change'; readonly path: TreePath };

/** A tree of JSON values: opened and closed, changed at any depth, and the last change taken back. */
export function MetadataTree(props: MetadataTreeProps) {
  const { label, tree, noun, reasons, busy, onChange } = props;
  const [editing, setEditing] = useState<Editing>();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set(branchKeys(tree, 1)));
  const [back, setBack] = useState<TreeChange>();
  const host = useRef<HTMLDivElement>(null);
  const branches = branchKeys(tree);
  const close = (): void => {
    const path = editing?.kind === 'change' ? editing.path : editing?.to;
    setEditing(undefined);
    // Once the rows are there again.
    setTimeout(() => focusRow(host.current, path));
  };
  const send = async (change: TreeChange): Promise<void> => {
    const inverse = inverseChange(tree, change);
    if (!(await onChange(change))) return;
    close();
    setBack(inverse);
  };
  const undo = async (): Promise<void> => {
    if (back !== undefined && (await onChange(back))) setBack(undefined);
  };
  const open = (path: TreePath): void => setExpanded((held) => new Set([...held, JSON.stringify(path)]));
  return (
    <div ref={host} className="metadata">
      <Bar
        noun={noun}
        reason={reasons.set}
        busy={busy}
        branches={branches}
        onAdd={() => setEditing({ kind: 'add', to: [] })}
        onUndo={back === undefined ? undefined : () => void undo()}
        onExpanded={setExpanded}
      />
      {editing !== undefined && (
        <EditForm
          key={JSON.stringify(editing)}
          {...props}
          editing={editing}
          onCancel={close}
          onSave={(path, value) => {
            // What was just made shall be in sight, with what it holds.
            open(path.slice(0, -1));
            open(path);
            void send(setChange(tree, path, value));
          }}
        />
      )}
      {Object.keys(tree).length === 0 ? (
        editing === undefined && <p className="tab-empty">Nothing here yet.</p>
      ) : (
        <TreeRows
          label={label}
          tree={tree}
          expanded={expanded}
          reasons={reasons}
          onExpanded={setExpanded}
          onAdd={(to) => setEditing({ kind: 'add', to })}
          onEdit={(path) => setEditing({ kind: 'change', path })}
          onRemove={(path) => void send(removeChange(tree, path))}
        />
      )}
    </div>
  );
}

interface BarProps {
  readonly noun: string;
  readonly reason: string | undefined;
  readonly busy: boolean;
  readonly branches: readonly string[];
  readonly onAdd: () => void;
  /** Only while there is a change to take back. */
  readonly onUndo: (() => void) | undefined;
  readonly onExpanded: (expanded: ReadonlySet<string>) => void;
}

function Bar({ noun, reason, busy, branches, onAdd, onUndo, onExpanded }: BarProps) {
  return (
    <div className="metadata-bar">
      <Button size="small" reason={reason} onPress={onAdd}>
        <Plus size={13} aria-hidden="true" />
        Add a {noun}
      </Button>
      <span className="spacer" />
      {onUndo !== undefined && (
        <Button size="small" isPending={busy} onPress={onUndo}>
          <Undo2 size={13} aria-hidden="true" />
          Undo
        </Button>
      )}
      {branches.length > 0 && (
        <>
          <Button
            variant="icon"
            size="small"
            aria-label="Open all"
            tip="Open all"
            onPress={() => onExpanded(new Set(branches))}
          >
            <ListChevronsUpDown size={14} aria-hidden="true" />
          </Button>
          <Button
            variant="icon"
            size="small"
            aria-label="Close all"
            tip="Close all"
            onPress={() => onExpanded(new Set())}
          >
            <ListChevronsDownUp size={14} aria-hidden="true" />
          </Button>
        </>
      )}
    </div>
  );
}

/** Gives the keyboard back to the row that was worked on, else to the first button. */
function focusRow(host: HTMLElement | null, path: TreePath | undefined): void {
  if (host === null || host.contains(document.activeElement)) return;
  const rows = [...host.querySelectorAll<HTMLElement>('[data-key]')];
  const row = rows.find((each) => each.dataset['key'] === JSON.stringify(path));
  (row ?? host.querySelector('button'))?.focus();
}

interface EditFormProps extends MetadataTreeProps {
  readonly editing: Editing;
  readonly onSave: (path: TreePath, value: JsonValue) => void;
  readonly onCancel: () => void;
}

function EditForm({ tree, noun, keyProblem, busy, editing, onSave, onCancel }: EditFormProps) {
  if (editing.kind === 'change') {
    return (
      <ValueForm
        title={`Change ${pathWords(editing.path)}`}
        asksKey={false}
        takenKeys={[]}
        value={valueAt(tree, editing.path)}
        busy={busy}
        onCancel={onCancel}
        onSave={(_, value) => onSave(editing.path, value)}
      />
    );
  }
  const parent = editing.to.length === 0 ? tree : (valueAt(tree, editing.to) ?? {});
  const children = childrenOf(parent);
  const isList = Array.isArray(parent);
  return (
    <ValueForm
      title={editing.to.length === 0 ? `Add a ${noun}` : `Add to ${pathWords(editing.to)}`}
      asksKey={!isList}
      takenKeys={isList ? [] : children.map(([key]) => key)}
      keyProblem={keyProblem}
      value={undefined}
      busy={busy}
      onCancel={onCancel}
      onSave={(key, value) => onSave([...editing.to, isList ? String(children.length) : key], value)}
    />
  );
}
