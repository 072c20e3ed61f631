import type { KnownProperty } from '#shared/properties/index.ts';

/** One row of what there is to have, as it is on show. */
export type AvailableLine = {
  /** Its own in the tree. */
  readonly id: string;
  /** 1 at the root. */
  readonly level: number;
  /** Among its siblings, from 1, and how many those are. */
  readonly place: number;
  readonly siblings: number;
  readonly branch: boolean;
  readonly open: boolean;
  /** What letters that are typed in the tree are looked for in. */
  readonly text: string;
} & (
  | { readonly kind: 'group'; readonly group: string; readonly count: number }
  | { readonly kind: 'property'; readonly property: KnownProperty }
  | { readonly kind: 'custom'; readonly word: string }
);

export interface AvailableGroups {
  /** In the order in which they were found. */
  readonly found: readonly KnownProperty[];
  /** The groups that are open, by name; `undefined` where all are. */
  readonly opened: ReadonlySet<string> | undefined;
  /** A key of the person's own that can be added. */
  readonly custom: string | undefined;
}

/** Groups with the properties of those that are open, and last a key of one's own. */
export function availableLines({ found, opened, custom }: AvailableGroups): readonly AvailableLine[] {
  const groups = [...Map.groupBy(found, ({ group }) => group)];
  const siblings = groups.length + (custom === undefined ? 0 : 1);
  const lines = groups.flatMap(([group, properties], index): readonly AvailableLine[] => {
    const open = opened?.has(group) ?? true;
    const head: AvailableLine = {
      ...{ kind: 'group', id: `group ${group}`, group, count: properties.length, text: group },
      ...{ level: 1, place: index + 1, siblings, branch: true, open },
    };
    return open ? [head, ...properties.map(propertyLine)] : [head];
  });
  if (custom === undefined) return lines;
  const own = { kind: 'custom', id: 'custom', word: custom, text: custom } as const;
  return [...lines, { ...own, level: 1, place: siblings, siblings, branch: false, open: false }];
}

function propertyLine(
  property: KnownProperty,
  index: number,
  { length }: readonly KnownProperty[],
): AvailableLine {
  const { key, title } = property;
  return {
    ...{ kind: 'property', id: `property ${key}`, property, text: `${title ?? ''} ${key}`.trim() },
    ...{ level: 2, place: index + 1, siblings: length, branch: false, open: false },
  };
}

/** The next line whose text begins with what was typed, from `from` on and around. */
export function lineByLetters(lines: readonly AvailableLine[], letters: string, from: number): number {
  const wanted = letters.toLowerCase();
  const places = lines.map((_, step) => (from + step) % lines.length);
  return places.find((index) => lines[index]?.text.toLowerCase().startsWith(wanted)) ?? -1;
}
