import { crash } from './faults.ts';
import { isObject, type JsonObject } from './replies.ts';

/** What a manifest tells of a dataset, by the dataset's wire names (fifo.md §5 "Manifest"). */
export interface Manifest {
  readonly name: string;
  readonly fields: JsonObject;
  readonly metadata: JsonObject;
  /** Of the bytes, in lower-case hexadecimal. */
  readonly sha1: string | undefined;
}

const texts = ['version', 'description', 'os', 'type', 'homepage', 'disk_driver', 'nic_driver', 'zone_type'];

/** Reads a DSAPI or IMGAPI manifest. @throws FifoFault 500 without a name or with a text that is none. */
export function readManifest(manifest: JsonObject): Manifest {
  const { name, metadata = {}, users } = manifest;
  if (typeof name !== 'string' || !isObject(metadata)) throw crash();
  const file = Array.isArray(manifest['files']) && isObject(manifest['files'][0]) ? manifest['files'][0] : {};
  const size = manifest['image_size'] ?? file['size'];
  const sha1 = manifest['sha1'] ?? file['sha1'];
  const requirements = isObject(manifest['requirements']) ? manifest['requirements'] : {};
  const tags = isObject(manifest['tags']) ? manifest['tags'] : {};
  const fields: Record<string, unknown> = {};
  for (const key of texts) {
    const value = manifest[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') throw crash();
    fields[key] = value;
  }
  if (typeof size === 'number' && size >= 0) fields['image_size'] = size;
  if (typeof tags['kernel_version'] === 'string') fields['kernel_version'] = tags['kernel_version'];
  if (Array.isArray(users)) fields['users'] = users;
  if (Array.isArray(requirements['networks']))
    fields['networks'] = requirements['networks'].filter(isNetwork);
  if (typeof sha1 === 'string') fields['sha1'] = sha1.toLowerCase();
  return { name, fields, metadata, sha1: typeof sha1 === 'string' ? sha1.toLowerCase() : undefined };
}

export interface Network {
  readonly name: string;
  readonly description: string;
}

export function isNetwork(value: unknown): value is Network {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['description'] === 'string';
}
