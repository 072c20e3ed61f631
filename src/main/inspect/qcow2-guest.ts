import type { BoundedReader } from './bounded-reader.ts';
import { Fields } from './fields.ts';
import { HeaderProblem } from './header-problem.ts';
import type { GuestDisk } from './probe.ts';
import { unpackSome } from './unpack.ts';

const OFFSET_MASK = 0x00fffffffffffe00n;
const COMPRESSED = 1n << 62n;
const MAX_REQUEST_BYTES = 64 * 1024;
const SUBCLUSTERS = 32;

/** How guest offsets are found in the file. */
export interface Qcow2Layout {
  readonly clusterSizeBytes: number;
  readonly clusterBits: number;
  readonly l1Offset: number;
  readonly l1Entries: number;
  readonly extendedL2: boolean;
  /** Version 3 marks clusters that read as zeros. */
  readonly zeroFlag: boolean;
  readonly compression: 'deflate' | 'zstd';
}

/** Where a run of guest bytes lies. `lengthBytes` is how far the run goes from the asked offset. */
type Place =
  | { readonly kind: 'zero'; readonly lengthBytes: number }
  | { readonly kind: 'data'; readonly lengthBytes: number; readonly fileOffset: number }
  | { readonly kind: 'packed'; readonly lengthBytes: number; readonly descriptor: bigint };

/** The guest's view of a self-contained, unencrypted qcow2. */
export function qcow2Guest(reader: BoundedReader, layout: Qcow2Layout): GuestDisk {
  let unpacked: { readonly descriptor: bigint; readonly bytes: Uint8Array } | undefined;

  async function unpackCluster(descriptor: bigint): Promise<Uint8Array> {
    if (unpacked?.descriptor !== descriptor) {
      unpacked = { descriptor, bytes: await readPacked(reader, layout, descriptor) };
    }
    return unpacked.bytes;
  }

  return async (offset, length) => {
    if (!Number.isSafeInteger(offset + length)) return undefined;
    if (length > MAX_REQUEST_BYTES) throw new HeaderProblem('limit', 'a guest read is too long');
    const out = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const place = await locate(reader, layout, offset + done);
      const size = Math.min(place.lengthBytes, length - done);
      if (place.kind === 'data') {
        out.set(await reader.readExactly(place.fileOffset, size), done);
      } else if (place.kind === 'packed') {
        const within = (offset + done) % layout.clusterSizeBytes;
        const cluster = await unpackCluster(place.descriptor);
        if (cluster.length < within + size) return undefined;
        out.set(cluster.subarray(within, within + size), done);
      }
      done += size;
    }
    return out;
  };
}

async function locate(reader: BoundedReader, layout: Qcow2Layout, offset: number): Promise<Place> {
  const cluster = layout.clusterSizeBytes;
  const within = offset % cluster;
  const lengthBytes = cluster - within;
  const entryBytes = layout.extendedL2 ? 16 : 8;
  const entriesPerTable = cluster / entryBytes;
  const l1Index = Math.floor(offset / (cluster * entriesPerTable));
  if (l1Index >= layout.l1Entries) return { kind: 'zero', lengthBytes };
  const l1Entry = new Fields(await reader.readExactly(layout.l1Offset + l1Index * 8, 8)).bits64be(0);
  const tableOffset = Number(l1Entry & OFFSET_MASK);
  if (tableOffset === 0) return { kind: 'zero', lengthBytes };
  const entryIndex = Math.floor(offset / cluster) % entriesPerTable;
  const entryFields = new Fields(await reader.readExactly(tableOffset + entryIndex * entryBytes, entryBytes));
  const entry = entryFields.bits64be(0);
  if ((entry & COMPRESSED) !== 0n) return { kind: 'packed', lengthBytes, descriptor: entry };
  const fileOffset = Number(entry & OFFSET_MASK) + within;
  if (layout.extendedL2) return subclusterPlace(layout, entryFields.u32be(12), within, fileOffset);
  const isZero = (entry & OFFSET_MASK) === 0n || (layout.zeroFlag && (entry & 1n) !== 0n);
  return isZero ? { kind: 'zero', lengthBytes } : { kind: 'data', lengthBytes, fileOffset };
}

/** With extended L2 entries each of the 32 parts of a cluster is there or reads as zeros. */
function subclusterPlace(layout: Qcow2Layout, allocated: number, within: number, fileOffset: number): Place {
  const size = layout.clusterSizeBytes / SUBCLUSTERS;
  const lengthBytes = size - (within % size);
  const isAllocated = ((allocated >>> Math.floor(within / size)) & 1) === 1;
  return isAllocated ? { kind: 'data', lengthBytes, fileOffset } : { kind: 'zero', lengthBytes };
}

/** A compressed cluster's descriptor: file offset in the low bits, count of further sectors above them. */
async function readPacked(
  reader: BoundedReader,
  layout: Qcow2Layout,
  descriptor: bigint,
): Promise<Uint8Array> {
  const offsetBits = BigInt(62 - (layout.clusterBits - 8));
  const fileOffset = Number(descriptor & ((1n << offsetBits) - 1n));
  const sectors = Number((descriptor & (COMPRESSED - 1n)) >> offsetBits) + 1;
  const packed = await reader.read(fileOffset, sectors * 512 - (fileOffset % 512));
  return unpackSome(packed, layout.compression, layout.clusterSizeBytes);
}
