import type { RandomAccess, Wrapper } from '#shared/model/inspection.ts';
import { type BoundedReader, HEAD_BYTES } from './bounded-reader.ts';
import { Fields, hasText } from './fields.ts';
import { isTar, readTarEntries } from './tar.ts';
import { type Packing, unpackSome } from './unpack.ts';

/** Enough for every signature and partition table; what is packed never expands further than this. */
const UNPACKED_BYTES = 2 * HEAD_BYTES;
const ZIP = { method: 8, nameLength: 26, extraLength: 28, nameOffset: 30, stored: 0, deflated: 8 } as const;

/** The beginning of what a wrapper holds. */
export interface Inside {
  readonly source: RandomAccess;
  /** False where only the beginning can be seen, so neither its length nor its end is known. */
  readonly isWhole: boolean;
}

export function detectWrapper(head: Uint8Array): Wrapper | null {
  if (hasText(head, '\x1f\x8b\x08')) return 'gzip';
  if (hasText(head, '\xfd7zXZ\0')) return 'xz';
  if (hasText(head, '\x28\xb5\x2f\xfd')) return 'zstd';
  if (hasText(head, 'BZh') && hasText(head, '1AY&SY', 4)) return 'bzip2';
  if (hasText(head, 'PK\x03\x04')) return 'zip';
  if (isTar(head)) return firstNameEndsWith(head, '.ovf') ? 'ova' : 'tar';
  return null;
}

/** What can be seen of the inside, `undefined` where nothing can (xz and bzip2 stay closed). */
export async function lookInside(reader: BoundedReader, wrapper: Wrapper): Promise<Inside | undefined> {
  const head = await reader.head();
  switch (wrapper) {
    case 'gzip':
    case 'zstd':
      return unpackedInside(head, wrapper);
    case 'zip':
      return zipInside(head);
    case 'ova':
    case 'tar':
      return tarInside(reader);
    case 'xz':
    case 'bzip2':
      return undefined;
  }
}

async function unpackedInside(packed: Uint8Array, packing: Packing): Promise<Inside | undefined> {
  const bytes = await unpackSome(packed, packing, UNPACKED_BYTES);
  return bytes.length === 0 ? undefined : { source: beginningOnly(bytes), isWhole: false };
}

/** The first file of the archive, if it is stored or deflated. */
async function zipInside(head: Uint8Array): Promise<Inside | undefined> {
  if (head.length < ZIP.nameOffset) return undefined;
  const fields = new Fields(head);
  const start = ZIP.nameOffset + fields.u16le(ZIP.nameLength) + fields.u16le(ZIP.extraLength);
  const packed = head.subarray(start);
  if (packed.length === 0) return undefined;
  const method = fields.u16le(ZIP.method);
  if (method === ZIP.deflated) return unpackedInside(packed, 'deflate');
  return method === ZIP.stored ? { source: beginningOnly(packed), isWhole: false } : undefined;
}

/** The first file that is not one of an OVA's own papers. */
async function tarInside(reader: BoundedReader): Promise<Inside | undefined> {
  const entries = await readTarEntries(reader);
  const disk = entries.find((entry) => !/\.(ovf|mf|cert|xml|txt|md)$/i.test(entry.name));
  if (disk === undefined || disk.sizeBytes === 0) return undefined;
  const source: RandomAccess = {
    sizeBytes: disk.sizeBytes,
    read: (offset, length) => reader.read(disk.offset + offset, Math.min(length, disk.sizeBytes - offset)),
  };
  return { source, isWhole: true };
}

/** A source of unknown length of which only the first bytes are at hand. */
function beginningOnly(bytes: Uint8Array): RandomAccess {
  return {
    sizeBytes: Number.MAX_SAFE_INTEGER,
    read: async (offset, length) =>
      bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  };
}

function firstNameEndsWith(head: Uint8Array, suffix: string): boolean {
  const end = head.indexOf(0);
  const name = Buffer.from(head.subarray(0, Math.min(end < 0 ? 100 : end, 100))).toString('latin1');
  return name.toLowerCase().endsWith(suffix);
}
