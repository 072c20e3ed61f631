/**
 * Percent-encodes all but letters, digits and `-._~`, as Plankton's own clients do: the result is fit for a
 * header's value and, since `(` and `)` are encoded too, for its name (plankton.md §4).
 */
export function encodeText(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The inverse; text that was never encoded (a bare `%`) stays as it is. */
export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A property's name as Plankton keeps it: lower case, an underscore for every sign of ASCII punctuation. */
export function normalKey(key: string): string {
  return key.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '_');
}
