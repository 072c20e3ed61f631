/** `text` in quotes, so that a search finds it as it stands, whatever it contains. */
export function quoteText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** `text` as a term's value or a property's key: in quotes only where something in it would mean more than itself. */
export function quoteValue(text: string): string {
  return text === '' || /[\s\p{Cc}",:*<>]|\.\./u.test(text) ? quoteText(text) : text;
}
