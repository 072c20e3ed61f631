import { useMemo, useRef, useState } from 'react';
import type { JsonValue } from '#shared/model/index.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import { childrenOf, draftOf, isContainer } from './json-words.ts';
import { PasteForm } from './paste-form.tsx';
import type { TreeAct } from './tree-actions.tsx';
import { TreeBar } from './tree-bar.tsx';
import {
  type ChangeOutcome,
  type JsonTree,
  keyPathText,
  type PartialChange,
  pasteChange,
  pathsOfChange,
  pathWords,
  removeChange,
  renameChange,
  setChange,
  type TreeChange,
  type TreePath,
  valueAt,
} from './tree-change.ts';
import { branchKeys, keyOfPath, type TreeLine, treeLines } from './tree-lines.ts';
import { PartialNotice } from './tree-partial.tsx';
import { TreeRows } from './tree-rows.tsx';
import { ValueForm } from './value-form.tsx';

interface MetadataTreeProps {
  readonly label: string;
  readonly tree: JsonTree;
  /** What one key is called: `key`, `property`. */
  readonly noun: string;
  readonly reasons: { readonly set: string | undefined; readonly unset: string | undefined };
  readonly keyProblem?: ((key: string) => string | undefined) | undefined;
  readonly busy: boolean;
  /**
   * Sends a change, and offers the way back. `seen`: the tree that the person went by when they began it.
   * Gives what was taken and what is left where not all of it was. The caller says why, unless the outcome
   * has a reason.
   */
  readonly onChange: (change: TreeChange, seen: JsonTree) => Promise<ChangeOutcome>;
}

type Editing =
  | { readonly kind: 'add' | 'paste'; readonly to: TreePath }
  | { readonly kind: 'change' | 'rename'; readonly path: TreePath };

/** From so many lines on there is a field to find one. */
const SEARCHABLE = 8;

/** A tree of JSON values: opened and closed, looked through, and changed at any depth. */
export function MetadataTree(props: MetadataTreeProps) {
  const { label, tree, noun, reasons, busy, onChange } = props;
  const [editing, setEditing] = useState<Editing>();
  /** As it was when the form was opened, or refused: what comes in meanwhile is somebody else's. */
  const [seen, setSeen] = useState(tree);
  const latest = useRef(tree);
  latest.current = tree;
  const edit = (next: Editing): void => {
    setSeen(tree);
    setEditing(next);
  };
  const [partial, setPartial] = useState<PartialChange>();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set(branchKeys(tree, 1)));
  const [find, setFind] = useState('');
  const [current, setCurrent] = useState<string>();
  const host = useRef<HTMLDivElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const { lines, found } = useMemo(() => treeLines(tree, expanded, find), [tree, expanded, find]);
  const searchable = useMemo(() => hasMany(tree, SEARCHABLE), [tree]);
  const focusSoon = (path: TreePath | undefined): void => {
    if (path !== undefined) setCurrent(keyOfPath(path));
    // Once the rows are there again.
    setTimeout(() => focusRow(host.current, path));
  };
  const close = (): void => {
    setEditing(undefined);
    focusSoon(editing === undefined ? undefined : 'path' in editing ? editing.path : editing.to);
  };
  const send = async (change: TreeChange, then: TreePath | undefined, from: JsonTree): Promise<void> => {
    const outcome = await onChange(change, from);
    // A refusal shows how it is now; the page has it with the next drawing.
    if (outcome !== undefined) setTimeout(() => setSeen(latest.current));
    const several = pathsOfChange(change).length > 1;
    setPartial(outcome !== undefined && several ? outcome : undefined);
    if (outcome !== undefined && !several) return;
    setEditing(undefined);
    if (outcome === undefined) focusSoon(then);
    else setTimeout(() => host.current?.querySelector<HTMLElement>('.tree-partial .button-primary')?.focus());
  };
  const open = (...keys: readonly string[]): void => setExpanded((held) => new Set([...held, ...keys]));
  const run = (act: TreeAct, { path, value, key, inList }: TreeLine): void => {
    if (act === 'copy-value') copy(draftOf(value), 'Value');
    else if (act === 'copy-path') copy(keyPathText(path), 'Path');
    else if (act === 'find') findInput.current?.focus();
    else if (act === 'open-below') open(key, ...branchKeys(value, undefined, path));
    else if (act === 'remove') {
      if (reasons.unset === undefined) void send(removeChange(tree, path), neighbourOf(lines, key), tree);
    } else if (reasons.set !== undefined) return;
    else if (act === 'add' || act === 'paste') {
      // Beneath a leaf nothing can be: then beside it.
      edit({ kind: act, to: isContainer(value) ? path : path.slice(0, -1) });
    } else edit({ kind: act === 'rename' && !inList ? 'rename' : 'change', path });
  };
  return (
    <div ref={host} className="metadata">
      <TreeBar
        noun={noun}
        reason={reasons.set}
        branches={lines.some(({ branch }) => branch)}
        searchable={searchable}
        find={find}
        found={found}
        findRef={findInput}
        onFind={setFind}
        onAdd={() => edit({ kind: 'add', to: [] })}
        onPaste={() => edit({ kind: 'paste', to: [] })}
        onOpenAll={() => setExpanded(new Set(branchKeys(tree)))}
        onCloseAll={() => setExpanded(new Set())}
      />
      {partial !== undefined && (
        <PartialNotice
          partial={partial}
          busy={busy}
          onRepeat={() => void send(partial.left, pathsOfChange(partial.left)[0], tree)}
          onLeave={() => {
            setPartial(undefined);
            focusSoon(undefined);
          }}
        />
      )}
      {editing !== undefined && (
        <EditForm
          key={JSON.stringify(editing)}
          {...props}
          editing={editing}
          onCancel={close}
          onSend={(change, at, opens) => {
            // What was just made shall be in sight, with what it holds.
            open(keyOfPath(at.slice(0, -1)), ...(opens ? [keyOfPath(at)] : []));
            void send(change, at, seen);
          }}
        />
      )}
      {lines.length === 0 ? (
        editing === undefined && (
          <p className="tab-empty">
            {find.trim() === '' ? 'Nothing here yet.' : 'No key and no value has this in it.'}
          </p>
        )
      ) : (
        <TreeRows
          label={label}
          lines={lines}
          actions={{ run, reasons }}
          current={current}
          onCurrent={setCurrent}
          onOpen={({ key }, wanted) =>
            setExpanded((held) => {
              const next = new Set(held);
              if (wanted) next.add(key);
              else next.delete(key);
              return next;
            })
          }
        />
      )}
    </div>
  );
}

