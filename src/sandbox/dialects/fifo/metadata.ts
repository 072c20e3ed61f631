import type { Switches } from '../../switches/switches.ts';
import { crash, FifoFault } from './faults.ts';
import { isObject, type JsonObject } from './replies.ts';

const depthLimit = 64;
const sizeLimitCharacters = 1024 * 1024;

/** Counts a write of metadata. @throws FifoFault 500 where the switch says that this is the one that fails. */
export function countWrite(switches: Switches): void {
  const left = switches.number('fifo-metadata-fail-at');
  if (left === undefined) return;
  switches.set('fifo-metadata-fail-at', left > 1 ? left - 1 : null);
  if (left <= 1) throw crash();
}

/**
 * Metadata with what `PUT …/metadata/a/b {"key": value}` asks for (fifo.md §4).
 * @throws FifoFault 400 unless the body is an object with exactly one key.
 */
export function metadataWith(metadata: JsonObject, path: readonly string[], body: unknown): JsonObject {
  const members = isObject(body) ? Object.entries(body) : [];
  const [member] = members;
  if (member === undefined || members.length !== 1 || path.length > depthLimit) throw new FifoFault(400);
  const [key, value] = member;
  const changed = withValue(metadata, [...path, key], value);
  if (JSON.stringify(changed).length > sizeLimitCharacters) throw crash();
  return changed;
}

/** Metadata without the value at a path; the same where there is none. */
export function metadataWithout(metadata: JsonObject, path: readonly string[]): JsonObject {
  const [key, ...deeper] = path;
  if (key === undefined || !Object.hasOwn(metadata, key)) return metadata;
  const below = metadata[key];
  if (deeper.length === 0)
    return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key));
  return isObject(below) ? withMember(metadata, key, metadataWithout(below, deeper)) : metadata;
}

/** Objects on the way are made, whatever was in their place. */
function withValue(metadata: JsonObject, path: readonly string[], value: unknown): JsonObject {
  const [key = '', ...deeper] = path;
  if (deeper.length === 0) return withMember(metadata, key, value);
  const below = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  return withMember(metadata, key, withValue(isObject(below) ? below : {}, deeper, value));
}

/** Built from entries, which makes an own member even of the name `__proto__`. */
function withMember(object: JsonObject, key: string, value: unknown): JsonObject {
  return Object.fromEntries([...Object.entries(object), [key, value]]);
}
