import type { Finding } from '#shared/model/inspection.ts';
import { Fields, hasText } from './fields.ts';
import { info } from './findings.ts';
import { HeaderProblem } from './header-problem.ts';
import type { GuestDisk } from './probe.ts';

const MBR_ENTRIES = 446;
const MBR_TYPE = { ntfs: 0x07, gptProtective: 0xee, efiSystem: 0xef } as const;
const GPT_TYPE = {
  efiSystem: '28732ac11ff8d211ba4b00a0c93ec93b',
  /** 21686148-6449-6E6F-744E-656564454649, where GRUB keeps what BIOS starts. */
  biosBoot: '4861682149646f6e744e656564454649',
  microsoftReserved: '16e3c9e35c0bb84d817df92df00215ae',
  microsoftBasicData: 'a2a0d0ebe5b9334487c068b6b72699c7',
} as const;
/** Bit 2 of a GPT entry's attributes: “legacy BIOS bootable” (UEFI 2.10 §5.3.3), which syslinux goes by. */
const LEGACY_BOOTABLE = 0x04;
/** Before the MBR's disk signature. */
const BOOT_CODE_BYTES = 440;
const SECTOR_SIZES = [512, 4096] as const;
/** MBR, GPT header and its 128 entries, with sectors of 512 or 4096 bytes. */
const FIRST_BYTES = 6 * 4096;
const MAX_GPT_BYTES = 32 * 1024;
/** How many partitions are asked for their file system; each costs a read. */
const MAX_LOOKED_AT = 4;

export interface PartitionFacts {
  readonly table: 'mbr' | 'gpt' | null;
  readonly efiSystemPartition: boolean | null;
  /** See `Inspection.biosBootPartition`. */
  readonly biosBootPartition: boolean | null;
  /** Where the last partition ends, 0 if there is none. */
  readonly endBytes: number;
  readonly findings: readonly Finding[];
}

interface Partition {
  readonly startBytes: number;
  readonly endBytes: number;
  /** Of a GPT: set apart for what BIOS starts. */
  readonly isForBios: boolean;
  readonly role: 'efi-system' | 'microsoft-reserved' | 'perhaps-ntfs' | 'other';
}

const UNSEEN: PartitionFacts = {
  table: null,
  efiSystemPartition: null,
  biosBootPartition: null,
  endBytes: 0,
  findings: [],
};

/** Looks at the first sectors that a guest sees. Answers "unknown" rather than failing. */
export async function readPartitions(guest: GuestDisk): Promise<PartitionFacts> {
  try {
    const start = await guest(0, FIRST_BYTES);
    if (start === undefined || start.length < 512) return UNSEEN;
    if (!hasMbr(start)) return withoutTable(start);
    const gpt = await readGpt(guest, start);
    const partitions = gpt ?? readMbr(start);
    const efiSystemPartition = partitions.some((partition) => partition.role === 'efi-system');
    const isWindows = await hasWindows(guest, partitions).catch(outOfReach);
    return {
      table: gpt === undefined ? 'mbr' : 'gpt',
      efiSystemPartition,
      biosBootPartition: gpt === undefined ? hasBootCode(start) : biosStarts(gpt, start),
      endBytes: Math.max(0, ...partitions.map((partition) => partition.endBytes)),
      findings: [...(efiSystemPartition ? [efiFinding()] : []), ...(isWindows ? [windowsFinding()] : [])],
    };
  } catch (error) {
    if (error instanceof HeaderProblem) return UNSEEN;
    throw error;
  }
}

/** A file system's own boot sector has the same signature at its end but no sensible partition entries. */
export function hasMbr(sector: Uint8Array): boolean {
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa) return false;
  if (fileSystemOf(sector) !== undefined) return false;
  const fields = new Fields(sector);
  const entries = [0, 1, 2, 3].map((index) => MBR_ENTRIES + index * 16);
  return (
    entries.every((at) => (fields.u8(at) & 0x7f) === 0) &&
    entries.some((at) => fields.u32le(at + 12) > 0 && (fields.u8(at + 4) !== 0 || fields.u8(at) === 0x80))
  );
}

function readMbr(sector: Uint8Array): readonly Partition[] {
  const fields = new Fields(sector);
  return [0, 1, 2, 3]
    .map((index) => MBR_ENTRIES + index * 16)
    .filter((at) => fields.u8(at + 4) !== 0 && fields.u32le(at + 12) > 0)
    .map((at) => {
      const type = fields.u8(at + 4);
      const startBytes = fields.u32le(at + 8) * 512;
      const role =
        type === MBR_TYPE.efiSystem ? 'efi-system' : type === MBR_TYPE.ntfs ? 'perhaps-ntfs' : 'other';
      const endBytes = startBytes + fields.u32le(at + 12) * 512;
      return { startBytes, endBytes, isForBios: false, role };
    });
}

