/** Where in the typed text something stands: `[start, end)`, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Fields of an image whose text a term compares. `format` is the disk format, `cloud` the connection. */
export const TEXT_FIELDS = [
  'name',
  'id',
  'cloud',
  'status',
  'visibility',
  'format',
  'container',
  'owner',
  'tag',
  'os_hash',
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** Bytes for `size` and `virtual`, gigabytes for `min_disk`, megabytes for `min_ram`. */
export const NUMBER_FIELDS = ['size', 'virtual', 'min_disk', 'min_ram'] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

export const TIME_FIELDS = ['updated', 'created'] as const;
export type TimeField = (typeof TIME_FIELDS)[number];

export const FLAG_FIELDS = ['hidden', 'protected'] as const;
export type FlagField = (typeof FLAG_FIELDS)[number];

/** How a text is compared; `text` is folded (`foldText`). `any`: there is a value at all. */
export interface TextPattern {
  readonly match: 'equals' | 'starts' | 'contains' | 'any';
  readonly text: string;
}

/** One condition. A range's ends are inclusive unless its `...Open` says otherwise; `undefined` is no end. */
export type SearchCondition =
  /** Occurs somewhere in the image's search text. */
  | { readonly kind: 'words'; readonly text: string }
  /** One of the patterns fits. `status` also compares the service's own word. */
  | { readonly kind: 'text'; readonly field: TextField; readonly patterns: readonly TextPattern[] }
  | { readonly kind: 'property'; readonly key: string; readonly patterns: readonly TextPattern[] }
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly fromOpen: boolean;
      readonly toOpen: boolean;
    }
  /** Milliseconds since 1970; ages were made absolute when the text was read. */
  | {
      readonly kind: 'time';
      readonly field: TimeField;
      readonly from: number | undefined;
      readonly to: number | undefined;
    }
  | { readonly kind: 'flag'; readonly field: FlagField };

/** A condition, or what must not be. All terms of a query must hold. */
export interface SearchTerm {
  readonly span: Span;
  readonly negated: boolean;
  readonly condition: SearchCondition;
}

/** A term that says nothing: it is passed over, and the person is told why, in place. */
export interface SearchProblem {
  readonly span: Span;
  /** One sentence: what is wrong, what would be right. */
  readonly message: string;
}

export interface SearchQuery {
  readonly terms: readonly SearchTerm[];
  readonly problems: readonly SearchProblem[];
}
