/**
 * What Nova reads as yes and no in an image's properties (oslo.utils `bool_from_string`, which its flexible
 * booleans go through). Anything else it silently takes for no.
 */
const YES = ['true', 'yes', 'on', 't', 'y', '1'];
const NO = ['false', 'no', 'off', 'f', 'n', '0'];

/** What a text says as a boolean; `undefined` when it says neither. */
export function booleanOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
}

/** A boolean as it is written where these values are usual (`['yes', 'no']`), else `true` or `false`. */
export function booleanText(value: boolean, values: readonly unknown[] | null): string {
  const usual = (values ?? []).find((each) => typeof each === 'string' && booleanOf(each) === value);
  return typeof usual === 'string' ? usual : String(value);
}
