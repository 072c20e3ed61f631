import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  matchesDiskFormat,
  sniffDiskFormat,
  virtualSizeBytes,
} from '../../../src/sandbox/inspect/disk-header.ts';
import { isoImage, qcow2Image, rawDisk } from '../../../src/sandbox/seed/disk-bytes.ts';

describe('a disk header', () => {
  it('tells the format of what the sandbox makes itself', () => {
    expect(sniffDiskFormat(qcow2Image(1024 ** 3, Buffer.from('x')))).toBe('qcow2');
    expect(sniffDiskFormat(isoImage(64 * 1024, 'LABEL'))).toBe('iso');
    expect(sniffDiskFormat(rawDisk(2 * 1024 ** 2, 0x83, 'x'))).toBeUndefined();
  });

  it('tells the virtual size of a qcow2, and of nothing that is too large to be true', () => {
    const image = qcow2Image(7 * 1024 ** 3, Buffer.from('x'));
    expect(virtualSizeBytes('qcow2', image, image.length)).toBe(7 * 1024 ** 3);
    image.writeBigUInt64BE(2n ** 63n, 24);
    expect(virtualSizeBytes('qcow2', image, image.length)).toBeNull();
    expect(virtualSizeBytes('qcow2', Buffer.from('QFI\u00fb', 'latin1'), 4)).toBeNull();
    expect(virtualSizeBytes('raw', Buffer.alloc(0), 99)).toBe(99);
    expect(virtualSizeBytes('vmdk', Buffer.alloc(0), 99)).toBeNull();
  });

  it('contradicts only formats that it can tell', () => {
    const qcow2 = qcow2Image(1024 ** 2, Buffer.from('x'));
    expect(matchesDiskFormat('raw', qcow2)).toBe(false);
    expect(matchesDiskFormat('ploop', qcow2)).toBe(true);
    expect(matchesDiskFormat('raw', isoImage(64 * 1024, 'hybrid'))).toBe(true);
  });

  it('of any bytes gives an answer', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom('qcow2', 'raw', 'vdi', null),
        (bytes, format) => {
          const head = Buffer.from(bytes);
          sniffDiskFormat(head);
          matchesDiskFormat(format, head);
          const size = virtualSizeBytes(format, head, bytes.length);
          expect(size === null || Number.isSafeInteger(size)).toBe(true);
        },
      ),
    );
  });
});
