import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Inspection, RandomAccess } from '#shared/model/inspection.ts';
import { inspectImage, openLocalFile } from '../../../src/main/inspect/index.ts';

const run = promisify(execFile);

/** A source in memory that counts what is taken from it. `claimedBytes` lies about its length. */
export class CountingSource implements RandomAccess {
  readonly sizeBytes: number;
  reads = 0;
  bytesRead = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, claimedBytes = bytes.length) {
    this.#bytes = bytes;
    this.sizeBytes = claimedBytes;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length <= 0) {
      throw new Error(`a senseless read: ${length} bytes at ${offset}`);
    }
    this.reads += 1;
    this.bytesRead += length;
    return this.#bytes.slice(offset, offset + length);
  }
}

export function inspectBytes(bytes: Uint8Array, fileName = 'disk.img'): Promise<Inspection> {
  return inspectImage(new CountingSource(bytes), fileName);
}

export async function inspectPath(path: string, fileName = path): Promise<Inspection> {
  const file = await openLocalFile(path);
  try {
    return await inspectImage(file, fileName);
  } finally {
    await file.close();
  }
}

export function codes(inspection: Inspection): string[] {
  return inspection.findings.map((finding) => finding.code);
}

export function refusals(inspection: Inspection): string[] {
  return inspection.findings
    .filter((finding) => finding.severity === 'refusal')
    .map((finding) => finding.code);
}

/** A folder of its own for files made by qemu-img, which must be installed. */
export async function makeWorkshop() {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-inspect-'));
  return {
    folder,
    path: (name: string) => join(folder, name),
    qemuImg: async (...words: string[]) => (await run('qemu-img', words, { cwd: folder })).stdout,
    virtualSize: async (name: string, format: string): Promise<number> => {
      const { stdout } = await run('qemu-img', ['info', '--output=json', '-f', format, name], {
        cwd: folder,
      });
      return (JSON.parse(stdout) as { 'virtual-size': number })['virtual-size'];
    },
    close: () => rm(folder, { recursive: true }),
  };
}

export const GPT_TYPES = {
  efiSystem: '28732ac11ff8d211ba4b00a0c93ec93b',
  biosBoot: '4861682149646f6e744e656564454649',
  linux: 'af3dc60f838472478e793d69d8477de4',
  microsoftReserved: '16e3c9e35c0bb84d817df92df00215ae',
  microsoftBasicData: 'a2a0d0ebe5b9334487c068b6b72699c7',
} as const;

interface MbrEntry {
  readonly type: number;
  readonly start: number;
  readonly sectors: number;
}

/** A disk with an MBR; a partition of type 7 gets an NTFS boot sector. */
export function mbrDisk(entries: readonly MbrEntry[], sizeBytes = 1024 * 1024): Buffer {
  const disk = Buffer.alloc(sizeBytes);
  entries.forEach((entry, index) => {
    const at = 446 + index * 16;
    disk.writeUInt8(index === 0 ? 0x80 : 0, at);
    disk.writeUInt8(entry.type, at + 4);
    disk.writeUInt32LE(entry.start, at + 8);
    disk.writeUInt32LE(entry.sectors, at + 12);
    if (entry.type === 7) disk.write('NTFS    ', entry.start * 512 + 3, 'latin1');
  });
  disk.writeUInt16BE(0x55aa, 510);
  return disk;
}

/** A disk with a protective MBR and a GPT, one small partition of each type. */
export function gptDisk(types: readonly string[], sectorBytes = 512, sizeBytes = 1024 * 1024): Buffer {
  const disk = mbrDisk([{ type: 0xee, start: 1, sectors: 8 }], sizeBytes);
  disk.write('EFI PART', sectorBytes, 'latin1');
  disk.writeBigUInt64LE(2n, sectorBytes + 72);
  disk.writeUInt32LE(128, sectorBytes + 80);
  disk.writeUInt32LE(128, sectorBytes + 84);
  types.forEach((type, index) => {
    const at = 2 * sectorBytes + index * 128;
    Buffer.from(type, 'hex').copy(disk, at);
    disk.writeBigUInt64LE(BigInt(40 + index * 8), at + 32);
    disk.writeBigUInt64LE(BigInt(47 + index * 8), at + 40);
  });
  return disk;
}

/** The least that makes an ISO 9660 volume; `hybrid` adds the partition table of an installation stick. */
export function isoImage(hybrid: boolean, volumeSectors = 32): Buffer {
  const image = Buffer.alloc(64 * 1024);
  const volume = 32 * 1024;
  image.writeUInt8(1, volume);
  image.write('CD001', volume + 1, 'latin1');
  image.writeUInt32LE(volumeSectors, volume + 80);
  image.writeUInt16LE(2048, volume + 128);
  if (hybrid)
    mbrDisk(
      [
        { type: 0, start: 0, sectors: 128 },
        { type: 0xef, start: 4, sectors: 8 },
      ],
      512,
    ).copy(image);
  return image;
}

export function tarArchive(files: readonly (readonly [name: string, content: Uint8Array])[]): Buffer {
  const blocks = files.flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 'utf8');
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    header.write('0', 156, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
