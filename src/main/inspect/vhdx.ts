import type { Finding } from '#shared/model/inspection.ts';
import type { BoundedReader } from './bounded-reader.ts';
import { displayBytes } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import { dirty, implausible, parentDisk, truncated } from './findings.ts';
import { HeaderProblem } from './header-problem.ts';
import type { FormatFacts, Probe } from './probe.ts';

const KIB = 1024;
const HEADER_OFFSETS = [64 * KIB, 128 * KIB] as const;
const REGION_TABLE_OFFSETS = [192 * KIB, 256 * KIB] as const;
const TABLE_BYTES = 64 * KIB;
const MAX_ENTRIES = 2047;
const HAS_PARENT = 2;

/** GUIDs as they stand in the file. */
const METADATA_REGION = '06a27c8b90479a4bb8fe575f050f886e';
const BLOCK_TABLE_REGION = '6677c22d23f600429d64115e9bfd4a08';
const ITEM = {
  fileParameters: '3767a1ca36fa434db3b633f0aa44e76b',
  virtualDiskSize: '2442a52f1bcd7648b2115dbed83bf4b8',
  parentLocator: '2d5fd3a80bb34d45abf7d3d84834ab0c',
} as const;

interface Item {
  readonly offset: number;
  readonly lengthBytes: number;
}

/** Hyper-V's disk (MS-VHDX). */
export const vhdx: Probe = {
  format: 'vhdx',
  diskFormat: 'vhdx',
  detect: (head) => hasText(head, 'vhdxfile'),
  parse: parseVhdx,
};

async function parseVhdx(reader: BoundedReader, findings: Finding[]): Promise<FormatFacts> {
  const regions = await readRegions(reader);
  const metadata = regions.get(METADATA_REGION);
  if (metadata === undefined) throw new HeaderProblem('implausible', 'it has no metadata');
  const items = await readItems(reader, metadata);
  const parameters = items.get(ITEM.fileParameters);
  const size = items.get(ITEM.virtualDiskSize);
  if (parameters === undefined || size === undefined) {
    throw new HeaderProblem('implausible', 'its metadata lack the size of the disk');
  }
  const parameterFields = new Fields(await reader.readExactly(parameters.offset, 8));
  const hasParent = (parameterFields.u32le(4) & HAS_PARENT) !== 0 || items.has(ITEM.parentLocator);
  const parent = hasParent ? await readParentName(reader, items.get(ITEM.parentLocator)) : undefined;
  if (parent !== undefined) findings.push(parentDisk(parent));
  const isDirty = await hasUnreplayedLog(reader);
  if (isDirty) findings.push(dirty());
  if ([...regions.values()].some((region) => region.offset + region.lengthBytes > reader.sizeBytes)) {
    findings.push(truncated('its block table lies beyond the end of the file'));
  } else if (await lacksBlocks(reader, regions.get(BLOCK_TABLE_REGION), parameterFields.u32le(0))) {
    findings.push(truncated('its block table names blocks that lie beyond the end of the file'));
  }
  const virtualSizeBytes = new Fields(await reader.readExactly(size.offset, 8)).u64le(0);
  if (virtualSizeBytes % 512 !== 0) findings.push(implausible('its disk does not end on a sector'));
  return {
    subformat: hasParent ? 'differencing' : (parameterFields.u32le(4) & 1) === 1 ? 'fixed' : 'dynamic',
    virtualSizeBytes,
    clusterSizeBytes: parameterFields.u32le(0),
    backingFile: parent === '' ? '(unnamed)' : parent,
    dirty: isDirty,
  };
}

/** The table is kept twice; the second is for when the first was damaged in writing. */
async function readRegions(reader: BoundedReader): Promise<ReadonlyMap<string, Item>> {
  for (const offset of REGION_TABLE_OFFSETS) {
    const table = await reader.read(offset, TABLE_BYTES);
    if (table.length < 16 || !hasText(table, 'regi')) continue;
    const fields = new Fields(table);
    const regions = new Map<string, Item>();
    const count = Math.min(fields.u32le(8), MAX_ENTRIES);
    for (let index = 0; index < count; index += 1) {
      const at = 16 + index * 32;
      regions.set(fields.hex(at, 16), { offset: fields.u64le(at + 16), lengthBytes: fields.u32le(at + 24) });
    }
    return regions;
  }
  throw reader.sizeBytes < REGION_TABLE_OFFSETS[0] + TABLE_BYTES
    ? new HeaderProblem('truncated', 'its region tables are missing')
    : new HeaderProblem('implausible', 'its region tables are damaged');
}

/** Items by GUID, with offsets made absolute. */
async function readItems(reader: BoundedReader, region: Item): Promise<ReadonlyMap<string, Item>> {
  const table = await reader.readExactly(region.offset, Math.min(TABLE_BYTES, region.lengthBytes));
  if (!hasText(table, 'metadata')) throw new HeaderProblem('implausible', 'its metadata are damaged');
  const fields = new Fields(table);
  const items = new Map<string, Item>();
  const count = Math.min(fields.u16le(10), MAX_ENTRIES);
  for (let index = 0; index < count; index += 1) {
    const at = 32 + index * 32;
    const offset = region.offset + fields.u32le(at + 16);
    items.set(fields.hex(at, 16), { offset, lengthBytes: fields.u32le(at + 20) });
  }
  return items;
}

/** The locator is a list of UTF-16 keys and values; any path will do to tell a person which file is meant. */
async function readParentName(reader: BoundedReader, locator: Item | undefined): Promise<string> {
  if (locator === undefined) return '';
  try {
    const bytes = await reader.read(locator.offset, Math.min(locator.lengthBytes, TABLE_BYTES));
    const fields = new Fields(bytes);
    const count = Math.min(fields.u16le(18), 16);
    for (let index = 0; index < count; index += 1) {
      const at = 20 + index * 12;
      const key = displayBytes(fields.bytes(fields.u32le(at), fields.u16le(at + 8)), 'utf-16le');
      if (key === 'relative_path' || key === 'absolute_win32_path') {
        return displayBytes(fields.bytes(fields.u32le(at + 4), fields.u16le(at + 10)), 'utf-16le');
      }
    }
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
  }
  return '';
}

/** Entries hold the block's offset in MiB above 20 bits of state; 6 is a block that is there as a whole. */
async function lacksBlocks(
  reader: BoundedReader,
  table: Item | undefined,
  blockBytes: number,
): Promise<boolean> {
  if (table === undefined) return false;
  const entries = new Fields(await reader.read(table.offset, Math.min(table.lengthBytes, TABLE_BYTES)));
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const entry = entries.bits64le(at);
    if ((entry & 7n) === 6n && Number(entry >> 20n) * KIB * KIB + blockBytes > reader.sizeBytes) return true;
  }
  return false;
}

/** The newer of the two headers names a log that must be replayed, unless the file was closed cleanly. */
async function hasUnreplayedLog(reader: BoundedReader): Promise<boolean> {
  let newest = -1n;
  let hasLog = false;
  for (const offset of HEADER_OFFSETS) {
    const bytes = await reader.read(offset, 64);
    if (bytes.length < 64 || !hasText(bytes, 'head')) continue;
    const fields = new Fields(bytes);
    const sequence = fields.bits64le(8);
    if (sequence <= newest) continue;
    newest = sequence;
    hasLog = !/^0+$/.test(fields.hex(48, 16));
  }
  return hasLog;
}
