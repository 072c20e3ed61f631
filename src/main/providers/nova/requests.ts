import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageEdit, ImageQuery, ImageStatus } from '#shared/model/index.ts';
import { isPropertyKey, KEY_PATTERN, PAGE_SIZE, VALUE_LENGTH } from './config.ts';
import { isPathStep } from './urls.ts';

/** Nova passes a status on to Glance, in whose words it must be (nova-images.md §4). */
const STATUS_FILTERS: Partial<Record<ImageStatus, string>> = {
  ready: 'active',
  waiting: 'queued',
  busy: 'saving',
  failed: 'killed',
};

/** Glance behind Nova would read such a value as an operator. */
const OPERATOR = /^(in|eq|neq|gt|gte|lt|lte):/;

/**
 * The query of one page (nova-images.md §4). Only what Nova filters right: `property-` loses letters of the
 * key, and `minRam` and `minDisk` are no minimums. The rest is filtered for after reading.
 */
export function listQuery(query: ImageQuery, marker: string | undefined): URLSearchParams {
  const params = new URLSearchParams({ limit: String(query.pageSize ?? PAGE_SIZE) });
  const { name, changedSince } = query;
  if (name !== undefined && name !== '' && !OPERATOR.test(name)) params.append('name', name);
  const status = query.status === undefined ? undefined : STATUS_FILTERS[query.status];
  if (status !== undefined) params.append('status', status);
  if (changedSince !== undefined) {
    params.append('changes-since', `${new Date(changedSince).toISOString().slice(0, 19)}Z`);
  }
  if (marker !== undefined) params.append('marker', marker);
  return params;
}

/** One request that changes metadata. What it does not name stays. */
export type MetadataWrite =
  /** `PUT …/metadata/KEY` */
  | { readonly type: 'set'; readonly key: string; readonly value: string }
  /** `POST …/metadata`: merges. */
  | { readonly type: 'merge'; readonly values: Readonly<Record<string, string>> }
  /** `DELETE …/metadata/KEY` */
  | { readonly type: 'unset'; readonly key: string };

/**
 * The least requests that make the image's properties what the edit says; none if they are so already. A set
 * is never replaced as a whole: that would remove what somebody else added meanwhile. `INVALID` for a name
 * that no address can hold.
 */
export function metadataWrites(image: Image, edit: ImageEdit, operation: string): readonly MetadataWrite[] {
  const values = Object.entries(edit.setProperties ?? {}).filter(
    ([key, value]) => image.properties[key] !== value,
  ) as [string, string][];
  const unset = [...new Set(edit.unsetProperties ?? [])].filter((key) =>
    Object.hasOwn(image.properties, key),
  );
  for (const key of unset) requireAddressable(key, operation);
  return [...setWrites(values), ...unset.map((key) => ({ type: 'unset', key }) as const)];
}

function setWrites(values: readonly [string, string][]): readonly MetadataWrite[] {
  const [first, ...others] = values;
  if (first === undefined) return [];
  const [key, value] = first;
  if (others.length === 0 && !isPathStep(key)) return [{ type: 'set', key, value }];
  return [{ type: 'merge', values: Object.fromEntries(values) }];
}

/** Made through Glance, a name may have a slash; `..` would even address the image itself. */
function requireAddressable(key: string, operation: string): void {
  if (!isPathStep(key) && !key.includes('/') && key !== '') return;
  throw new AppError('INVALID', `Nova cannot address the property ${JSON.stringify(key.slice(0, 80))}.`, {
    operation,
    hint: 'Remove it through a Glance connection to the same cloud.',
  });
}

/** What Nova would refuse, ignore or break on is refused before a request (nova-images.md §4). Throws `INVALID`. */
export function assertWritable(edit: ImageEdit, operation: string): void {
  const refuse = (message: string, hint: string): never => {
    throw new AppError('INVALID', message, { operation, hint });
  };
  const { setProperties = {}, unsetProperties = [] } = edit;
  for (const key of [...Object.keys(setProperties), ...unsetProperties]) {
    const shown = JSON.stringify(key.slice(0, 80));
    if (!isPropertyKey(key)) {
      refuse(`${shown} is a name that OpenStack keeps for itself.`, 'Choose another name for the property.');
    }
  }
  for (const [key, value] of Object.entries(setProperties)) {
    const shown = JSON.stringify(key.slice(0, 80));
    if (!KEY_PATTERN.test(key)) {
      refuse(
        `Nova takes no property named ${shown}.`,
        'A name has 1 to 255 letters, digits, blanks and the characters - _ : . only.',
      );
    }
    // Seen on a real Nova: Glance refuses them behind it, which comes out as a 500.
    if (typeof value === 'string' && /[\u{10000}-\u{10FFFF}]/u.test(value)) {
      refuse(
        `The value of ${shown} has a character that OpenStack cannot keep (an emoji, for instance).`,
        'Leave out what takes four bytes in UTF-8.',
      );
    }
    if (typeof value !== 'string' || value.length > VALUE_LENGTH) {
      refuse(
        `The value of ${shown} is longer than ${VALUE_LENGTH} characters.`,
        'Nova takes no longer ones; a Glance connection to the same cloud does.',
      );
    }
  }
}
