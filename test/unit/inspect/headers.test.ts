import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../../src/main/inspect/index.ts';
import {
  CountingSource,
  codes,
  GPT_TYPES,
  gptDisk,
  inspectBytes,
  isoImage,
  mbrDisk,
  refusals,
} from './support.ts';

/** Headers made by hand: what qemu-img does not write, and what nobody honest writes. */

interface Qcow2Options {
  readonly version?: number;
  readonly incompatible?: bigint;
  readonly clusterBits?: number;
  readonly sizeBytes?: bigint;
  readonly backing?: string;
  readonly l1Offset?: bigint;
}

function qcow2({
  version = 3,
  incompatible = 0n,
  clusterBits = 16,
  sizeBytes = 1n << 30n,
  backing = '',
  l1Offset = 196_608n,
}: Qcow2Options = {}): Buffer {
  const image = Buffer.alloc(262_144);
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(version, 4);
  if (backing !== '') {
    image.writeBigUInt64BE(1024n, 8);
    image.writeUInt32BE(image.write(backing, 1024, 'utf8'), 16);
  }
  image.writeUInt32BE(clusterBits, 20);
  image.writeBigUInt64BE(sizeBytes, 24);
  image.writeUInt32BE(2, 36);
  image.writeBigUInt64BE(l1Offset, 40);
  image.writeBigUInt64BE(65_536n, 48);
  image.writeUInt32BE(1, 56);
  image.writeBigUInt64BE(incompatible, 72);
  image.writeUInt32BE(4, 96);
  image.writeUInt32BE(112, 100);
  return image;
}

