const clusterBytes = 65_536;
const refcountTable = 1;
const refcountBlock = 2;
const l1Table = 3;
const copied = 1n << 63n;

/**
 * A small valid qcow2 (version 3) of a large virtual disk: it reads as `contents` at the start, then zeros.
 * `qemu-img check` finds no error in it.
 */
export function qcow2Image(virtualSizeBytes: number, contents: Buffer): Buffer {
  const l2Span = clusterBytes * (clusterBytes / 8);
  const l1Entries = Math.ceil(virtualSizeBytes / l2Span);
  const l1Clusters = Math.ceil((l1Entries * 8) / clusterBytes);
  const l2Table = l1Table + l1Clusters;
  const firstData = l2Table + 1;
  const dataClusters = Math.ceil(contents.length / clusterBytes);
  const total = firstData + dataClusters;

  const image = Buffer.alloc(total * clusterBytes);
  image.write('QFI\u00fb', 0, 'latin1');
  image.writeUInt32BE(3, 4);
  image.writeUInt32BE(16, 20);
  image.writeBigUInt64BE(BigInt(virtualSizeBytes), 24);
  image.writeUInt32BE(l1Entries, 36);
  image.writeBigUInt64BE(BigInt(l1Table * clusterBytes), 40);
  image.writeBigUInt64BE(BigInt(refcountTable * clusterBytes), 48);
  image.writeUInt32BE(1, 56);
  image.writeUInt32BE(4, 96);
  image.writeUInt32BE(104, 100);

  image.writeBigUInt64BE(BigInt(refcountBlock * clusterBytes), refcountTable * clusterBytes);
  for (let cluster = 0; cluster < total; cluster++) {
    image.writeUInt16BE(1, refcountBlock * clusterBytes + cluster * 2);
  }
  image.writeBigUInt64BE(copied | BigInt(l2Table * clusterBytes), l1Table * clusterBytes);
  for (let index = 0; index < dataClusters; index++) {
    const offset = BigInt((firstData + index) * clusterBytes);
    image.writeBigUInt64BE(copied | offset, l2Table * clusterBytes + index * 8);
  }
  contents.copy(image, firstData * clusterBytes);
  return image;
}

/** A raw disk with an MBR: one active partition of `partitionType` from sector 2048 to the end. */
export function rawDisk(sizeBytes: number, partitionType: number, seed: string): Buffer {
  const disk = Buffer.alloc(sizeBytes);
  const firstSector = 2048;
  disk.writeUInt32LE(0x41524759, 440);
  disk.writeUInt8(0x80, 446);
  disk.writeUInt8(partitionType, 450);
  disk.writeUInt32LE(firstSector, 454);
  disk.writeUInt32LE(Math.max(1, sizeBytes / 512 - firstSector), 458);
  disk.writeUInt16LE(0xaa55, 510);
  fill(disk.subarray(firstSector * 512), seed);
  return disk;
}

/** An ISO 9660 volume descriptor set without files. */
export function isoImage(sizeBytes: number, label: string): Buffer {
  const image = Buffer.alloc(sizeBytes);
  const primary = 16 * 2048;
  image.writeUInt8(1, primary);
  image.write('CD001', primary + 1, 'latin1');
  image.writeUInt8(1, primary + 6);
  image.write(label.padEnd(32).slice(0, 32), primary + 40, 'latin1');
  image.writeUInt32LE(sizeBytes / 2048, primary + 80);
  image.writeUInt32BE(sizeBytes / 2048, primary + 84);
  image.writeUInt16LE(2048, primary + 128);
  image.writeUInt16BE(2048, primary + 130);
  image.writeUInt8(255, primary + 2048);
  image.write('CD001', primary + 2049, 'latin1');
  image.writeUInt8(1, primary + 2054);
  return image;
}

/** Deterministic bytes that do not compress away: a xorshift stream from the seed's letters. */
export function fill(target: Buffer, seed: string): Buffer {
  let state = 2463534242;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16777619) >>> 0 || 1;
  for (let offset = 0; offset + 4 <= target.length; offset += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    target.writeUInt32LE(state >>> 0, offset);
  }
  return target;
}
