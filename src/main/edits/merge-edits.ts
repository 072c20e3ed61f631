import { changedAt, pathOf, propertyOf } from '#shared/edits/edit-fields.ts';
import { editOf, type FieldWish, fieldValue, sameValue, wishesOf, withWishes } from '#shared/edits/index.ts';
import type { Image, ImageEdit, QueuedEdit } from '#shared/model/index.ts';

export interface NewEdit {
  readonly edit: ImageEdit;
  /** The image as the person sees it now. */
  readonly seen: Image;
  /** Properties are trees, and their keys may be ways (`ui/notes`). */
  readonly nested: boolean;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Lays an edit over the one that waits already. A field is measured against the image that was seen when it
 * was last touched; one that is set to what it was there is taken out. `undefined`: nothing is left.
 */
export function mergeEdits(
  waiting: QueuedEdit | undefined,
  { edit, seen, nested, at }: NewEdit,
): QueuedEdit | undefined {
  const before = waiting === undefined ? [] : wishesOf(waiting.edit);
  const fresh = wishesOf(edit);
  const { kept, folded } = nested ? sortTrees(before, fresh, seen) : { kept: before, folded: fresh };
  const touched = new Set(folded.map(({ field }) => field));
  const old = kept.filter(({ field }) => !touched.has(field));
  const base =
    waiting === undefined
      ? seen
      : withWishes(
          seen,
          old.map(({ field }) => ({ field, wanted: fieldValue(waiting.base, field) })),
          nested,
        );
  const wishes = [...old, ...folded].filter(
    ({ field, wanted }) => !sameValue(fieldValue(base, field), wanted),
  );
  if (wishes.length === 0) return undefined;
  const { connection, id: imageId } = seen;
  return { connection, imageId, edit: editOf(wishes), base, queuedAt: at };
}

/**
 * In trees one way may lead into another: what is set above takes the place of what waited below it, and what
 * is set below a value that waits becomes a part of that value.
 */
function sortTrees(
  before: readonly FieldWish[],
  fresh: readonly FieldWish[],
  seen: Image,
): { readonly kept: readonly FieldWish[]; readonly folded: readonly FieldWish[] } {
  let kept = before;
  const folded: FieldWish[] = [];
  for (const wish of fresh) {
    const path = pathOfField(seen, wish.field);
    if (path === undefined) {
      folded.push(wish);
      continue;
    }
    kept = kept.filter(({ field }) => !isBelow(pathOfField(seen, field), path));
    const above = kept.find(
      ({ field, wanted }) => wanted !== undefined && isBelow(path, pathOfField(seen, field)),
    );
    const start = above && pathOfField(seen, above.field);
    if (above === undefined || start === undefined) {
      folded.push(wish);
      continue;
    }
    // Wrapped, so that the value may be of any kind.
    const wanted = changedAt(
      { value: above.wanted ?? null },
      ['value', ...path.slice(start.length)],
      wish.wanted,
    );
    kept = kept.map((each) => (each === above ? { field: each.field, wanted: wanted['value'] } : each));
  }
  return { kept, folded };
}

function pathOfField(image: Image, field: string): readonly string[] | undefined {
  const key = propertyOf(field);
  return key === undefined ? undefined : pathOf(image, key);
}

function isBelow(path: readonly string[] | undefined, above: readonly string[] | undefined): boolean {
  if (path === undefined || above === undefined || path.length <= above.length) return false;
  return above.every((step, index) => path[index] === step);
}
