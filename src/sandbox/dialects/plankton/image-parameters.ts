import type { Exchange } from '../../http/exchange.ts';
import { badRequest } from './faults.ts';
import { unquote } from './percent.ts';

/** What a register or update call says in its headers. */
export interface ImageParameters {
  readonly fields: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, string>;
}

const knownFields = new Set(
  'name disk_format container_format size checksum location created_at updated_at deleted_at status is_public owner properties id is_snapshot description store'.split(
    ' ',
  ),
);
export const registerFields = new Set(
  'name id store disk_format container_format size checksum is_public owner location'.split(' '),
);
export const updateFields = new Set('name disk_format container_format is_public owner status'.split(' '));
const diskFormats = ['diskdump', 'extdump', 'ntfsdump'];
const containerFormats = ['aki', 'ari', 'ami', 'bare', 'ovf'];

const prefix = 'x-image-meta-';
const propertyPrefix = 'x-image-meta-property-';

/** Reads the headers of plankton.md §4. @throws PlanktonFault 400 where text is not UTF-8. */
export function readParameters({ request }: Exchange): ImageParameters {
  const fields = new Map<string, string>();
  const properties = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value !== 'string' || !name.startsWith(prefix)) continue;
    if (name.startsWith(propertyPrefix)) {
      properties.set(normalized(unquote(name.slice(propertyPrefix.length))), unquote(value));
      continue;
    }
    const field = normalized(name.slice(prefix.length));
    // Fields that nobody knows are ignored; known ones the caller did not mean for the call are refused there.
    if (!knownFields.has(field)) continue;
    fields.set(field, field === 'name' ? unquote(value) : Buffer.from(value, 'latin1').toString());
  }
  return { fields, properties };
}

/** @throws PlanktonFault 400 for a field outside `allowed` or a value outside its vocabulary. */
export function checkFields(
  { fields }: ImageParameters,
  allowed: ReadonlySet<string>,
  refusal: string,
): void {
  for (const field of fields.keys()) if (!allowed.has(field)) throw badRequest(refusal);
}

export function checkVocabulary({ fields, properties }: ImageParameters): void {
  if (fields.has('id')) throw badRequest('Setting the image ID is not supported');
  const store = fields.get('store');
  if (store !== undefined && !'pithos'.includes(store)) throw badRequest(`Invalid store type '${store}'`);
  const disk = fields.get('disk_format');
  if (disk !== undefined && !diskFormats.includes(disk)) throw badRequest(`Invalid disk format '${disk}'`);
  const container = fields.get('container_format');
  if (container !== undefined && !containerFormats.includes(container)) {
    throw badRequest(`Invalid container format '${container}'`);
  }
  checkLimits(fields, properties);
}

const keyLimit = 111 - 'plankton:property:'.length;
const valueLimit = 256;
const itemLimit = 32;
/** Items every image has besides its properties: name, store, formats, status, time of creation. */
const ownItems = 6;

function checkLimits(fields: ReadonlyMap<string, string>, properties: ReadonlyMap<string, string>): void {
  for (const [key, value] of [...properties, ['name', fields.get('name') ?? ''] as const]) {
    if ([...key].length > keyLimit) throw badRequest(`Metadata key '${key}' exceeds ${keyLimit} characters`);
    if ([...value].length > valueLimit) {
      throw badRequest(`Value of metadata '${key}' exceeds ${valueLimit} characters`);
    }
  }
}

/** Properties after a merge; one with an empty value is removed. @throws PlanktonFault 400 above the limit. */
export function mergedProperties(
  before: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const both = new Map([...before, ...changes]);
  const merged = new Map([...both].filter(([, value]) => value !== ''));
  if (changes.size > 0 && merged.size + ownItems > itemLimit) {
    throw badRequest(`Metadata items exceed the limit of ${itemLimit} per object`);
  }
  return merged;
}

/** Lower case, every sign of ASCII punctuation an underscore. */
function normalized(key: string): string {
  return key.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '_');
}