/** `undefined` where there is no GPT. Without a protective entry in the MBR a GPT header is a left-over. */
async function readGpt(guest: GuestDisk, start: Uint8Array): Promise<readonly Partition[] | undefined> {
  const fields = new Fields(start);
  const isProtective = [0, 1, 2, 3].some((index) => {
    return fields.u8(MBR_ENTRIES + index * 16 + 4) === MBR_TYPE.gptProtective;
  });
  const sectorBytes = SECTOR_SIZES.find((size) => hasText(start, 'EFI PART', size));
  if (!isProtective || sectorBytes === undefined) return undefined;
  const header = new Fields(start.subarray(sectorBytes));
  const entryBytes = header.u32le(84);
  if (entryBytes < 128 || entryBytes > 4096 || entryBytes % 8 !== 0) return [];
  const length = Math.min(header.u32le(80) * entryBytes, MAX_GPT_BYTES);
  const offset = header.u64le(72) * sectorBytes;
  const known = offset + length <= start.length ? start.subarray(offset, offset + length) : undefined;
  const entries = known ?? (await guest(offset, length));
  return entries === undefined ? [] : readGptEntries(new Fields(entries), entryBytes, sectorBytes);
}

function readGptEntries(fields: Fields, entryBytes: number, sectorBytes: number): readonly Partition[] {
  const partitions: Partition[] = [];
  for (let at = 0; at + entryBytes <= fields.length; at += entryBytes) {
    const type = fields.hex(at, 16);
    if (/^0+$/.test(type)) continue;
    partitions.push({
      startBytes: fields.u64le(at + 32) * sectorBytes,
      endBytes: (fields.u64le(at + 40) + 1) * sectorBytes,
      isForBios: type === GPT_TYPE.biosBoot || (fields.u8(at + 48) & LEGACY_BOOTABLE) !== 0,
      role: gptRole(type),
    });
  }
  return partitions;
}

/** Boot code that no partition is set apart for may be a left-over, or may start by a list of blocks. */
function biosStarts(partitions: readonly Partition[], start: Uint8Array): boolean | null {
  if (partitions.some(({ isForBios }) => isForBios)) return true;
  return hasBootCode(start) ? null : false;
}

function hasBootCode(sector: Uint8Array): boolean {
  return sector.subarray(0, BOOT_CODE_BYTES).some((byte) => byte !== 0);
}

function gptRole(type: string): Partition['role'] {
  if (type === GPT_TYPE.efiSystem) return 'efi-system';
  if (type === GPT_TYPE.microsoftReserved) return 'microsoft-reserved';
  return type === GPT_TYPE.microsoftBasicData ? 'perhaps-ntfs' : 'other';
}

async function hasWindows(guest: GuestDisk, partitions: readonly Partition[]): Promise<boolean> {
  if (partitions.some((partition) => partition.role === 'microsoft-reserved')) return true;
  const candidates = partitions
    .filter((partition) => partition.role === 'perhaps-ntfs')
    .slice(0, MAX_LOOKED_AT);
  for (const partition of candidates) {
    const sector = await guest(partition.startBytes, 512);
    if (sector !== undefined && hasText(sector, 'NTFS    ', 3)) return true;
  }
  return false;
}

/** Where only the beginning can be read, the table is there and what the partitions hold is not. */
function outOfReach(error: unknown): boolean {
  if (error instanceof HeaderProblem && error.kind === 'reach') return false;
  throw error;
}

/** A whole disk with a file system is fine for data and does not boot. */
function withoutTable(start: Uint8Array): PartitionFacts {
  const fileSystem = fileSystemOf(start);
  const what = fileSystem === undefined ? 'nothing that is known' : `a ${fileSystem} file system`;
  const message =
    `There is no partition table: the disk begins with ${what}. A server is unlikely to boot from it. ` +
    'If it is meant as a data disk, all is well.';
  return {
    table: null,
    efiSystemPartition: false,
    biosBootPartition: null,
    endBytes: 0,
    findings: [info('no-partition-table', message)],
  };
}

function fileSystemOf(start: Uint8Array): string | undefined {
  if (hasText(start, 'NTFS    ', 3)) return 'NTFS';
  if (hasText(start, 'FAT32   ', 82) || hasText(start, 'FAT1', 54)) return 'FAT';
  if (hasText(start, 'XFSB')) return 'XFS';
  return hasText(start, '\x53\xef', 1080) ? 'ext' : undefined;
}

function efiFinding(): Finding {
  return info(
    'efi-system-partition',
    'The disk has an EFI system partition, so it may need UEFI to boot. If a server stops before the boot loader, ' +
      'set the property hw_firmware_type=uefi.',
  );
}

function windowsFinding(): Finding {
  return info(
    'windows-partition',
    'The disk has a Windows partition. Servers run it better with the property os_type=windows, and need VirtIO ' +
      'drivers inside it.',
  );
}