describe('qcow2', () => {
  it.each([
    ['dirty', { incompatible: 1n }, ['dirty']],
    ['corrupt', { incompatible: 2n }, ['corrupt']],
    ['an external data file without a name', { incompatible: 4n }, ['data-file']],
    ['a feature that nobody knows', { incompatible: 1n << 40n }, ['unknown-features']],
    ['a version that does not exist', { version: 7 }, ['implausible-header']],
    ['clusters of 2^63 bytes', { clusterBits: 63 }, ['implausible-header']],
    ['a table beyond the end', { l1Offset: 1n << 50n }, ['truncated']],
    ['a table beyond all numbers', { l1Offset: (1n << 64n) - 1n }, ['truncated']],
    ['an endless disk', { sizeBytes: (1n << 64n) - 1n }, ['implausible-header']],
    ['version 2 bits that are other data', { version: 2, incompatible: 31n }, []],
  ] as const)('%s', async (_name, options, expected) => {
    const found = codes(await inspectBytes(qcow2(options), 'a.qcow2'));
    expect(found.filter((code) => code !== 'no-partition-table')).toEqual(expected);
  });

  it('has no virtual size and no min disk when the header is absurd', async () => {
    const inspection = await inspectBytes(qcow2({ sizeBytes: (1n << 64n) - 1n }));
    expect(inspection).toMatchObject({ virtualSizeBytes: null, minDiskGb: null });
  });

  it('is refused for its backing file though the rest of the header is absurd', async () => {
    const inspection = await inspectBytes(
      qcow2({ backing: '/etc/shadow', clusterBits: 99, sizeBytes: 1n << 63n }),
    );
    expect(refusals(inspection)).toEqual(['backing-file']);
    expect(inspection.backingFile).toBe('/etc/shadow');
  });

  it('is refused for a backing file whose name lies beyond the end', async () => {
    const image = qcow2();
    image.writeBigUInt64BE(1n << 60n, 8);
    image.writeUInt32BE(0xffffffff, 16);
    expect(refusals(await inspectBytes(image))).toEqual(['backing-file']);
  });

  it('is refused for a backing file without a name', async () => {
    const image = qcow2();
    image.writeBigUInt64BE(1024n, 8);
    expect(refusals(await inspectBytes(image))).toEqual(['backing-file']);
  });

  it('shows a hostile name without its control characters and not too long', async () => {
    const inspection = await inspectBytes(qcow2({ backing: `\x1b[31m\u202egnp.\n${'x'.repeat(900)}` }));
    expect(inspection.backingFile).toMatch(/^\\u\{1b\}\[31m\\u\{202e\}gnp\.\\u\{a\}x+…$/);
    expect(inspection.backingFile?.length).toBeLessThanOrEqual(200);
    expect(inspection.findings[0]?.message).not.toMatch(/\p{Cc}/u);
  });

  it('finds a data file that only a header extension names', async () => {
    const image = qcow2();
    image.writeUInt32BE(0x44415441, 112);
    image.writeUInt32BE(11, 116);
    image.write('/etc/passwd', 120, 'latin1');
    const inspection = await inspectBytes(image);
    expect(inspection.dataFile).toBe('/etc/passwd');
    expect(refusals(inspection)).toEqual(['data-file']);
  });
});

interface VmdkOptions {
  readonly descriptor?: string;
  readonly sectors?: bigint;
  readonly footer?: 'none' | 'same' | 'contrary' | 'missing';
  readonly descriptorSector?: number;
}

const PLAIN_DESCRIPTOR = [
  '# Disk DescriptorFile',
  'version=1',
  'encoding="UTF-8"',
  'CID=3ef44333',
  'parentCID=ffffffff',
  'createType="streamOptimized"',
  '',
  '# Extent description',
  'RW 2048 SPARSE "disk.vmdk"',
  'ddb.adapterType = "lsilogic"',
].join('\n');

function vmdk({
  descriptor = PLAIN_DESCRIPTOR,
  sectors = 2048n,
  footer = 'none',
  descriptorSector = 1,
}: VmdkOptions = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write('KDMV', 0, 'latin1');
  header.writeUInt32LE(3, 4);
  header.writeBigUInt64LE(sectors, 12);
  header.writeBigUInt64LE(128n, 20);
  header.writeBigUInt64LE(BigInt(descriptorSector), 28);
  header.writeBigUInt64LE(20n, 36);
  header.writeBigUInt64LE(footer === 'none' ? 26n : (1n << 64n) - 1n, 56);
  const image = Buffer.alloc(65_536);
  header.copy(image);
  image.write(descriptor, descriptorSector * 512, 'utf8');
  if (footer === 'missing' || footer === 'none') return image;
  if (footer === 'contrary') header.writeBigUInt64LE(40n, 28);
  header.copy(image, image.length - 1024);
  return image;
}

describe('vmdk', () => {
  const changed = (from: string, to: string) => ({ descriptor: PLAIN_DESCRIPTOR.replace(from, to) });

  it.each([
    ['as exported', {}, []],
    ['with a footer', { footer: 'same' }, []],
    ['with the footer cut off', { footer: 'missing' }, ['truncated']],
    ['with a footer that names another description', { footer: 'contrary' }, ['contrary-footer']],
    ['of another kind', changed('streamOptimized', 'custom'), ['unsafe-subformat']],
    ['of no kind', changed('createType="streamOptimized"', ''), ['unsafe-subformat']],
    ['with a flat extent', changed('SPARSE', 'FLAT'), ['foreign-extents']],
    ['with a path', changed('"disk.vmdk"', '"/dev/sda"'), ['foreign-extents']],
    ['with two extents', changed('# Extent', 'RW 1 SPARSE "b"\n# Extent'), ['foreign-extents']],
    ['without an extent', changed('RW 2048 SPARSE "disk.vmdk"', ''), ['no-extents']],
    ['with a parent', changed('parentCID=ffffffff', 'parentCID=12345678'), ['parent-disk']],
    ['with a line of no kind', changed('# Extent', 'include /etc/passwd\n# Extent'), ['strange-descriptor']],
    ['without sectors', { sectors: 0n }, ['foreign-extents']],
    ['with its description elsewhere', { descriptorSector: 4 }, ['displaced-descriptor']],
    ['with an endless disk', { sectors: (1n << 64n) - 1n }, ['implausible-header']],
    ['with upper-case words', { descriptor: PLAIN_DESCRIPTOR.toUpperCase() }, []],
  ] as const)('%s', async (_name, options, expected) => {
    const inspection = await inspectBytes(vmdk(options), 'disk.vmdk');
    expect(inspection.format).toBe('vmdk');
    expect(codes(inspection)).toEqual(expected);
  });

  it.each([
    ['COWD', 'COWD', 'vmfsSparse'],
    ['SE sparse', '\xbe\xba\xfe\xca\0\0\0\0', 'seSparse'],
  ])('%s of ESX is refused', async (_name, magic, subformat) => {
    const image = Buffer.alloc(4096);
    image.write(magic, 0, 'latin1');
    const inspection = await inspectBytes(image);
    expect(inspection.subformat).toBe(subformat);
    expect(refusals(inspection)).toEqual(['unsafe-subformat']);
  });

  it.each(['vmfs', 'fullDevice', 'vmfsRawDeviceMap'])(
    'a description alone of kind %s is refused',
    async (kind) => {
      const text = `# comment\n\nversion=1\ncreateType="${kind}"\nRW 2048 VMFS "/dev/sda"\n`;
      const inspection = await inspectBytes(Buffer.from(text));
      expect(inspection).toMatchObject({ format: 'vmdk', subformat: kind, virtualSizeBytes: 1_048_576 });
      expect(refusals(inspection)).toContain('foreign-extents');
    },
  );
});

describe('vhd, vhdx, vdi, luks, ploop', () => {
  it('a differencing VHD is refused and its parent named', async () => {
    const image = Buffer.alloc(8192);
    image.write('conectix', 0, 'latin1');
    image.writeBigUInt64BE(512n, 16);
    image.writeBigUInt64BE(1n << 30n, 48);
    image.writeUInt32BE(4, 60);
    image.copy(image, image.length - 512, 0, 512);
    image.write('cxsparse', 512, 'latin1');
    image.writeUInt32BE(2_097_152, 512 + 32);
    Buffer.from('golden.vhd', 'utf16le')
      .swap16()
      .copy(image, 512 + 64);
    const inspection = await inspectBytes(image, 'child.vhd');
    expect(inspection).toMatchObject({ subformat: 'differencing', backingFile: 'golden.vhd' });
    expect(refusals(inspection)).toEqual(['parent-disk']);
  });

  it('a fixed VHD with an old footer of 511 bytes', async () => {
    const image = Buffer.alloc(4096 + 511);
    image.write('conectix', 4096, 'latin1');
    image.writeBigUInt64BE(4096n, 4096 + 48);
    image.writeUInt32BE(2, 4096 + 60);
    expect(await inspectBytes(image)).toMatchObject({
      format: 'vhd',
      subformat: 'fixed',
      virtualSizeBytes: 4096,
    });
  });

  it('a VHDX with a parent and a log to replay', async () => {
    const inspection = await inspectBytes(vhdxWithParent(), 'child.vhdx');
    expect(inspection).toMatchObject({
      subformat: 'differencing',
      backingFile: '.\\golden.vhdx',
      dirty: true,
    });
    expect(inspection.virtualSizeBytes).toBe(1_073_741_824);
    expect(codes(inspection)).toEqual(['parent-disk', 'dirty']);
  });

  it('a VHDX that is cut off within its metadata', async () => {
    const cut = vhdxWithParent().subarray(0, 700 * 1024);
    expect(codes(await inspectBytes(cut, 'child.vhdx'))).toContain('truncated');
  });

  it('a VHDX that is nothing but its first bytes', async () => {
    expect(codes(await inspectBytes(Buffer.from('vhdxfile'), 'a.vhdx'))).toEqual(['truncated']);
  });

  it('a differencing VDI is refused', async () => {
    const image = Buffer.alloc(1024);
    image.writeUInt32LE(0xbeda107f, 0x40);
    image.writeUInt32LE(4, 0x4c);
    image.write('0123456789abcdef', 0x1b8, 'latin1');
    expect(refusals(await inspectBytes(image))).toEqual(['parent-disk']);
  });

  it('LUKS is stored as raw and said to be encrypted', async () => {
    const image = Buffer.alloc(8192);
    image.write('LUKS\xba\xbe\0\x01aes', 0, 'latin1');
    image.write('xts-plain64', 40, 'latin1');
    image.writeUInt32BE(8, 104);
    const inspection = await inspectBytes(image);
    expect(inspection).toMatchObject({
      format: 'luks',
      diskFormat: 'raw',
      encryption: 'LUKS',
      virtualSizeBytes: 4096,
    });
    expect(inspection.findings[0]?.message).toContain('aes-xts-plain64');
  });

  it('a ploop in use is dirty', async () => {
    const image = Buffer.alloc(4096);
    image.write('WithouFreSpacExt', 0, 'latin1');
    image.writeUInt32LE(0x746f6e59, 44);
    expect(codes(await inspectBytes(image, 'root.hds'))).toEqual(['dirty']);
  });
});

const METADATA_REGION = '06a27c8b90479a4bb8fe575f050f886e';
const FILE_PARAMETERS = '3767a1ca36fa434db3b633f0aa44e76b';
const VIRTUAL_SIZE = '2442a52f1bcd7648b2115dbed83bf4b8';
const PARENT_LOCATOR = '2d5fd3a80bb34d45abf7d3d84834ab0c';

function vhdxWithParent(): Buffer {
  const KIB = 1024;
  const image = Buffer.alloc(1024 * KIB);
  image.write('vhdxfile', 0, 'latin1');
  image.write('head', 64 * KIB, 'latin1');
  image.writeBigUInt64LE(5n, 64 * KIB + 8);
  image.write('a log to replay!', 64 * KIB + 48, 'latin1');
  image.write('regi', 192 * KIB, 'latin1');
  image.writeUInt32LE(1, 192 * KIB + 8);
  Buffer.from(METADATA_REGION, 'hex').copy(image, 192 * KIB + 16);
  image.writeBigUInt64LE(BigInt(512 * KIB), 192 * KIB + 32);
  image.writeUInt32LE(256 * KIB, 192 * KIB + 40);
  const table = 512 * KIB;
  image.write('metadata', table, 'latin1');
  image.writeUInt16LE(3, table + 10);
  [FILE_PARAMETERS, VIRTUAL_SIZE, PARENT_LOCATOR].forEach((guid, index) => {
    Buffer.from(guid, 'hex').copy(image, table + 32 + index * 32);
    image.writeUInt32LE(64 * KIB + index * 1024, table + 48 + index * 32);
    image.writeUInt32LE(512, table + 52 + index * 32);
  });
  const items = table + 64 * KIB;
  image.writeUInt32LE(33_554_432, items);
  image.writeUInt32LE(2, items + 4);
  image.writeBigUInt64LE(1n << 30n, items + 1024);
  image.writeUInt16LE(1, items + 2048 + 18);
  image.writeUInt32LE(100, items + 2048 + 20);
  image.writeUInt32LE(200, items + 2048 + 24);
  image.writeUInt16LE(image.write('relative_path', items + 2148, 'utf16le'), items + 2048 + 28);
  image.writeUInt16LE(image.write('.\\golden.vhdx', items + 2248, 'utf16le'), items + 2048 + 30);
  return image;
}

describe('iso', () => {
  it.each([
    ['plain', false, 'iso9660', null],
    ['hybrid, with a partition table', true, 'hybrid', 'mbr'],
  ] as const)('%s', async (_name, hybrid, subformat, partitionTable) => {
    const inspection = await inspectBytes(isoImage(hybrid), 'netinst.iso');
    expect(inspection).toMatchObject({ format: 'iso', diskFormat: 'iso', subformat, partitionTable });
    expect(inspection.efiSystemPartition).toBe(hybrid);
    expect(codes(inspection)).toEqual([]);
  });

  it('is noticed to be cut off', async () => {
    expect(codes(await inspectBytes(isoImage(false, 100_000), 'a.iso'))).toEqual(['truncated']);
  });
});

describe('raw', () => {
  it.each([
    ['GPT', gptDisk([GPT_TYPES.linux]), 'gpt', false, []],
    [
      'GPT with an ESP',
      gptDisk([GPT_TYPES.linux, GPT_TYPES.efiSystem]),
      'gpt',
      true,
      ['efi-system-partition'],
    ],
    [
      'GPT with sectors of 4096 bytes',
      gptDisk([GPT_TYPES.efiSystem], 4096),
      'gpt',
      true,
      ['efi-system-partition'],
    ],
    ['GPT of Windows', gptDisk([GPT_TYPES.microsoftReserved]), 'gpt', false, ['windows-partition']],
    ['GPT with data that are not NTFS', gptDisk([GPT_TYPES.microsoftBasicData]), 'gpt', false, []],
    ['MBR', mbrDisk([{ type: 0x83, start: 64, sectors: 64 }]), 'mbr', false, []],
    [
      'MBR with an ESP',
      mbrDisk([{ type: 0xef, start: 64, sectors: 64 }]),
      'mbr',
      true,
      ['efi-system-partition'],
    ],
    ['MBR of Windows', mbrDisk([{ type: 7, start: 64, sectors: 64 }]), 'mbr', false, ['windows-partition']],
    ['zeros', Buffer.alloc(4096), null, false, ['no-partition-table']],
  ] as const)('%s', async (_name, bytes, partitionTable, efiSystemPartition, expected) => {
    const inspection = await inspectBytes(bytes, 'disk.raw');
    const facts = { format: 'raw', diskFormat: 'raw', containerFormat: 'bare', partitionTable };
    expect(inspection).toMatchObject({ ...facts, efiSystemPartition, virtualSizeBytes: bytes.length });
    expect(codes(inspection)).toEqual(expected);
  });

  it('takes a left-over GPT behind an ordinary MBR for nothing', async () => {
    const disk = gptDisk([GPT_TYPES.efiSystem]);
    disk.writeUInt8(0x83, 446 + 4);
    expect(await inspectBytes(disk)).toMatchObject({ partitionTable: 'mbr', efiSystemPartition: false });
  });

  it('does not take a file system for a partition table', async () => {
    const disk = mbrDisk([{ type: 0x83, start: 1, sectors: 1 }]);
    disk.write('NTFS    ', 3, 'latin1');
    const inspection = await inspectBytes(disk);
    expect(inspection.partitionTable).toBeNull();
    expect(inspection.findings[0]?.message).toContain('NTFS');
  });

  it.each([
    ['<!DOCTYPE html><title>404</title>', 'a web page'],
    ['%PDF-1.7', 'a PDF document'],
    ['tiny', 'shorter than one disk sector'],
  ])('says that “%s” is hardly a disk', async (text, words) => {
    const inspection = await inspectBytes(Buffer.from(text), 'debian.img');
    expect(inspection.findings[0]).toMatchObject({ code: 'not-a-disk', severity: 'warning' });
    expect(inspection.findings[0]?.message).toContain(words);
  });
});

it('says that a file which passes for two formats may be a trick', async () => {
  const image = isoImage(false);
  qcow2().copy(image, 0, 0, 512);
  const inspection = await inspectBytes(image);
  expect(inspection.format).toBe('qcow2');
  expect(codes(inspection)).toContain('ambiguous-content');
});

it.each([
  ['disk.qcow2', ['no-partition-table', 'format-mismatch']],
  ['disk.VHD', ['no-partition-table', 'format-mismatch']],
  ['disk.img', ['no-partition-table']],
  ['disk', ['no-partition-table']],
  ['disk.constructor', ['no-partition-table']],
])('the name %s for a raw disk', async (name, expected) => {
  expect(codes(await inspectBytes(Buffer.alloc(8192), name))).toEqual(expected);
});

it('says that an empty file is empty', async () => {
  const failed = inspectBytes(Buffer.alloc(0), 'empty\n.img');
  await expect(failed).rejects.toMatchObject({ code: 'INVALID', message: '“empty\\u{a}.img” is empty.' });
});

it('stops when it was cancelled', async () => {
  const failed = inspectImage(new CountingSource(qcow2()), 'a.qcow2', AbortSignal.abort());
  await expect(failed).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('takes few reads from an ordinary qcow2, because they may be remote', async () => {
  const source = new CountingSource(qcow2());
  await inspectImage(source, 'a.qcow2');
  expect(source.reads).toBeLessThanOrEqual(5);
});
