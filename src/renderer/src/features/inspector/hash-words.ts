import type { JsonValue } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** Top-level values that look like a hash: hex, of a hash's length. */
export function hexValues(raw: JsonValue | undefined): readonly (readonly [string, string])[] {
  if (raw === undefined || raw === null || typeof raw !== 'object' || Array.isArray(raw)) return [];
  return Object.entries(raw).filter((entry): entry is [string, string] => {
    const [key, value] = entry;
    // Ids of 32 hex digits look like MD5; only a key that speaks of a hash counts.
    return (
      typeof value === 'string' &&
      /hash|checksum|sha|md5|digest/i.test(key) &&
      /^[0-9a-f]{32,128}$/i.test(value)
    );
  });
}

/** `sha512` as people write it; Pithos' hash of blocks without their size, which only machines ask for. */
export function hashLabel(algo: string): string {
  if (/^pithos-/i.test(algo)) return 'Pithos hash';
  const match = /^(sha|md)-?(\d+)$/i.exec(algo);
  if (match?.[1] === undefined) return visibleText(algo);
  return match[1].toLowerCase() === 'md' ? `MD${match[2]}` : `SHA-${match[2]}`;
}
