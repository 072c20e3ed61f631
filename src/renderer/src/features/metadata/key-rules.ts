import type { Capabilities, ConnectionKind } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';

interface KeyRule {
  /** Of which characters a key is made. */
  readonly pattern: RegExp;
  readonly words: string;
  /** Properties that an image may have; `undefined` where nobody counts. */
  readonly most?: number;
}

/** Names of an image's own fields: services take them for those, or refuse them (glance-v2.md §4). */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...['id', 'name', 'status', 'visibility', 'protected', 'os_hidden', 'checksum', 'os_hash_algo'],
  ...['os_hash_value', 'owner', 'size', 'virtual_size', 'container_format', 'disk_format', 'min_ram'],
  ...['min_disk', 'created_at', 'updated_at', 'deleted', 'deleted_at', 'tags', 'self', 'file', 'schema'],
  ...['stores', 'locations', 'location', 'direct_url'],
]);

const RULES: Readonly<Partial<Record<ConnectionKind, KeyRule>>> = {
  glance: {
    pattern: /^[^\p{Cc}\u{10000}-\u{10FFFF}]+$/u,
    words: 'any characters but control characters and emoji',
  },
  // nova-images.md §4 "Body rules".
  nova: {
    pattern: /^[a-zA-Z0-9\-_:. ]+$/,
    words: 'letters, digits, blanks and - _ : . only',
    most: 128,
  },
  // plankton.md §7: what the service would rename is better named so at once.
  plankton: { pattern: /^[a-z0-9_]+$/, words: 'lower-case letters, digits and underscores', most: 26 },
};

/** The service that a property shall be kept by. */
export interface KeyPlace {
  readonly kind: ConnectionKind | undefined;
  readonly limits: Capabilities['limits'] | undefined;
}

/** Why no property can be named so there; `undefined` if one can. */
export function keyProblem(key: string, { kind, limits }: KeyPlace): string | undefined {
  const most = limits?.propertyKeyLength ?? 255;
  if (key === '') return 'It needs a name';
  if (key === '__proto__' || OWN_FIELDS.has(key))
    return `${visibleText(key)} is a name that the service keeps for itself`;
  if (kind !== 'plankton' && key.startsWith('os_glance'))
    return "Names that begin with os_glance are the service's own";
  if ([...key].length > most) return `At most ${most} characters`;
  const rule = kind === undefined ? undefined : RULES[kind];
  return rule === undefined || rule.pattern.test(key) ? undefined : `A name has ${rule.words}`;
}

/** Why the service takes no such text as a value. */
export function textProblem(text: string, { kind, limits }: KeyPlace): string | undefined {
  const most = limits?.propertyValueLength;
  if (most !== null && most !== undefined && [...text].length > most)
    return `At most ${most} characters; this has ${[...text].length}`;
  if ((kind === 'nova' || kind === 'glance') && /[\u{10000}-\u{10FFFF}]/u.test(text))
    return 'OpenStack keeps no emoji, nor other characters of four bytes';
  return undefined;
}

/** Why an image may not have that many properties there. */
export function countProblem(count: number, { kind }: KeyPlace): string | undefined {
  const most = kind === undefined ? undefined : RULES[kind]?.most;
  return most === undefined || count <= most ? undefined : `At most ${most} properties; this has ${count}`;
}
