import { useMemo, useRef, useState } from 'react';
import type { JsonValue } from '#shared/model/index.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import { childrenOf, draftOf, isContainer } from './json-words.ts';
import type { TreeAct } from './tree-actions.tsx';
import { TreeBar } from './tree-bar.tsx';
import {
  type ChangeOutcome,
  type JsonTree,
  keyPathText,
  pathsOfChange,
  removeChange,
  type TreeChange,
  type TreePath,
} from './tree-change.ts';
import { TreeEditForm } from './tree-edit-form.tsx';
import { focusPartial, focusRow, neighbourOf } from './tree-focus.ts';
import { branchKeys, keyOfPath, type TreeLine, treeLines } from './tree-lines.ts';
import { PartialNotice } from './tree-partial.tsx';
import { TreeRows } from './tree-rows.tsx';
import { type SendResult, type TreeChanges, useTreeChanges } from './use-tree-changes.ts';

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

/** From so many lines on there is a field to find one. */
const SEARCHABLE = 8;

/** A tree of JSON values: opened and closed, looked through, and changed at any depth. */
export function MetadataTree(props: MetadataTreeProps) {
  const { label, tree, noun, reasons, onChange } = props;
  const changes = useTreeChanges(tree, onChange);
  const view = useTreeView(tree);
  const { lines } = view;
  const run = (act: TreeAct, line: TreeLine): void => {
    if (act !== 'remove') runAct(act, line, { view, changes, locked: reasons.set !== undefined });
    else if (reasons.unset === undefined)
      void view.follow(changes.send(removeChange(tree, line.path), tree), neighbourOf(lines, line.key));
  };
  return (
    <div ref={view.host} className="metadata">
      <TreeBar
        noun={noun}
        reason={reasons.set}
        branches={lines.some(({ branch }) => branch)}
        searchable={view.searchable}
        find={view.find}
        found={view.found}
        findRef={view.findInput}
        onFind={view.setFind}
        onAdd={() => changes.edit({ kind: 'add', to: [] })}
        onPaste={() => changes.edit({ kind: 'paste', to: [] })}
        onOpenAll={() => view.setExpanded(new Set(branchKeys(tree)))}
        onCloseAll={() => view.setExpanded(new Set())}
      />
      <Unsettled {...props} view={view} changes={changes} />
      {lines.length > 0 && (
        <TreeRows
          label={label}
          lines={lines}
          actions={{ run, reasons }}
          current={view.current}
          onCurrent={view.setCurrent}
          onOpen={view.setOpen}
        />
      )}
      {lines.length === 0 && changes.editing === undefined && (
        <p className="tab-empty">
          {view.find.trim() === '' ? 'Nothing here yet.' : 'No key and no value has this in it.'}
        </p>
      )}
    </div>
  );
}

interface UnsettledProps extends MetadataTreeProps {
  readonly view: TreeView;
  readonly changes: TreeChanges;
}

/** What is being entered, and what is left of a change of which not all was taken. */
function Unsettled({ tree, noun, keyProblem, busy, view, changes }: UnsettledProps) {
  const { editing, partial } = changes;
  return (
    <>
      {partial !== undefined && (
        <PartialNotice
          partial={partial}
          busy={busy}
          onRepeat={() => void view.follow(changes.repeat(), pathsOfChange(partial.left)[0])}
          onLeave={() => {
            changes.dropPartial();
            view.focusSoon(undefined);
          }}
        />
      )}
      {editing !== undefined && (
        <TreeEditForm
          key={JSON.stringify(editing)}
          {...{ editing, tree, noun, keyProblem, busy }}
          seen={changes.seen}
          onCancel={() => {
            changes.edit(undefined);
            view.focusSoon('path' in editing ? editing.path : editing.to);
          }}
          onSend={(change, at, opens) => {
            // What was just made shall be in sight, with what it holds.
            view.open(keyOfPath(at.slice(0, -1)), ...(opens ? [keyOfPath(at)] : []));
            void view.follow(changes.send(change, changes.seen), at);
          }}
        />
      )}
    </>
  );
}

/** What of a tree is on show: which branches are open, what is looked for, where the keyboard is. */
function useTreeView(tree: JsonTree) {
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
  return {
    ...{ lines, found, searchable, find, setFind, current, setCurrent, setExpanded, host, findInput },
    focusSoon,
    /** Takes the keyboard where a change leads, once it is through. */
    follow: async (sent: Promise<SendResult>, then: TreePath | undefined): Promise<void> => {
      const result = await sent;
      if (result === 'done') focusSoon(then);
      else if (result === 'left') setTimeout(() => focusPartial(host.current));
    },
    open: (...keys: readonly string[]): void => setExpanded((held) => new Set([...held, ...keys])),
    setOpen: ({ key }: TreeLine, wanted: boolean): void =>
      setExpanded((held) =>
        wanted ? new Set([...held, key]) : new Set([...held].filter((each) => each !== key)),
      ),
  };
}

type TreeView = ReturnType<typeof useTreeView>;

interface ActContext {
  readonly view: TreeView;
  readonly changes: TreeChanges;
  /** Nothing can be set now. */
  readonly locked: boolean;
}

/** Does what sends nothing by itself. */
function runAct(
  act: Exclude<TreeAct, 'remove'>,
  { path, value, key, inList }: TreeLine,
  { view, changes, locked }: ActContext,
): void {
  if (act === 'copy-value') copy(draftOf(value), 'Value');
  else if (act === 'copy-path') copy(keyPathText(path), 'Path');
  else if (act === 'find') view.findInput.current?.focus();
  else if (act === 'open-below') view.open(key, ...branchKeys(value, undefined, path));
  else if (locked) return;
  else if (act === 'add' || act === 'paste') {
    // Beneath a leaf nothing can be: then beside it.
    changes.edit({ kind: act, to: isContainer(value) ? path : path.slice(0, -1) });
  } else changes.edit({ kind: act === 'rename' && !inList ? 'rename' : 'change', path });
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
