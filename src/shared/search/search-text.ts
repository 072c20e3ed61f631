import type { Image } from '../model/image.ts';
import type { JsonValue } from '../model/json.ts';
import { foldText } from './fold-text.ts';

/** Between a property's key and its value. Folded text has no control characters, so none can be forged. */
export const KEY_END = '\u0001';
/** First characters of the lines that terms compare as a whole. */
export const TAG_LINE = '\u0002';
export const HASH_LINE = '\u0003';
export const ID_LINE = '\u0004';

/**
 * All that free text finds of an image: folded lines, each between line feeds. `\u0002tag`, `\u0003hash`,
 * `\u0004id`; a property is `key\u0001value`, a value that is no text in JSON; name, owner, formats, statuses
 * and visibility are bare.
 */
export function searchText(image: Image): string {
  const lines = [
    ID_LINE + foldText(image.id),
    ...[image.name, image.owner, image.diskFormat, image.containerFormat].flatMap(lineOf),
    ...[image.status, image.serviceStatus, image.visibility].flatMap(lineOf),
    ...(image.checksum === null ? [] : [HASH_LINE + foldText(image.checksum.value)]),
    ...image.tags.map((tag) => TAG_LINE + foldText(tag)),
    ...Object.entries(image.properties).map(([key, value]) => propertyLine(key, value)),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** A property as its line stands in the search text. */
export function propertyLine(key: string, value: JsonValue): string {
  return foldText(key) + KEY_END + foldText(propertyText(value));
}

/** A property's value as text: itself, or its JSON. */
export function propertyText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lineOf(value: string | null): readonly string[] {
  return value === null ? [] : [foldText(value)];
}
