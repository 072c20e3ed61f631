import type { Finding } from '#shared/model/inspection.ts';
import type { BoundedReader } from './bounded-reader.ts';
import { displayText } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import { dirty, refusal, truncated } from './findings.ts';
import { HeaderProblem } from './header-problem.ts';
import type { FormatFacts, Probe } from './probe.ts';
import {
  displacedDescriptor,
  isDescriptorText,
  judgeDescriptor,
  parseDescriptor,
  pieceOfDisk,
  unsafeSubformat,
} from './vmdk-descriptor.ts';

const SECTOR_BYTES = 512;
const SE_SPARSE_MAGIC = '\xbe\xba\xfe\xca\0\0\0\0';
const GRAIN_DIRECTORY_AT_END = 0xffffffffffffffffn;
/** From the end: footer, then a marker that ends the stream. */
const FOOTER_FROM_END = 1024;
/** QEMU's own limit. */
const MAX_DESCRIPTOR_BYTES = 1024 * 1024 - 1;

/** VMware's disks: sparse files with a description inside, descriptions alone, and ESX's own kinds. */
export const vmdk: Probe = {
  format: 'vmdk',
  diskFormat: 'vmdk',
  detect: (head) =>
    ['KDMV', 'COWD', SE_SPARSE_MAGIC].some((magic) => hasText(head, magic)) || isDescriptorText(head),
  parse: async (reader, findings) => {
    const head = await reader.head();
    if (hasText(head, 'KDMV')) return parseSparse(reader, new Fields(head), findings);
    if (hasText(head, 'COWD')) return parseEsx(findings, 'vmfsSparse', new Fields(head).u32le(12));
    if (hasText(head, SE_SPARSE_MAGIC)) return parseEsx(findings, 'seSparse', new Fields(head).u64le(16));
    return parseText(head, findings);
  },
};

function parseEsx(findings: Finding[], subformat: string, sectors: number): FormatFacts {
  findings.push(unsafeSubformat(subformat));
  return { subformat, virtualSizeBytes: sectors * SECTOR_BYTES };
}

function parseText(head: Uint8Array, findings: Finding[]): FormatFacts {
  const descriptor = parseDescriptor(head);
  findings.push(...judgeDescriptor(descriptor, false));
  const sectors = descriptor.extents.reduce((sum, extent) => sum + extent.sectors, 0);
  return {
    subformat: descriptor.createType === undefined ? undefined : displayText(descriptor.createType),
    virtualSizeBytes: sectors * SECTOR_BYTES,
    backingFile: descriptor.parent === '' ? '(unnamed)' : descriptor.parent,
  };
}

async function parseSparse(reader: BoundedReader, header: Fields, findings: Finding[]): Promise<FormatFacts> {
  const sectors = header.u64le(12);
  const descriptorOffset = header.u64le(28) * SECTOR_BYTES;
  const descriptorBytes = Math.min(header.u64le(36) * SECTOR_BYTES, MAX_DESCRIPTOR_BYTES);
  if (descriptorOffset === 0 || descriptorBytes === 0) {
    findings.push(pieceOfDisk());
    return { virtualSizeBytes: sectors * SECTOR_BYTES, clusterSizeBytes: header.u64le(20) * SECTOR_BYTES };
  }
  if (sectors === 0) findings.push(emptyDisk());
  if (descriptorOffset !== SECTOR_BYTES) findings.push(displacedDescriptor());
  await checkFooter(reader, header, findings);
  const text = await readDescriptor(reader, descriptorOffset, descriptorBytes);
  if (text.every((byte) => byte === 0)) {
    findings.push(pieceOfDisk());
    return { virtualSizeBytes: sectors * SECTOR_BYTES, clusterSizeBytes: header.u64le(20) * SECTOR_BYTES };
  }
  const descriptor = parseDescriptor(text);
  findings.push(...judgeDescriptor(descriptor, true));
  const isDirty = header.u8(72) !== 0;
  if (isDirty) findings.push(dirty());
  return {
    subformat: descriptor.createType === undefined ? undefined : displayText(descriptor.createType),
    virtualSizeBytes: sectors * SECTOR_BYTES,
    clusterSizeBytes: header.u64le(20) * SECTOR_BYTES,
    backingFile: descriptor.parent === '' ? '(unnamed)' : descriptor.parent,
    dirty: isDirty,
  };
}

async function readDescriptor(reader: BoundedReader, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await reader.read(offset, length);
  if (bytes.length === 0) throw new HeaderProblem('truncated', 'its description is missing');
  return bytes;
}

/**
 * A stream-optimised disk may say "see the footer", which then overrules the header. A footer that speaks of
 * another description than the header would slip past every check of the first, so it is refused.
 */
async function checkFooter(reader: BoundedReader, header: Fields, findings: Finding[]): Promise<void> {
  if (header.bits64le(56) !== GRAIN_DIRECTORY_AT_END) {
    if (header.u64le(56) * SECTOR_BYTES >= reader.sizeBytes) {
      findings.push(truncated('its grain directory lies beyond the end of the file'));
    }
    return;
  }
  const footer = await reader.read(reader.sizeBytes - FOOTER_FROM_END, SECTOR_BYTES);
  if (footer.length < SECTOR_BYTES || !hasText(footer, 'KDMV')) {
    findings.push(truncated('its footer is missing'));
    return;
  }
  const fields = new Fields(footer);
  const isSame = [12, 28, 36].every((offset) => fields.bits64le(offset) === header.bits64le(offset));
  if (!isSame) findings.push(contraryFooter());
}

function contraryFooter(): Finding {
  return refusal(
    'contrary-footer',
    'The VMDK has a footer that contradicts its header, so it cannot be told what would be read. Export it again, ' +
      'or convert it with qemu-img convert.',
  );
}

/** A sparse file without sectors makes QEMU open the files that its description names. */
function emptyDisk(): Finding {
  return refusal(
    'foreign-extents',
    'The VMDK holds no sectors of its own and only describes other files, which the service does not have, or would ' +
      'read by their names. Make it one file first: qemu-img convert -O vmdk -o subformat=streamOptimized.',
  );
}
