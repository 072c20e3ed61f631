import type { Finding } from '#shared/model/inspection.ts';
import type { BoundedReader } from './bounded-reader.ts';
import { displayBytes } from './display-text.ts';
import { Fields, hasText } from './fields.ts';
import {
  backingFile,
  corrupt,
  dataFile,
  dirty,
  encrypted,
  implausible,
  refusal,
  truncated,
} from './findings.ts';
import { HeaderProblem } from './header-problem.ts';
import type { FormatFacts, Probe } from './probe.ts';
import { qcow2Guest } from './qcow2-guest.ts';
import { isCutOff } from './qcow2-length.ts';

const INCOMPATIBLE = { dirty: 1n, corrupt: 2n, dataFile: 4n, compressionType: 8n, extendedL2: 16n } as const;
const KNOWN_INCOMPATIBLE = 31n;
const EXTENSION = { end: 0, dataFile: 0x44415441 } as const;
const MAX_EXTENSIONS = 32;
const MAX_NAME_BYTES = 1023;
const ENCRYPTION_NAMES: Readonly<Record<number, string>> = { 1: 'AES', 2: 'LUKS' };

/** The fields of the fixed header that everything else here is decided from. */
export interface Qcow2Header {
  readonly version: number;
  readonly backingOffset: number;
  readonly backingLength: number;
  readonly clusterBits: number;
  readonly virtualSizeBytes: number;
  readonly cryptMethod: number;
  readonly l1Entries: number;
  readonly l1Offset: number;
  readonly refcountTableOffset: number;
  readonly refcountTableClusters: number;
  readonly incompatible: bigint;
  readonly refcountOrder: number;
  readonly headerLength: number;
  readonly zstd: boolean;
}

/** qcow2, versions 2 and 3 (QEMU's docs/interop/qcow2.txt). */
export const qcow2: Probe = {
  format: 'qcow2',
  diskFormat: 'qcow2',
  detect: (head) => hasText(head, 'QFI\xfb') && head.length >= 8 && new Fields(head).u32be(4) !== 1,
  parse: parseQcow2,
};

async function parseQcow2(reader: BoundedReader, findings: Finding[]): Promise<FormatFacts> {
  const head = await reader.head();
  const header = readHeader(new Fields(head));
  if (header.version > 3) {
    findings.push(implausible(`it is of version ${header.version}, and only versions 2 and 3 exist`));
    return { subformat: `v${header.version}` };
  }
  const backing = await readBackingName(reader, header, findings);
  const data = readDataFileName(head, header, findings);
  const isDirty = (header.incompatible & INCOMPATIBLE.dirty) !== 0n;
  const isCorrupt = (header.incompatible & INCOMPATIBLE.corrupt) !== 0n;
  const encryption = encryptionName(header.cryptMethod);
  if (isCorrupt) findings.push(corrupt());
  if (isDirty) findings.push(dirty());
  if (encryption !== undefined) findings.push(encrypted(encryption));
  const plausible = checkGeometry(header, findings);
  const selfContained = backing === undefined && data === undefined && encryption === undefined;
  const readable = plausible && (header.incompatible & ~KNOWN_INCOMPATIBLE) === 0n;
  if (plausible) await checkLength(reader, header, data === undefined, findings);
  return {
    subformat: `v${header.version}`,
    virtualSizeBytes: header.virtualSizeBytes,
    clusterSizeBytes: plausible ? 2 ** header.clusterBits : undefined,
    backingFile: backing,
    dataFile: data,
    encryption,
    dirty: isDirty,
    corrupt: isCorrupt,
    guest: readable && selfContained ? qcow2Guest(reader, layoutOf(header)) : undefined,
  };
}

function readHeader(fields: Fields): Qcow2Header {
  const version = fields.u32be(4);
  const extended = version >= 3;
  const headerLength = extended ? fields.u32be(100) : 72;
  return {
    version,
    backingOffset: fields.u64be(8),
    backingLength: fields.u32be(16),
    clusterBits: fields.u32be(20),
    virtualSizeBytes: fields.u64be(24),
    cryptMethod: fields.u32be(32),
    l1Entries: fields.u32be(36),
    l1Offset: fields.u64be(40),
    refcountTableOffset: fields.u64be(48),
    refcountTableClusters: fields.u32be(56),
    incompatible: extended ? fields.bits64be(72) : 0n,
    refcountOrder: extended ? fields.u32be(96) : 4,
    headerLength,
    zstd: headerLength > 104 && fields.u8(104) === 1,
  };
}

