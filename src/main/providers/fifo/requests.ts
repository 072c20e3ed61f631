import { AppError } from '#shared/errors/index.ts';
import type { JsonValue, NewImage, NewPackage } from '#shared/model/index.ts';

/** Words of dataset servers for what an image holds; anything else is `other`. `smartos` would make it a zone. */
const SYSTEMS: ReadonlySet<string> = new Set(['linux', 'windows', 'bsd', 'illumos', 'plan9', 'other']);

/**
 * A manifest (fifo.md §5). `os` must be there, or the server stops halfway. `sha1` is left out: it is not
 * known before all bytes were packed, and the server then computes it. The size cannot be left out, since the
 * server divides by it to tell how much has come; it is a rough one where the bytes are packed on the way.
 */
export function manifestOf(id: string, image: NewImage, sizeBytes: number | null): object {
  const properties = image.properties ?? {};
  const system = properties['os_type'];
  return {
    uuid: id,
    name: image.name,
    os: typeof system === 'string' && SYSTEMS.has(system) ? system : 'other',
    files: [{ size: Math.max(1, sizeBytes ?? 1) }],
    ...(Object.keys(properties).length === 0 ? {} : { metadata: properties }),
  };
}

/** Body of `POST /packages` (fifo.md §4): the wire's own names. What is not named is left to the service. */
export function packageBody(pack: NewPackage, operation: string): object {
  const numbers = {
    ram: pack.ramMb,
    quota: pack.quotaGb,
    cpu_cap: pack.cpuCap,
    zfs_io_priority: pack.zfsIoPriority,
    max_swap: pack.maxSwapMb,
    blocksize: pack.blockSize,
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue;
    throw invalid(`${name} must be a whole number above 0, not ${value}.`, operation);
  }
  for (const rule of pack.requirements ?? []) {
    const { attribute: about } = { attribute: rule.weight, ...rule };
    const operands = 'value' in rule ? [rule.value].flat() : [rule.low, rule.high];
    if (operands.every((each) => typeof each === 'string' || Number.isSafeInteger(each))) continue;
    throw invalid(`The requirement for ${about} may only hold texts and whole numbers.`, operation);
  }
  return { name: pack.name, ...numbers, compression: pack.compression, requirements: pack.requirements };
}

/** Where a value lies in a tree of metadata: the objects that lead to it, and its own key. */
export interface Place {
  readonly above: readonly string[];
  readonly key: string;
}

/**
 * Checks the way to a value (fifo.md §4): keys become steps of an address, in which an empty one, `.` and `..`
 * would lead elsewhere, even to the whole object. Throws `INVALID`.
 */
export function placeOf(path: readonly string[], operation: string): Place {
  const key = path.at(-1);
  const bad = path.find((step) => step === '' || step === '.' || step === '..' || !step.isWellFormed());
  if (key !== undefined && bad === undefined) return { above: path.slice(0, -1), key };
  throw invalid(
    bad === undefined
      ? 'A key of the metadata must be named.'
      : `Project-FiFo cannot address a key of metadata that is called "${bad.toWellFormed()}".`,
    operation,
  );
}

/** The way that a property's name means: the key that is there under just this name, or a path of keys. */
export function pathOf(name: string, metadata: Readonly<Record<string, JsonValue>>): readonly string[] {
  return Object.hasOwn(metadata, name) ? [name] : name.split('/');
}

/** The value at a place; `undefined` if there is none. */
export function valueAt(metadata: JsonValue, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = metadata;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, step)?.value as JsonValue | undefined;
  }
  return value;
}

function invalid(message: string, operation: string): AppError {
  return new AppError('INVALID', message, { operation, hint: 'Nothing was sent. Change it and try again.' });
}
