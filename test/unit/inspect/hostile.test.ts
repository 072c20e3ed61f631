import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAppError } from '#shared/errors/app-error.ts';
import type { Inspection } from '#shared/model/inspection.ts';
import { inspectImage } from '../../../src/main/inspect/index.ts';
import {
  CountingSource,
  GPT_TYPES,
  gptDisk,
  isoImage,
  makeWorkshop,
  mbrDisk,
  tarArchive,
} from './support.ts';

/**
 * Whatever the bytes: an answer or an `AppError`, within the promised reads, bytes and time. Every kind of
 * file that qemu-img writes is the ground on which the damage is done.
 */
const KINDS = [
  ['qcow2', ''],
  ['qcow2', 'compat=0.10'],
  ['qcow2', 'cluster_size=512'],
  ['qcow2', 'extended_l2=on'],
  ['vmdk', 'subformat=monolithicSparse'],
  ['vmdk', 'subformat=streamOptimized'],
  ['vpc', 'subformat=fixed,force_size=on'],
  ['vpc', 'subformat=dynamic'],
  ['vhdx', 'block_size=1M'],
  ['vdi', ''],
  ['qed', ''],
  ['qcow', ''],
  ['parallels', ''],
] as const;

const MAX_READS = 64;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_MS = 2_000;
const files: Buffer[] = [];
let workshop: Awaited<ReturnType<typeof makeWorkshop>>;

beforeAll(async () => {
  workshop = await makeWorkshop();
  const disk = gptDisk([GPT_TYPES.efiSystem, GPT_TYPES.microsoftBasicData], 512, 256 * 1024);
  await writeFile(workshop.path('disk.raw'), disk);
  for (const [format, options] of KINDS) {
    const flags = options === '' ? [] : ['-o', options];
    await workshop.qemuImg('convert', '-f', 'raw', '-O', format, ...flags, 'disk.raw', 'made.img');
    files.push(await readFile(workshop.path('made.img')));
  }
  await workshop.qemuImg('convert', '-f', 'raw', '-c', '-O', 'qcow2', 'disk.raw', 'packed.img');
  files.push(await readFile(workshop.path('packed.img')));
  await workshop.qemuImg('create', '-q', '-f', 'vmdk', '-o', 'subformat=monolithicFlat', 'flat.vmdk', '1M');
  files.push(await readFile(workshop.path('flat.vmdk')));
  files.push(disk, mbrDisk([{ type: 7, start: 64, sectors: 64 }]), isoImage(true), gzipSync(disk));
  files.push(
    tarArchive([
      ['a.ovf', Buffer.from('<Envelope/>')],
      ['a.vmdk', files[5] ?? disk],
    ]),
  );
});
afterAll(() => workshop.close());

async function inspectHostile(
  bytes: Uint8Array,
  claimedBytes = bytes.length,
): Promise<Inspection | undefined> {
  const source = new CountingSource(bytes, claimedBytes);
  const started = performance.now();
  const inspection = await inspectImage(source, 'hostile.img').catch((error: unknown) => {
    if (isAppError(error, 'INVALID')) return undefined;
    throw error;
  });
  expect(source.reads).toBeLessThanOrEqual(MAX_READS);
  expect(source.bytesRead).toBeLessThanOrEqual(MAX_BYTES);
  expect(performance.now() - started).toBeLessThan(MAX_MS);
  if (inspection !== undefined) assertSensible(inspection);
  return inspection;
}

function assertSensible(inspection: Inspection): void {
  const numbers = [inspection.virtualSizeBytes, inspection.clusterSizeBytes, inspection.minDiskGb];
  for (const number of numbers)
    expect(number === null || (Number.isSafeInteger(number) && number >= 0)).toBe(true);
  for (const { code, message } of inspection.findings) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(1_000);
  }
  for (const name of [inspection.backingFile, inspection.dataFile]) {
    expect(name === null || (name.length <= 200 && !/\p{Cc}/u.test(name))).toBe(true);
  }
}

const anyFile = fc.nat().map((index) => files[index % files.length] ?? Buffer.alloc(1));
/** Headers are where damage matters: most of it goes into the first KiB, some to either end. */
const anyPlace = fc.oneof(fc.nat(600), fc.nat(600), fc.nat(70_000), fc.integer({ min: -1024, max: -1 }));
const extremeBytes = fc.constantFrom(
  'ffffffffffffffff',
  '7fffffffffffffff',
  '0000000000000000',
  '0020000000000000',
);

function within(place: number, bytes: Uint8Array): number {
  return ((place % bytes.length) + bytes.length) % bytes.length;
}

it('random bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 3000 }), async (bytes) => {
      const inspection = await inspectHostile(bytes);
      expect(inspection === undefined).toBe(bytes.length === 0);
    }),
    { numRuns: 300 },
  );
});

it('random bytes behind each signature', async () => {
  const signatures = [
    'QFI\xfb',
    'QFI\xfb\0\0\0\x02',
    'QFI\xfb\0\0\0\x03',
    'QED\0',
    'KDMV',
    'COWD',
    'conectix',
    'vhdxfile',
  ];
  const more = [
    'LUKS\xba\xbe',
    'WithouFreSpacExt',
    '\x1f\x8b\x08',
    '\x28\xb5\x2f\xfd',
    'PK\x03\x04',
    'version=1\n',
  ];
  const start = fc.constantFrom(...signatures, ...more).map((text) => Buffer.from(text, 'latin1'));
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 3000 }), async (signature, rest) => {
      expect(await inspectHostile(Buffer.concat([signature, rest]))).toBeDefined();
    }),
    { numRuns: 300 },
  );
});

it('files cut off anywhere', async () => {
  const share = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 0.01, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(anyFile, share, async (file, kept) => {
      await inspectHostile(file.subarray(0, Math.floor(file.length * kept)));
    }),
    { numRuns: 300 },
  );
});

it('files with flipped bits', async () => {
  const flips = fc.array(fc.tuple(anyPlace, fc.nat(7)), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(anyFile, flips, async (file, damage) => {
      const bytes = Buffer.from(file);
      for (const [place, bit] of damage) {
        const at = within(place, bytes);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      }
      expect(await inspectHostile(bytes)).toBeDefined();
    }),
    { numRuns: 400 },
  );
});

it('files with extreme numbers in their headers', async () => {
  const changes = fc.array(fc.tuple(anyPlace, extremeBytes), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(anyFile, changes, async (file, damage) => {
      const bytes = Buffer.from(file);
      for (const [place, hex] of damage) Buffer.from(hex, 'hex').copy(bytes, within(place & ~3, bytes));
      expect(await inspectHostile(bytes)).toBeDefined();
    }),
    { numRuns: 400 },
  );
});

it('a source that claims more than it has', async () => {
  const claims = fc.constantFrom(
    2 ** 40,
    Number.MAX_SAFE_INTEGER,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    -1,
    1.5,
  );
  await fc.assert(
    fc.asyncProperty(anyFile, claims, async (file, claimedBytes) => {
      await inspectHostile(file, claimedBytes);
    }),
    { numRuns: 60 },
  );
});