/** The offset alone decides, as in Glance's own inspector: what the name says does not make it safe. */
async function readBackingName(
  reader: BoundedReader,
  header: Qcow2Header,
  findings: Finding[],
): Promise<string | undefined> {
  if (header.backingOffset === 0) return undefined;
  const length = Math.min(header.backingLength, MAX_NAME_BYTES);
  let name = '';
  try {
    name = displayBytes(await reader.read(header.backingOffset, length));
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
  }
  findings.push(backingFile(name));
  return name === '' ? '(unnamed)' : name;
}

/** Named by a header extension, announced by a bit; either is enough to refuse. */
function readDataFileName(head: Uint8Array, header: Qcow2Header, findings: Finding[]): string | undefined {
  if ((header.incompatible & ~KNOWN_INCOMPATIBLE) !== 0n) {
    findings.push(
      refusal(
        'unknown-features',
        'This qcow2 needs features that nothing here knows, so it cannot be told whether it reads other files. ' +
          'Services refuse it too. Convert it with the program that wrote it.',
      ),
    );
  }
  const name = findDataFileExtension(head, header.headerLength);
  if (name === undefined && (header.incompatible & INCOMPATIBLE.dataFile) === 0n) return undefined;
  findings.push(dataFile(name ?? ''));
  return name === undefined || name === '' ? '(unnamed)' : name;
}

function findDataFileExtension(head: Uint8Array, headerLength: number): string | undefined {
  const fields = new Fields(head);
  let offset = headerLength;
  for (let count = 0; count < MAX_EXTENSIONS && offset + 8 <= head.length; count += 1) {
    const type = fields.u32be(offset);
    const length = fields.u32be(offset + 4);
    if (type === EXTENSION.end) return undefined;
    if (type === EXTENSION.dataFile) {
      return displayBytes(head.subarray(offset + 8, offset + 8 + Math.min(length, MAX_NAME_BYTES)));
    }
    offset += 8 + Math.ceil(length / 8) * 8;
  }
  return undefined;
}

function encryptionName(method: number): string | undefined {
  if (method === 0) return undefined;
  return ENCRYPTION_NAMES[method] ?? `method ${method}`;
}

/** QEMU's own limits; a file outside of them is opened by nothing. */
function checkGeometry(header: Qcow2Header, findings: Finding[]): boolean {
  const extendedL2 = (header.incompatible & INCOMPATIBLE.extendedL2) !== 0n;
  if (header.clusterBits < (extendedL2 ? 14 : 9) || header.clusterBits > 21) {
    findings.push(implausible(`a cluster would have 2^${header.clusterBits} bytes`));
    return false;
  }
  if (header.refcountOrder > 6) {
    findings.push(implausible(`a reference count would have 2^${header.refcountOrder} bits`));
    return false;
  }
  return true;
}

async function checkLength(
  reader: BoundedReader,
  header: Qcow2Header,
  ownsItsData: boolean,
  findings: Finding[],
): Promise<void> {
  const l1End = header.l1Offset + header.l1Entries * 8;
  if (l1End > reader.sizeBytes) {
    findings.push(truncated('the table of its clusters lies beyond the end of the file'));
  } else if (ownsItsData && (await isCutOff(reader, header))) {
    findings.push(truncated('it counts clusters that lie beyond the end of the file'));
  }
}

function layoutOf(header: Qcow2Header) {
  return {
    clusterSizeBytes: 2 ** header.clusterBits,
    clusterBits: header.clusterBits,
    l1Offset: header.l1Offset,
    l1Entries: header.l1Entries,
    extendedL2: (header.incompatible & INCOMPATIBLE.extendedL2) !== 0n,
    zeroFlag: header.version >= 3,
    compression: header.zstd ? ('zstd' as const) : ('deflate' as const),
  };
}
