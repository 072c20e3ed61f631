import { booleanOf, booleanText, type KnownProperty } from '#shared/properties/index.ts';

/** How a value is entered. */
export type EditorKind = 'switch' | 'choice' | 'number' | 'list' | 'text';

/** By what is known of the property. A value that a switch cannot say makes it a choice. */
export function editorKind(known: KnownProperty | undefined, value: string): EditorKind {
  if (known === undefined) return 'text';
  if (known.type === 'array') return 'list';
  if (known.type === 'boolean') return booleanOf(value) === undefined ? 'choice' : 'switch';
  if (known.values !== null && known.values.length > 0) return 'choice';
  return known.type === 'integer' || known.type === 'number' ? 'number' : 'text';
}

/** What may be chosen; a value that is there stays a choice, marked as not allowed where it is not. */
export function choicesOf(
  known: KnownProperty,
  value: string,
): readonly { readonly value: string; readonly allowed: boolean }[] {
  const allowed =
    known.type === 'boolean'
      ? [booleanText(true, known.values), booleanText(false, known.values)]
      : (known.values ?? []).map(textOf);
  const choices = allowed.map((each) => ({ value: each, allowed: true }));
  if (value === '' || allowed.includes(value)) return choices;
  const accepted = (known.accepted ?? []).map(textOf).includes(value);
  return [{ value, allowed: accepted }, ...choices];
}

/** What was entered; in the image's own spelling where it means what stands there already (`True`). */
export function spelledAsBefore(known: KnownProperty | undefined, value: string, before: unknown): string {
  if (known?.type !== 'boolean' || typeof before !== 'string') return value;
  const meant = booleanOf(value);
  return meant !== undefined && booleanOf(before) === meant ? before : value;
}

/** `1 to 64`, `at least 1`, `at most 64`; `undefined` where there are no bounds. */
export function rangeWords({ minimum, maximum }: KnownProperty): string | undefined {
  if (minimum !== null && maximum !== null) return `${minimum} to ${maximum}`;
  if (minimum !== null) return `at least ${minimum}`;
  return maximum === null ? undefined : `at most ${maximum}`;
}

const OPERATOR = /^<[a-z-]+>/;

/** The items of a list, which services keep as one text: `a,b`, `<or> a <or> b`, `<in> a,b`. */
export function listItems(value: string): readonly string[] {
  const operator = OPERATOR.exec(value)?.[0];
  const parts = operator === undefined ? [value] : value.split(operator);
  return parts
    .flatMap((part) => part.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The same list with other items; the operator in front stays. */
export function listText(items: readonly string[], before: string): string {
  const operator = OPERATOR.exec(before)?.[0];
  if (operator === undefined || items.length === 0) return items.join(',');
  return `${operator} ${items.join(operator === '<or>' ? ` ${operator} ` : ',')}`;
}

/** What a new property begins with: its default, else the first thing that it may be. */
export function startValue(known: KnownProperty | undefined): string {
  if (known === undefined) return '';
  if (known.defaultValue !== null) return textOf(known.defaultValue);
  if (known.type === 'boolean') return booleanText(true, known.values);
  const [first] = known.values ?? [];
  if (first !== undefined && known.type !== 'array') return textOf(first);
  return known.minimum === null ? '' : String(known.minimum);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