function copy(text: string, what: string): void {
  attempt('clipboard', async () => {
    await navigator.clipboard.writeText(text);
    toast({ tone: 'good', title: `${what} copied` });
  });
}

/** Are there more than so many values? Looks no further than that. */
function hasMany(value: JsonValue, most: number): boolean {
  let left = most;
  const count = (each: JsonValue): boolean =>
    childrenOf(each).some(([, child]) => {
      left -= 1;
      return left < 0 || count(child);
    });
  return count(value);
}

/** Where the keyboard goes when a line is deleted: to its next sibling, else the one before, else what holds it. */
function neighbourOf(lines: readonly TreeLine[], key: string): TreePath | undefined {
  const at = lines.findIndex((line) => line.key === key);
  const line = lines[at];
  if (line === undefined) return undefined;
  const after = lines.slice(at + 1).find(({ level }) => level <= line.level);
  // Items of a list move up into the gap.
  if (after?.level === line.level) return line.inList ? line.path : after.path;
  return lines[at - 1]?.path;
}

/** Gives the keyboard back to the row that was worked on, else to the first that there is. */
function focusRow(host: HTMLElement | null, path: TreePath | undefined): void {
  if (host === null || host.contains(document.activeElement)) return;
  const key = path === undefined ? undefined : keyOfPath(path);
  const rows = [...host.querySelectorAll<HTMLElement>('tr[data-key]')];
  const row = rows.find((each) => each.dataset['key'] === key) ?? rows.find(({ tabIndex }) => tabIndex === 0);
  (row ?? host.querySelector('button'))?.focus();
}

interface EditFormProps extends MetadataTreeProps {
  readonly editing: Editing;
  readonly onSend: (change: TreeChange, at: TreePath, opens: boolean) => void;
  readonly onCancel: () => void;
}

function EditForm({ tree, noun, keyProblem, busy, editing, onSend, onCancel }: EditFormProps) {
  const parentPath = 'to' in editing ? editing.to : editing.path.slice(0, -1);
  const parent = parentPath.length === 0 ? tree : (valueAt(tree, parentPath) ?? {});
  const keys = childrenOf(parent).map(([key]) => key);
  const isList = Array.isArray(parent);
  const shared = { keyProblem, busy, onCancel };
  const where = parentPath.length === 0 ? undefined : pathWords(parentPath);
  if (editing.kind === 'paste') {
    return (
      <PasteForm
        {...shared}
        title={where === undefined ? 'Add several keys' : `Add several keys to ${where}`}
        takenKeys={keys}
        onSave={(values) => {
          const [first = ''] = Object.keys(values);
          onSend(pasteChange(tree, editing.to, values), [...editing.to, first], false);
        }}
      />
    );
  }
  if ('path' in editing) {
    const { path, kind } = editing;
    const own = path.at(-1) ?? '';
    return (
      <ValueForm
        {...shared}
        title={`Change ${pathWords(path)}`}
        // An item of a list has a place and no key; within a list one request changes all.
        heldKey={isList ? undefined : own}
        renames={hasListAbove(tree, path) ? 'at once' : 'one by one'}
        focus={kind === 'rename' ? 'key' : 'value'}
        asksKey={!isList}
        takenKeys={keys.filter((key) => key !== own)}
        value={valueAt(tree, path)}
        onSave={(key, value) => {
          const next = [...path.slice(0, -1), key];
          if (isList || key === own) onSend(setChange(tree, path, value), path, isContainer(value));
          else onSend(renameChange(tree, path, key, value), next, false);
        }}
      />
    );
  }
  return (
    <ValueForm
      {...shared}
      title={where === undefined ? `Add a ${noun}` : `Add to ${where}`}
      asksKey={!isList}
      takenKeys={isList ? [] : keys}
      value={undefined}
      onSave={(key, value) => {
        const path = [...editing.to, isList ? String(keys.length) : key];
        onSend(setChange(tree, path, value), path, isContainer(value));
      }}
    />
  );
}

function hasListAbove(tree: JsonTree, path: TreePath): boolean {
  return path.some((_, length) => length > 0 && Array.isArray(valueAt(tree, path.slice(0, length))));
}
