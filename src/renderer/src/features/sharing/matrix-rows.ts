import type { Image, Member } from '#shared/model/index.ts';
import { imageKey } from '../catalog/selection.ts';
import type { ImagePlan } from './share-plan.ts';
import { type RowFacts, type RowSources, rowFacts } from './sharing-cells.ts';
import type { SeenRow } from './sharing-store.ts';

/** One image with all that its cells are made of. */
export interface MatrixRow {
  readonly key: string;
  readonly image: Image;
  readonly facts: RowFacts;
  /** `undefined`: not known yet. A private Glance image has none. */
  readonly members: ReadonlyMap<string, Member> | undefined;
  readonly seen: SeenRow;
  readonly plan: ImagePlan | undefined;
  /** Why its change failed. */
  readonly failure: string | undefined;
}

/** What a row is made of. */
export interface RowParts extends RowSources {
  readonly seen: SeenRow;
  readonly plan: ImagePlan | undefined;
  readonly failure: string | undefined;
}

const NOBODY: ReadonlyMap<string, Member> = new Map();

/**
 * Makes rows, and gives the same object again for the same parts: of a thousand rows only those that something
 * happened to are drawn anew.
 */
export function createRowMaker(): (parts: RowParts) => MatrixRow {
  const made = new Map<string, { readonly parts: RowParts; readonly row: MatrixRow }>();
  return (parts) => {
    const key = imageKey(parts.image);
    const held = made.get(key);
    if (held !== undefined && sameParts(held.parts, parts)) return held.row;
    const row = rowOf(key, parts);
    made.set(key, { parts, row });
    return row;
  };
}

function rowOf(key: string, parts: RowParts): MatrixRow {
  const { image, seen, plan, failure } = parts;
  const facts = rowFacts(parts);
  const members = facts.opensFirst || facts.span !== undefined ? NOBODY : seen.members;
  return { key, image, facts, members, seen, plan, failure };
}

function sameParts(a: RowParts, b: RowParts): boolean {
  return (
    a.image === b.image &&
    a.seen === b.seen &&
    a.plan === b.plan &&
    a.failure === b.failure &&
    a.kind === b.kind &&
    a.known === b.known &&
    a.now === b.now
  );
}

/** Gives the former list where nothing of it changed: who was given it need not look. */
export function createKeeper<Item>(same: (a: Item, b: Item) => boolean) {
  let kept: readonly Item[] = [];
  return (list: readonly Item[]): readonly Item[] => {
    const unchanged =
      list.length === kept.length &&
      list.every((item, index) => {
        const former = kept[index];
        return former !== undefined && same(former, item);
      });
    if (!unchanged) kept = list;
    return kept;
  };
}
