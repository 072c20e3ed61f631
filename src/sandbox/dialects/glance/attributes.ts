import type { ImageChanges, StoredImage, Visibility } from '../../store/image.ts';
import type { Viewer } from '../../store/image-query.ts';
import { fault, GlanceFault, notAuthorized } from './faults.ts';

export const disallowedKeys: readonly string[] = ['direct_url', 'self', 'file', 'schema', 'stores'];
export const readOnlyKeys: readonly string[] = [
  'created_at',
  'updated_at',
  'status',
  'checksum',
  'size',
  'virtual_size',
  'direct_url',
  'self',
  'file',
  'schema',
  'id',
  'os_hash_algo',
  'os_hash_value',
];
export const propertyLimit = 128;
export const tagLimit = 128;

export function isReserved(key: string): boolean {
  return ['location', 'deleted', 'deleted_at'].includes(key) || key.startsWith('os_glance');
}

/** The attributes that a client may write, besides properties and tags. */
export const writableKeys = [
  'name',
  'visibility',
  'protected',
  'os_hidden',
  'owner',
  'container_format',
  'disk_format',
  'min_ram',
  'min_disk',
] as const;
export type WritableKey = (typeof writableKeys)[number];

export function isWritableKey(key: string): key is WritableKey {
  return writableKeys.some((known) => known === key);
}

/**
 * What setting one attribute means for the stored image. The value's type was checked before.
 * @throws GlanceFault 400 for a negative minimum, 403 for what only an administrator may.
 */
export function attributeChange(
  key: WritableKey,
  value: unknown,
  caller: Pick<Viewer, 'isAdmin'>,
): ImageChanges {
  const text = value === null ? null : String(value);
  switch (key) {
    case 'name':
      return { name: text };
    case 'visibility':
      if (value === 'public' && !caller.isAdmin) throw notAuthorized('publicize_image');
      return { visibility: value as Visibility };
    case 'protected':
      return { isProtected: value === true };
    case 'os_hidden':
      return { isHidden: value === true };
    case 'owner':
      return { owner: text };
    case 'container_format':
      return { containerFormat: text };
    case 'disk_format':
      return { diskFormat: text };
    case 'min_ram':
      return { minRamMb: minimum(key, value) };
    case 'min_disk':
      return { minDiskGb: minimum(key, value) };
  }
}

function minimum(key: string, value: unknown): number {
  const number = Number(value);
  if (number < 0)
    throw fault(400, `Invalid value '${number}' for parameter '${key}': Cannot be a negative value`);
  // The columns of the real service are 32 bits wide, and its schema check names neither bound.
  if (number > 2 ** 31 - 1)
    throw new GlanceFault(400, { explanation: `Value '${number}' for '${key}' exceeds 2147483647` });
  return number;
}

/** @throws GlanceFault 413 above the quotas for properties and tags. */
export function enforceQuotas(properties: StoredImage['properties'], tags: readonly string[]): void {
  const own = [...properties.keys()].filter((key) => !key.startsWith('os_glance')).length;
  if (own > propertyLimit) throw fault(413, exceeded('image properties', own, propertyLimit));
  const distinct = new Set(tags).size;
  if (distinct > tagLimit) throw fault(413, exceeded('image tags', distinct, tagLimit));
}

export function exceeded(what: string, attempted: number, maximum: number): string {
  return `The limit has been exceeded on the number of allowed ${what}. Attempted: ${attempted}, Maximum: ${maximum}`;
}
