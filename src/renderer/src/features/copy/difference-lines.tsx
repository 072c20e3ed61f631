import { ArrowRight } from 'lucide-react';
import type { ImageDifference, JsonValue } from '#shared/model/index.ts';
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
const UNITS: Readonly<Record<string, string>> = { minDiskGb: 'GiB', minRamMb: 'MiB' };
const TEXT_LENGTH = 80;

/** What becomes different, or is left out, and why: one line each. */
export function DifferenceLines({ differences }: { readonly differences: readonly ImageDifference[] }) {
  return (
    <ul className="differences" aria-label="What becomes different">
      {differences.map((difference) => (
        <li key={`${difference.field} ${difference.reason}`} className="difference">
          <span className="difference-field">{fieldWords(difference.field)}</span>
          <span className="difference-values">
            <bdi className={difference.after === null ? 'difference-gone' : undefined}>
              {valueWords(difference.before, UNITS[difference.field])}
            </bdi>
            <ArrowRight size={12} role="img" aria-label="becomes" />
            {difference.after === null ? (
              <em>left out</em>
            ) : (
              <bdi className="difference-after">{valueWords(difference.after, UNITS[difference.field])}</bdi>
            )}
          </span>
          <span className="difference-reason">{visibleText(difference.reason)}</span>
        </li>
      ))}
    </ul>
  );
}

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
