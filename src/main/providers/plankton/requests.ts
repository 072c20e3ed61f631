import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageEdit, JsonValue, NewImage, Visibility } from '#shared/model/index.ts';
import { CONTAINER_FORMATS, DISK_FORMATS, KEY_LENGTH, MOST_PROPERTIES, VALUE_LENGTH } from './config.ts';
import { headersOf } from './image-headers.ts';
import { normalKey } from './text-codec.ts';

/**
 * Throws `INVALID` for what Plankton would refuse. Asked before an upload, since the service itself sees an
 * image's data only when all its bytes are there.
 */
export function assertNewImage(image: NewImage, operation: string): void {
  newProperties(image, operation);
  assertFields(image, operation);
}

/** Headers of `POST /images` (plankton.md §5). Properties without a value are those that it would not keep. */
export function registerHeaders(
  image: NewImage,
  location: string,
  operation: string,
): Record<string, string> {
  assertFields(image, operation);
  return headersOf({
    name: image.name,
    location,
    diskFormat: image.diskFormat,
    containerFormat: image.containerFormat,
    isPublic: isPublic(image.visibility, operation),
    properties: newProperties(image, operation),
  });
}

function newProperties({ properties = {} }: NewImage, operation: string): Record<string, string> {
  const normal = normalised(properties, operation);
  const kept = Object.entries(normal).filter(([, value]) => value !== '');
  assertCount(kept.length, operation);
  return record(kept);
}

export interface EditRequest {
  /** Only what differs from the image as it is; `undefined` if nothing does. */
  readonly headers: Record<string, string> | undefined;
  readonly notes: readonly string[];
}

/** Headers of `PUT /images/<id>` (plankton.md §5): properties merge, an empty value removes one. */
export function editRequest(before: Image, edit: ImageEdit, operation: string): EditRequest {
  assertFields(edit, operation);
  const set = normalised(edit.setProperties ?? {}, operation);
  const unset = (edit.unsetProperties ?? []).map(normalKey);
  for (const [key, value] of Object.entries(set)) {
    if (unset.includes(key))
      throw invalid(`The property ${key} cannot be set and removed at once.`, operation);
    if (value === '') throw emptyProperty(key, operation);
  }
  const has = (key: string): boolean => Object.hasOwn(before.properties, key);
  const changed = Object.entries(set).filter(([key, value]) => !has(key) || before.properties[key] !== value);
  const removed = unset.filter(has).map((key): [string, string] => [key, '']);
  const added = changed.filter(([key]) => !has(key)).length;
  if (added > 0) {
    assertCount(Object.keys(before.properties).length + added - removed.length, operation);
  }
  const wanted = isPublic(edit.visibility, operation);
  const differing = <Value>(value: Value | undefined, now: Value | null): Value | undefined =>
    value === now ? undefined : value;
  const headers = headersOf({
    name: differing(edit.name, before.name),
    diskFormat: differing(edit.diskFormat, before.diskFormat),
    containerFormat: differing(edit.containerFormat, before.containerFormat),
    // Of some nobody knows whether they are public: then it is said.
    isPublic: differing(wanted, before.visibility === null ? null : before.visibility === 'public'),
    properties: record([...changed, ...removed]),
  });
  return {
    headers: Object.keys(headers).length === 0 ? undefined : headers,
    notes: renamed(Object.keys(edit.setProperties ?? {})),
  };
}

/** Tells which properties are known by another name from now on. */
function renamed(keys: readonly string[]): readonly string[] {
  return keys
    .filter((key) => normalKey(key) !== key)
    .map((key) => `Plankton keeps the property ${key} as ${normalKey(key)}.`);
}

/** Under the names that Plankton keeps. `INVALID` for two that become one, and for what is too long. */
function normalised(
  properties: Readonly<Record<string, JsonValue>>,
  operation: string,
): Record<string, string> {
  const asked = new Map<string, string>();
  const normal: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(properties)) {
    const own = normalKey(key);
    const other = asked.get(own);
    if (other !== undefined) {
      throw invalid(
        `The properties ${other} and ${key} are one to Plankton: ${own}. Give only one.`,
        operation,
      );
    }
    asked.set(own, key);
    if (typeof value !== 'string')
      throw invalid(`The property ${key} must be text on this service.`, operation);
    assertLength(`The name of the property ${own}`, own, KEY_LENGTH, operation);
    assertLength(`The value of the property ${own}`, value, VALUE_LENGTH, operation);
    normal[own] = value;
  }
  return normal;
}

function assertFields(
  fields: Pick<ImageEdit, 'name' | 'diskFormat' | 'containerFormat' | 'visibility'>,
  operation: string,
): void {
  const { name, diskFormat, containerFormat, visibility } = fields;
  if (name !== undefined) assertLength('The name', name, VALUE_LENGTH, operation);
  assertWord('disk format', diskFormat, DISK_FORMATS, operation);
  assertWord('container format', containerFormat, CONTAINER_FORMATS, operation);
  isPublic(visibility, operation);
}

function assertWord(
  what: string,
  word: string | undefined,
  known: readonly string[],
  operation: string,
): void {
  if (word === undefined || known.includes(word)) return;
  throw invalid(`Plankton has no ${what} ${word.slice(0, 40)}.`, operation, `It knows ${known.join(', ')}.`);
}

/** Characters, as Plankton counts them (plankton.md §7). */
function assertLength(what: string, text: string, most: number, operation: string): void {
  if ([...text].length <= most) return;
  throw invalid(
    `${what.slice(0, 120)} is longer than the ${most} characters that Plankton keeps.`,
    operation,
  );
}

function assertCount(count: number, operation: string): void {
  if (count <= MOST_PROPERTIES) return;
  throw invalid(`Plankton keeps at most ${MOST_PROPERTIES} properties of an image, not ${count}.`, operation);
}

function isPublic(visibility: Visibility | undefined, operation: string): boolean | undefined {
  if (visibility === undefined) return undefined;
  if (visibility === 'public' || visibility === 'private') return visibility === 'public';
  throw invalid(
    `Plankton does not know the visibility ${visibility}.`,
    operation,
    'An image is public or private; a private one is shared by adding members to it.',
  );
}

function emptyProperty(key: string, operation: string): AppError {
  return invalid(
    `Plankton cannot keep the property ${key} without a value.`,
    operation,
    'Give it a value, or remove the property.',
  );
}

function invalid(message: string, operation: string, hint?: string): AppError {
  return new AppError('INVALID', message, { operation, hint });
}

function record(entries: readonly (readonly [string, string])[]): Record<string, string> {
  const made: Record<string, string> = Object.create(null);
  for (const [key, value] of entries) made[key] = value;
  return made;
}
