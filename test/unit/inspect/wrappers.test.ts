import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codes, GPT_TYPES, gptDisk, inspectBytes, isoImage, refusals, tarArchive } from './support.ts';

function zip(method: 0 | 8, content: Uint8Array): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 0, 'latin1');
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(8, 26);
  return Buffer.concat([header, Buffer.from('disk.raw'), method === 8 ? deflateRawSync(content) : content]);
}

const disk = gptDisk([GPT_TYPES.efiSystem]);
const flatDescriptor = Buffer.from(
  '# Disk DescriptorFile\nversion=1\ncreateType="monolithicFlat"\nRW 2 FLAT "/etc/passwd" 0\n',
);

describe('a packed image is named and said not to boot', () => {
  it.each([
    ['gzip', 'disk.raw.gz', gzipSync(disk), 'raw'],
    ['zstd', 'disk.raw.zst', zstdCompressSync(disk), 'raw'],
    ['zip', 'disk.zip', zip(8, disk), 'raw'],
    ['zip', 'disk.zip', zip(0, disk), 'raw'],
    ['gzip', 'a.iso.gz', gzipSync(isoImage(false)), 'iso'],
    ['zstd', 'a.iso.zst', zstdCompressSync(isoImage(true)), 'iso'],
    ['tar', 'disk.tar', tarArchive([['disk.raw', disk]]), 'raw'],
  ] as const)('%s: %s', async (wrapper, name, bytes, format) => {
    const inspection = await inspectBytes(bytes, name);
    expect(inspection).toMatchObject({ wrapper, format, diskFormat: format });
    expect(inspection.findings[0]).toMatchObject({ code: 'compressed', severity: 'warning' });
    expect(inspection.virtualSizeBytes).toBe(wrapper === 'tar' ? disk.length : null);
  });

  it.each([
    ['xz', Buffer.from('\xfd7zXZ\0 and so on', 'latin1')],
    ['bzip2', Buffer.from('BZh91AY&SY and so on', 'latin1')],
    ['gzip', Buffer.from('\x1f\x8b\x08 and nothing sensible', 'latin1')],
    ['zstd', Buffer.from('\x28\xb5\x2f\xfd and nothing sensible', 'latin1')],
    ['zip', Buffer.from('PK\x03\x04', 'latin1')],
    ['gzip', gzipSync(Buffer.from('not an image at all'))],
    ['gzip', gzipSync(tarArchive([['disk.raw', disk]]))],
  ] as const)('%s whose inside stays unknown', async (wrapper, bytes) => {
    const inspection = await inspectBytes(bytes);
    expect(inspection).toMatchObject({ wrapper, format: null, diskFormat: null, virtualSizeBytes: null });
    expect(codes(inspection)).toEqual(['compressed']);
  });

  it.each([
    [25, 'raw'],
    [27, null],
  ])('a zstd stream that asks for a window of 2^%i bytes', async (windowLog, format) => {
    const start = disk.subarray(0, 65_536);
    const block = Buffer.alloc(4);
    block.writeUInt32LE((start.length << 3) | 1);
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (windowLog - 10) << 3]);
    const packed = Buffer.concat([header, block.subarray(0, 3), start]);
    expect(await inspectBytes(packed)).toMatchObject({ wrapper: 'zstd', format });
  });

  it('a bomb of zeros costs no more than its beginning', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    expect((await inspectBytes(bomb)).format).toBeNull();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('what is inside is refused like what is not packed', async () => {
    expect(refusals(await inspectBytes(gzipSync(flatDescriptor)))).toEqual(['foreign-extents']);
  });
});

describe('ova', () => {
  const papers = Buffer.from('<Envelope/>');

  it('has the disk format of its disk and its own container format', async () => {
    const inspection = await inspectBytes(
      tarArchive([
        ['a.ovf', papers],
        ['a.mf', papers],
        ['a.vmdk', disk],
      ]),
      'a.ova',
    );
    expect(inspection).toMatchObject({ wrapper: 'ova', containerFormat: 'ova', format: 'raw' });
    expect(codes(inspection)).toEqual(['ova', 'efi-system-partition']);
  });

  it('without a disk is still an OVA of VMDKs', async () => {
    const inspection = await inspectBytes(tarArchive([['a.ovf', papers]]), 'a.ova');
    expect(inspection).toMatchObject({
      wrapper: 'ova',
      containerFormat: 'ova',
      diskFormat: 'vmdk',
      format: null,
    });
  });

  it('whose disk reads other files is refused', async () => {
    const inspection = await inspectBytes(
      tarArchive([
        ['a.ovf', papers],
        ['a.vmdk', flatDescriptor],
      ]),
      'a.ova',
    );
    expect(refusals(inspection)).toEqual(['foreign-extents']);
  });

  it('with a disk whose size is written in binary, as for more than 8 GiB', async () => {
    const archive = tarArchive([
      ['a.ovf', papers],
      ['a.vmdk', disk],
    ]);
    const size = 1024 + 124;
    archive.fill(0, size, size + 12);
    archive.writeUInt8(0x80, size);
    archive.writeBigUInt64BE(BigInt(disk.length), size + 4);
    expect(await inspectBytes(archive, 'a.ova')).toMatchObject({
      format: 'raw',
      virtualSizeBytes: disk.length,
    });
  });

  it('with an absurd size of an entry ends', async () => {
    const archive = tarArchive([
      ['a.ovf', papers],
      ['a.vmdk', disk],
    ]);
    archive.fill(0xff, 124, 136);
    expect(await inspectBytes(archive, 'a.ova')).toMatchObject({ wrapper: 'ova', format: null });
  });
});
