/** What is chosen in the inbox, by keys of images. */
export interface InboxSelection {
  readonly chosen: ReadonlySet<string>;
  /** The row that the keyboard stands on, and that the inspector shows. */
  readonly focus: string | undefined;
  /** Where a stretch chosen with Shift begins. */
  readonly anchor: string | undefined;
}

export const NOTHING_CHOSEN: InboxSelection = { chosen: new Set(), focus: undefined, anchor: undefined };

export function chooseOnly(key: string | undefined): InboxSelection {
  return { chosen: new Set(key === undefined ? [] : [key]), focus: key, anchor: key };
}

/** One more, or one less: a check mark, or a click with Ctrl. */
export function toggleKey({ chosen }: InboxSelection, key: string): InboxSelection {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return { chosen: next, focus: key, anchor: key };
}

/** The stretch from the anchor to `key`, in the order of `rows`. */
export function chooseTo(selection: InboxSelection, key: string, rows: readonly string[]): InboxSelection {
  const anchor = selection.anchor ?? key;
  const ends = [rows.indexOf(anchor), rows.indexOf(key)];
  if (ends.includes(-1)) return chooseOnly(key);
  const chosen = new Set(rows.slice(Math.min(...ends), Math.max(...ends) + 1));
  return { chosen, focus: key, anchor };
}

/** Only the keyboard moves. */
export function standOnKey(selection: InboxSelection, key: string): InboxSelection {
  return { ...selection, focus: key };
}

export function chooseAll(selection: InboxSelection, rows: readonly string[]): InboxSelection {
  return { ...selection, chosen: new Set(rows) };
}

/**
 * After rows went (they were answered, or are shared no longer): what is left of the choice; where nothing is,
 * the row that took the place of the one with the keyboard, so that the next answer needs no hand to move.
 */
export function afterRows(
  selection: InboxSelection,
  before: readonly string[],
  now: readonly string[],
): InboxSelection {
  const { chosen, focus, anchor } = selection;
  const there = new Set(now);
  const left = [...chosen].filter((key) => there.has(key));
  if (left.length === chosen.size && (focus === undefined || there.has(focus))) return selection;
  const at = focus === undefined ? -1 : before.indexOf(focus);
  const next =
    before.slice(at + 1).find((key) => there.has(key)) ??
    before.slice(0, Math.max(0, at)).findLast((key) => there.has(key));
  const standing = focus !== undefined && there.has(focus) ? focus : next;
  if (left.length === 0) return chooseOnly(standing);
  return {
    chosen: new Set(left),
    focus: standing,
    anchor: anchor !== undefined && there.has(anchor) ? anchor : standing,
  };
}
