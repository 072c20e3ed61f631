import { isoMicroseconds } from '../../store/clock.ts';
import type { PithosObject } from '../../store/pithos-rows.ts';
import { badRequest } from './faults.ts';

const listLimit = 10_000;

/** The objects of a container by `prefix`, `delimiter`, `marker` and `limit` (plankton.md §9). */
export function objectListing(
  objects: readonly PithosObject[],
  query: readonly (readonly [string, string])[],
) {
  const asked = new Map(query);
  const delimiter = asked.get('delimiter') ?? '';
  const marker = asked.get('marker') ?? '';
  const limitText = asked.get('limit') ?? String(listLimit);
  if (!/^\d{1,9}$/.test(limitText)) throw badRequest('Invalid limit');
  let prefix = (asked.get('prefix') ?? '').replace(/^\/+/, '');
  if (prefix !== '' && delimiter !== '' && !prefix.endsWith(delimiter)) prefix += delimiter;
  const rows: object[] = [];
  const folders = new Set<string>();
  for (const object of objects) {
    if (rows.length >= Math.min(Number(limitText) || listLimit, listLimit)) break;
    if (!object.name.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.name.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? object.name : object.name.slice(0, cut + delimiter.length);
    if (name <= marker || folders.has(name)) continue;
    if (cut < 0) rows.push(objectRow(object));
    else {
      folders.add(name);
      rows.push({ subdir: name });
    }
  }
  return rows;
}

function objectRow(object: PithosObject) {
  return {
    name: object.name,
    bytes: object.sizeBytes,
    content_type: object.contentType,
    hash: object.hash,
    x_object_hash: object.hash,
    x_object_uuid: object.uuid,
    x_object_version: object.version,
    last_modified: `${isoMicroseconds(object.modifiedAt)}+00:00`,
  };
}
