import type { BoundedReader } from './bounded-reader.ts';
import { Fields, hasText } from './fields.ts';

const BLOCK_BYTES = 512;
const MAX_ENTRIES = 16;

export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK_BYTES && hasText(head, 'ustar', 257);
}

/** The first ordinary files of an archive. Stops quietly at the first block that is no header. */
export async function readTarEntries(reader: BoundedReader): Promise<readonly TarEntry[]> {
  const entries: TarEntry[] = [];
  let offset = 0;
  for (let count = 0; count < MAX_ENTRIES; count += 1) {
    const block = await reader.read(offset, BLOCK_BYTES);
    if (!isTar(block)) break;
    const sizeBytes = readSize(new Fields(block));
    if (sizeBytes === undefined) break;
    const type = block[156];
    if (type === 0 || type === 0x30) {
      entries.push({ name: nameOf(block), offset: offset + BLOCK_BYTES, sizeBytes });
    }
    offset += BLOCK_BYTES + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (!Number.isSafeInteger(offset)) break;
  }
  return entries;
}

function nameOf(block: Uint8Array): string {
  const end = block.indexOf(0);
  return Buffer.from(block.subarray(0, Math.min(end < 0 ? 100 : end, 100))).toString('utf8');
}

/** Octal digits, or (for more than 8 GiB) a binary number announced by the highest bit. */
function readSize(fields: Fields): number | undefined {
  if ((fields.u8(124) & 0x80) !== 0) {
    const size = fields.u64be(128);
    return Number.isSafeInteger(size) ? size : undefined;
  }
  const digits = /^[0-7]+/.exec(Buffer.from(fields.bytes(124, 12)).toString('latin1').trim());
  return digits === null ? undefined : Number.parseInt(digits[0], 8);
}
