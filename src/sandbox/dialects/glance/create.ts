import { randomUUID } from 'node:crypto';
import { storeNames } from '../../store/blobs.ts';
import type { ImageChanges } from '../../store/image.ts';
import { DuplicateImage } from '../../store/image-rows.ts';
import type { Services } from '../dialect.ts';
import type { Call } from './access.ts';
import {
  attributeChange,
  disallowedKeys,
  enforceQuotas,
  isReserved,
  isWritableKey,
  readOnlyKeys,
} from './attributes.ts';
import { fault, GlanceFault, notAuthorized } from './faults.ts';
import { imageView } from './image-view.ts';
import { importMethods } from './imports.ts';
import { lacks, storedWords } from './release.ts';
import { readJson, replyJson } from './replies.ts';
import { checkImageSchema } from './schema-check.ts';

/** `POST /v2/images` (glance-v2.md §4). */
export async function createImage(services: Services, { exchange, caller }: Call): Promise<void> {
  const body = await readJson(exchange);
  // A list gets past the service's own checks and breaks it.
  if (Array.isArray(body)) throw fault(500);
  const values = storedWords(Object.fromEntries(Object.entries(body)), services.switches);
  const disallowed = disallowedKeys.find((key) => Object.hasOwn(values, key));
  if (disallowed !== undefined) throw fault(403, `Attribute '${disallowed}' is read-only.`);
  checkImageSchema(values);

  const { tags = [], id = randomUUID(), ...rest } = values;
  let changes: ImageChanges = {};
  const properties = new Map<string, string>();
  for (const [key, value] of Object.entries(rest)) {
    if (isWritableKey(key)) continue;
    if (readOnlyKeys.includes(key)) throw fault(403, `Attribute '${key}' is read-only.`);
    if (key.length > 255) throw fault(400, 'Custom property should not be greater than 255 characters.');
    if (isReserved(key)) throw new GlanceFault(403, { detail: `Attribute '${key}' is reserved.` });
    if (key === 'locations')
      throw fault(403, `It's not allowed to add locations if locations are invisible.`);
    properties.set(key, String(value));
  }
  const owner = Object.hasOwn(rest, 'owner') ? rest['owner'] : (caller.projectId ?? null);
  if (!caller.isAdmin && owner !== caller.projectId) {
    throw new GlanceFault(403, {
      detail: `You are not permitted to create images owned by '${String(owner)}'`,
    });
  }
  if (!caller.isMember) throw notAuthorized('add_image');
  for (const [key, value] of Object.entries(rest)) {
    if (isWritableKey(key)) changes = { ...changes, ...attributeChange(key, value, caller) };
  }
  const tagList = Array.isArray(tags) ? tags.map(String) : [];
  enforceQuotas(properties, tagList);
  const image = {
    ...changes,
    id: String(id).toLowerCase(),
    owner: owner === null ? null : String(owner),
    properties,
    tags: tagList,
  };
  replyCreated(services, exchange, image);
}

function replyCreated(
  { store, switches }: Services,
  exchange: Call['exchange'],
  image: Parameters<Services['store']['images']['insert']>[0],
): void {
  try {
    const created = store.images.insert(image);
    const methods = importMethods(switches);
    replyJson(exchange, 201, imageView(created, switches), {
      // Like the real service: absolute, and without the path prefix that it is mounted under.
      Location: `${exchange.origin}/v2/images/${created.id}`,
      'OpenStack-image-import-methods': methods.length > 0 ? methods.join(',') : undefined,
      'OpenStack-image-store-ids':
        switches.flag('no-stores') || lacks(switches, 8) ? undefined : storeNames.join(','),
    });
  } catch (error) {
    if (error instanceof DuplicateImage) throw fault(409, `Image ID ${image.id} already exists!`);
    throw error;
  }
}
