import type { BoundedReader } from './bounded-reader.ts';
import { Fields } from './fields.ts';
import { HeaderProblem } from './header-problem.ts';
import type { Qcow2Header } from './qcow2.ts';

/** 64 KiB of table speak for 16 TiB of file with the usual 64 KiB clusters. */
const MAX_TABLE_BYTES = 64 * 1024;
const BLOCK_OFFSET_MASK = 0xfffffffffffffe00n;

/**
 * Whether the file ends before the last cluster that its reference counts speak of, which is how a download
 * that broke off in the middle shows: its headers are whole. Two reads; false where it cannot be told.
 * The last cluster itself may be short, because writers do not pad it.
 */
export async function isCutOff(reader: BoundedReader, header: Qcow2Header): Promise<boolean> {
  const clusterBytes = 2 ** header.clusterBits;
  const tableBytes = header.refcountTableClusters * clusterBytes;
  if (header.refcountTableOffset + tableBytes > reader.sizeBytes) return true;
  if (tableBytes > MAX_TABLE_BYTES && clusterBytes <= MAX_TABLE_BYTES) return false;
  try {
    const table = new Fields(
      await reader.read(header.refcountTableOffset, Math.min(tableBytes, MAX_TABLE_BYTES)),
    );
    const index = lastUsedEntry(table);
    if (index === undefined) return false;
    const blockOffset = Number(table.bits64be(index * 8) & BLOCK_OFFSET_MASK);
    if (blockOffset >= reader.sizeBytes) return true;
    const block = await reader.read(blockOffset, clusterBytes);
    const countsPerBlock = (clusterBytes * 8) / 2 ** header.refcountOrder;
    const lastCount = lastUsedCount(block, header.refcountOrder);
    return lastCount !== undefined && (index * countsPerBlock + lastCount) * clusterBytes >= reader.sizeBytes;
  } catch (error) {
    if (error instanceof HeaderProblem) return false;
    throw error;
  }
}

function lastUsedEntry(table: Fields): number | undefined {
  for (let index = Math.floor(table.length / 8) - 1; index >= 0; index -= 1) {
    if (table.bits64be(index * 8) !== 0n) return index;
  }
  return undefined;
}

/** Index of the last count that is not zero; counts are 2^order bits wide, packed from the low bits up. */
function lastUsedCount(block: Uint8Array, order: number): number | undefined {
  const byte = block.findLastIndex((value) => value !== 0);
  if (byte < 0) return undefined;
  if (order >= 3) return Math.floor(byte / 2 ** (order - 3));
  const highestBit = 31 - Math.clz32(block[byte] ?? 0);
  return byte * 2 ** (3 - order) + Math.floor(highestBit / 2 ** order);
}
