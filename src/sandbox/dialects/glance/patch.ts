import type { ImageChanges, StoredImage } from '../../store/image.ts';
import type { Switches } from '../../switches/switches.ts';
import type { Services } from '../dialect.ts';
import { type Access, type Call, type Caller, isOwner } from './access.ts';
import { attributeChange, enforceQuotas, isReserved, isWritableKey, readOnlyKeys } from './attributes.ts';
import { fault, GlanceFault, notAuthorized } from './faults.ts';
import { imageView } from './image-view.ts';
import { storedWords } from './release.ts';
import { memberOf, readJson, replyJson } from './replies.ts';
import { checkImageSchema } from './schema-check.ts';

const operations = ['add', 'remove', 'replace'] as const;
type Operation = (typeof operations)[number];

interface Change {
  readonly operation: Operation;
  readonly path: readonly string[];
  readonly key: string;
  readonly value: unknown;
  /** The older patch format refuses to add what is there. */
  readonly isStrictAdd: boolean;
}

const patchTypes = [
  'application/openstack-images-v2.0-json-patch',
  'application/openstack-images-v2.1-json-patch',
];

/** `PATCH /v2/images/{id}` (glance-v2.md §4): all changes or none. */
export async function patchImage(services: Services, access: Access, call: Call): Promise<void> {
  const {
    exchange,
    caller,
    parameters: [id = ''],
  } = call;
  const type = (exchange.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!patchTypes.includes(type))
    throw new GlanceFault(415, { headers: { 'Accept-Patch': patchTypes.join(', ') } });
  const body = await readJson(exchange);
  if (!Array.isArray(body)) throw fault(400, 'Request body must be a JSON array of operation objects.');
  const changes = body.map((raw) => parseChange(raw, type === patchTypes[0], services.switches));
  const image = access.visible(caller, id);
  const draft = new Draft(image, caller);
  for (const change of changes) draft.apply(change);
  const patched = changes.length === 0 ? image : services.store.images.update(id, draft.changes());
  if (patched === undefined) throw fault(404, `No image found with ID ${id}`);
  replyJson(exchange, 200, imageView(patched, services.switches));
}

function parseChange(raw: unknown, isOldFormat: boolean, switches: Switches): Change {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw fault(400, 'Operations must be JSON objects.');
  }
  const { operation, pointer } = isOldFormat ? oldHead(raw) : head(raw);
  const path = decodePointer(pointer);
  const [key = ''] = path;
  const depth = key === 'locations' && operation !== 'replace' ? 2 : 1;
  if (path.length !== depth) throw fault(400, `Invalid JSON pointer for this resource: '/${path.join('/')}'`);
  if (operation !== 'remove' && !Object.hasOwn(raw, 'value')) {
    throw fault(400, `Operation "${operation}" requires a member named "value".`);
  }
  const value = storedWords({ [key]: memberOf(raw, 'value') }, switches)[key];
  if (readOnlyKeys.includes(key)) throw fault(403, `Attribute '${key}' is read-only.`);
  if (isReserved(key)) throw fault(403, `Attribute '${key}' is reserved.`);
  if (operation !== 'remove') checkImageSchema({ [key]: depth === 2 ? [value] : value });
  return { operation, path, key, value, isStrictAdd: isOldFormat };
}

function head(raw: object): { operation: Operation; pointer: string } {
  const available = 'It must be one of the following: add, remove, replace.';
  const asked = memberOf(raw, 'op');
  if (asked === undefined || asked === null)
    throw fault(400, `Unable to find \`op\` in JSON Schema change. ${available}`);
  const operation = operations.find((known) => known === asked);
  if (operation === undefined) throw fault(400, `Invalid operation: \`${String(asked)}\`. ${available}`);
  const pointer = memberOf(raw, 'path');
  if (typeof pointer !== 'string') throw fault(400, `Unable to find 'path' in JSON Schema change`);
  return { operation, pointer };
}

