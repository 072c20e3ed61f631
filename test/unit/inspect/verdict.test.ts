import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assertSafe, contradiction } from '../../../src/main/inspect/index.ts';
import { inspectBytes, isoImage, mbrDisk } from './support.ts';

function qcow2(withBacking: boolean): Buffer {
  const image = Buffer.alloc(1024);
  image.write('QFI\xfb\0\0\0\x02', 0, 'latin1');
  image.writeUInt32BE(16, 20);
  if (withBacking) {
    image.writeBigUInt64BE(512n, 8);
    image.writeUInt32BE(image.write('/etc/shadow', 512, 'latin1'), 16);
  }
  return image;
}

function fixedVhd(): Buffer {
  const image = Buffer.alloc(1024);
  image.write('conectix', 512, 'latin1');
  image.writeBigUInt64BE(512n, 512 + 48);
  image.writeUInt32BE(2, 512 + 60);
  return image;
}

const disk = mbrDisk([{ type: 0x83, start: 64, sectors: 64 }]);

describe('a wrong disk format is contradicted', () => {
  it.each([
    ['qcow2 called raw', qcow2(false), 'raw', 'it would boot to nothing. Choose qcow2.'],
    ['raw called qcow2', disk, 'qcow2', 'The content is raw, not qcow2'],
    ['zeros called gpt', Buffer.alloc(4096), 'gpt', 'The content is raw, not gpt'],
    ['iso called raw', isoImage(true), 'raw', 'The content is an ISO image'],
    ['packed disk called raw', gzipSync(disk), 'raw', 'Unpack it first'],
    ['qed called qcow2', Buffer.from('QED\0'.padEnd(128, '\0')), 'qcow2', 'Convert it to qcow2 or raw first'],
  ])('%s', async (_name, bytes, chosen, words) => {
    const finding = contradiction(await inspectBytes(bytes), chosen);
    expect(finding).toMatchObject({ code: 'disk-format-contradicted', severity: 'warning' });
    expect(finding?.message).toContain(words);
  });

  it.each([
    ['qcow2', qcow2(false), 'qcow2'],
    ['raw', disk, 'raw'],
    ['a machine image of three parts', disk, 'ami'],
    ['iso', isoImage(true), 'iso'],
    ['a partitioned disk as newer services call it', disk, 'gpt'],
    ['a fixed VHD called raw, which it is but for its footer', fixedVhd(), 'raw'],
    ['a fixed VHD', fixedVhd(), 'vhd'],
    ['an encrypted disk', Buffer.from('LUKS\xba\xbe\0\x02'.padEnd(1024, '\0'), 'latin1'), 'luks'],
  ])('a right one is not: %s', async (_name, bytes, chosen) => {
    expect(contradiction(await inspectBytes(bytes), chosen)).toBeUndefined();
  });
});

describe('assertSafe', () => {
  it('throws UNSAFE_IMAGE with the reason and the name', async () => {
    const inspection = await inspectBytes(qcow2(true));
    expect(() => assertSafe(inspection, 'images.upload')).toThrow(
      expect.objectContaining({
        code: 'UNSAFE_IMAGE',
        operation: 'images.upload',
        retry: 'never',
        message: expect.stringContaining('/etc/shadow'),
        context: { finding: 'backing-file', format: 'qcow2', subformat: 'v2' },
      }),
    );
  });

  it('lets warnings pass', async () => {
    const inspection = await inspectBytes(gzipSync(disk));
    expect(inspection.findings.length).toBeGreaterThan(0);
    expect(() => assertSafe(inspection, 'images.upload')).not.toThrow();
  });
});
