import type { JsonValue } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';

const FIELD_WORDS: Readonly<Record<string, string>> = {
  name: 'Name',
  diskFormat: 'Disk format',
  containerFormat: 'Container format',
  visibility: 'Visibility',
  minDiskGb: 'Min disk',
  minRamMb: 'Min memory',
  protected: 'Protection',
  hidden: 'Hidden',
  tags: 'Tags',
  properties: 'Properties',
  checksum: 'Checksum',
};
const TEXT_LENGTH = 80;

/** A field in words: `Disk format`, `Property os_distro`. */
export function fieldWords(field: string): string {
  const known = FIELD_WORDS[field];
  if (known !== undefined) return known;
  const text = visibleText(field);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A value in one short line, a number with its unit; of properties their names. */
export function valueWords(value: JsonValue, unit?: string): string {
  if (typeof value === 'number' && unit !== undefined) return `${value} ${unit}`;
  const text = Array.isArray(value)
    ? value.map((each: JsonValue) => (typeof each === 'string' ? each : JSON.stringify(each))).join(', ')
    : typeof value === 'object' && value !== null
      ? Object.keys(value).join(', ')
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  const visible = visibleText(text);
  return visible.length <= TEXT_LENGTH ? visible : `${visible.slice(0, TEXT_LENGTH)}…`;
}
