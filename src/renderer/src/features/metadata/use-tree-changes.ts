import { useRef, useState } from 'react';
import {
  type ChangeOutcome,
  type JsonTree,
  type PartialChange,
  pathsOfChange,
  type TreeChange,
} from './tree-change.ts';
import type { TreeEditing } from './tree-edit-form.tsx';

/** The changes of a tree: what is being entered, what is on its way, and what of it was not taken. */
export interface TreeChanges {
  readonly editing: TreeEditing | undefined;
  /** The tree as it was when the form was opened, or refused: what comes in meanwhile is somebody else's. */
  readonly seen: JsonTree;
  /** What is left of a change of several keys. */
  readonly partial: PartialChange | undefined;
  edit(next: TreeEditing | undefined): void;
  /** Sends a change to a tree that the person saw as `from`; tells how it ended. */
  send(change: TreeChange, from: JsonTree): Promise<SendResult>;
  /** Sends what is left of one once more. */
  repeat(): Promise<SendResult>;
  dropPartial(): void;
}

/** `left`: a part of several is left; `kept`: what was entered stands as it was. */
export type SendResult = 'done' | 'left' | 'kept';

export function useTreeChanges(
  tree: JsonTree,
  onChange: (change: TreeChange, seen: JsonTree) => Promise<ChangeOutcome>,
): TreeChanges {
  const [editing, setEditing] = useState<TreeEditing>();
  const [seen, setSeen] = useState(tree);
  const [partial, setPartial] = useState<{ readonly left: PartialChange; readonly seen: JsonTree }>();
  const latest = useRef(tree);
  latest.current = tree;
  const settle = (change: TreeChange, outcome: ChangeOutcome): SendResult => {
    if (outcome?.undecided) return 'kept';
    const several = pathsOfChange(change).length > 1;
    setPartial(outcome !== undefined && several ? { left: outcome, seen: latest.current } : undefined);
    if (outcome !== undefined && !several) return 'kept';
    setEditing(undefined);
    return outcome === undefined ? 'done' : 'left';
  };
  const send = async (change: TreeChange, from: JsonTree): Promise<SendResult> => {
    const outcome = await onChange(change, from);
    if (outcome !== undefined && !outcome.undecided) {
      // A refusal shows how it is now; the page has it with the next drawing.
      await new Promise((drawn) => setTimeout(drawn));
      setSeen(latest.current);
    }
    return settle(change, outcome);
  };
  return {
    editing,
    seen,
    partial: partial?.left,
    edit: (next) => {
      setSeen(tree);
      setEditing(next);
    },
    send,
    repeat: async () => (partial === undefined ? 'done' : send(partial.left.left, partial.seen)),
    dropPartial: () => setPartial(undefined),
  };
}
