/** Bytes from the start that `sniffDiskFormat` and `virtualSizeBytes` look at. */
export const headerBytes = 33 * 1024;

/** The disk format that the first bytes claim, or undefined for data without a known signature. */
export function sniffDiskFormat(head: Buffer): string | undefined {
  const starts = (text: string, offset = 0) => head.toString('latin1', offset, offset + text.length) === text;
  if (starts('QFI\u00fb')) return 'qcow2';
  if (starts('KDMV') || starts('COWD') || starts('# Disk DescriptorFile')) return 'vmdk';
  if (starts('vhdxfile')) return 'vhdx';
  if (starts('conectix')) return 'vhd';
  if (head.length >= 0x44 && head.readUInt32LE(0x40) === 0xbeda107f) return 'vdi';
  if (starts('CD001', 0x8001)) return 'iso';
  return undefined;
}

/**
 * The size of the disk as a guest sees it. A qcow2 header tells it (big-endian, 64 bits at offset 24),
 * a raw or ISO image is its own disk, and of other formats nothing is known.
 */
export function virtualSizeBytes(diskFormat: string | null, head: Buffer, sizeBytes: number): number | null {
  if (diskFormat === 'raw' || diskFormat === 'iso') return sizeBytes;
  if (diskFormat !== 'qcow2' || sniffDiskFormat(head) !== 'qcow2' || head.length < 32) return null;
  const size = head.readBigUInt64BE(24);
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : null;
}

/** Whether data of these first bytes may be stored as `diskFormat` (newer Glance's content check). */
export function matchesDiskFormat(diskFormat: string | null, head: Buffer): boolean {
  const found = sniffDiskFormat(head);
  switch (diskFormat) {
    case 'qcow2':
    case 'vmdk':
    case 'vhdx':
    case 'vdi':
    case 'iso':
      return found === diskFormat;
    case 'raw':
      return found === undefined || found === 'iso';
    default:
      return true;
  }
}