function oldHead(raw: object): { operation: Operation; pointer: string } {
  const present = operations.filter((known) => Object.hasOwn(raw, known));
  const [operation] = present;
  const pointer = operation === undefined ? undefined : memberOf(raw, operation);
  if (operation === undefined || present.length > 1 || typeof pointer !== 'string') {
    const count = present.length > 1 ? 'only' : 'exactly';
    throw fault(
      400,
      `Operation objects must contain ${count} one member named "add", "remove", or "replace".`,
    );
  }
  return { operation, pointer };
}

function decodePointer(pointer: string): readonly string[] {
  const problem =
    (!pointer.startsWith('/') && 'does not start with "/".') ||
    (/\/\s*?\//.test(pointer.slice(1)) && 'contains adjacent "/".') ||
    (pointer.length > 1 && pointer.endsWith('/') && 'end with "/".') ||
    ((/~[^01]/.test(pointer) || pointer.endsWith('~')) &&
      'contains "~" not part of a recognized escape sequence.');
  if (problem) throw fault(400, `Pointer \`${pointer}\` ${problem}`);
  const parts = pointer.replace(/^\/+/, '').split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~').trim());
}

/** An image under change: later changes see the effect of earlier ones. */
class Draft {
  readonly #image: StoredImage;
  readonly #caller: Caller;
  readonly #properties: Map<string, string>;
  #tags: readonly string[];
  #attributes: ImageChanges = {};

  constructor(image: StoredImage, caller: Caller) {
    this.#image = image;
    this.#caller = caller;
    this.#properties = new Map(image.properties);
    this.#tags = image.tags;
  }

  changes(): ImageChanges {
    enforceQuotas(this.#properties, this.#tags);
    return { ...this.#attributes, properties: this.#properties, tags: this.#tags };
  }

  /** @throws GlanceFault 403 or 409 */
  apply(change: Change): void {
    const { key, operation, value } = change;
    if (key === 'locations') throw refusedLocations(operation, value);
    if (key === 'owner' && operation === 'replace' && !this.#caller.isAdmin) {
      throw new GlanceFault(403, { detail: `Owner can't be updated by non admin.` });
    }
    if (!isOwner(this.#caller, this.#image)) throw notAuthorized('modify_image');
    if (key === 'owner' && operation === 'add' && !this.#caller.isAdmin) {
      throw fault(403, `Forbidding request, image ${this.#image.id} not visible`);
    }
    if (isWritableKey(key) || key === 'tags') this.#applyBase(change, key);
    else this.#applyProperty(change);
  }

  #applyBase(
    { operation, value, isStrictAdd }: Change,
    key: Parameters<typeof attributeChange>[0] | 'tags',
  ): void {
    if (operation === 'remove') throw new GlanceFault(403, { detail: `Property ${key} may not be removed.` });
    if (operation === 'add' && isStrictAdd)
      throw new GlanceFault(409, { detail: `Property ${key} already present.` });
    if (key === 'tags') {
      this.#tags = Array.isArray(value) ? [...new Set(value.map(String))] : [];
      return;
    }
    const isFormat = key === 'disk_format' || key === 'container_format';
    if (isFormat && !['queued', 'importing'].includes(this.#image.status)) {
      throw fault(403, `Attribute ${key} can be only replaced for a queued image.`);
    }
    this.#attributes = { ...this.#attributes, ...attributeChange(key, value, this.#caller) };
  }

  #applyProperty({ operation, key, value, isStrictAdd }: Change): void {
    const exists = this.#properties.has(key);
    if (operation !== 'add' && !exists)
      throw new GlanceFault(409, { detail: `Property ${key} does not exist.` });
    if (operation === 'add' && exists && isStrictAdd) {
      throw new GlanceFault(409, { detail: `Property ${key} already present.` });
    }
    if (operation === 'remove') this.#properties.delete(key);
    else if (key.length > 255) throw fault(400, 'Custom property should not be greater than 255 characters.');
    else this.#properties.set(key, String(value));
  }
}

function refusedLocations(operation: Operation, value: unknown): GlanceFault {
  if (operation === 'replace' && Array.isArray(value) && value.length === 0) {
    return new GlanceFault(403, { detail: 'Cannot set locations to empty list.' });
  }
  const verb = { add: 'add', remove: 'remove', replace: 'update' }[operation];
  return fault(403, `It's not allowed to ${verb} locations if locations are invisible.`);
}
