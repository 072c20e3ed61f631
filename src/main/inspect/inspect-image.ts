import { AppError } from '#shared/errors/app-error.ts';
import type { DetectedFormat, Finding, Inspection, RandomAccess, Wrapper } from '#shared/model/inspection.ts';
import { BoundedReader } from './bounded-reader.ts';
import { displayText } from './display-text.ts';
import { FORMAT_NAMES, nameMismatch } from './file-name.ts';
import { beginningOnly, implausible, notReadToEnd, truncated, warning } from './findings.ts';
import { detectFormats } from './formats.ts';
import { HeaderProblem } from './header-problem.ts';
import { type PartitionFacts, readPartitions } from './partitions.ts';
import type { FormatFacts, Probe } from './probe.ts';
import { detectWrapper, type Inside, lookInside } from './wrappers.ts';

const OPERATION = 'images.inspect';
const GIB = 1024 ** 3;
const NO_PARTITIONS: PartitionFacts = {
  table: null,
  efiSystemPartition: null,
  biosBootPartition: null,
  endBytes: 0,
  findings: [],
};

/** Formats whose virtual size follows from the file's length, which a packed file does not tell. */
const SIZED_BY_LENGTH: readonly DetectedFormat[] = ['raw', 'iso', 'luks'];

/** One disk image, as far as its headers tell. */
interface ImageFacts {
  readonly probe: Probe;
  readonly facts: FormatFacts;
  readonly partitions: PartitionFacts;
  readonly findings: readonly Finding[];
}

/**
 * Says what a file is from its content, before any of it is sent. Takes at most 64 reads and 4 MiB from the
 * source, whatever the headers claim. A damaged or hostile file gives findings, not errors; what must not
 * be sent has one of severity `refusal` (see `assertSafe`).
 *
 * Throws `INVALID` for an empty file, `CANCELLED` after an abort, and what the source throws (anything but
 * an `AppError` becomes one).
 */
export async function inspectImage(
  source: RandomAccess,
  fileName: string,
  signal?: AbortSignal,
): Promise<Inspection> {
  assertNotEmpty(source, fileName);
  const reader = new BoundedReader(source, signal);
  const head = await reader.head();
  if (head.length === 0) throw unreadable(fileName);
  const wrapper = detectWrapper(head);
  if (wrapper !== null) return inspectWrapped(reader, wrapper, fileName);
  const image = await readImage(reader);
  const mismatch = nameMismatch(fileName, image.probe.format);
  return toInspection(source.sizeBytes, image, {
    wrapper: null,
    format: image.probe.format,
    diskFormat: image.probe.diskFormat,
    containerFormat: image.probe.diskFormat === null ? null : 'bare',
    findings: [...image.findings, ...(mismatch === undefined ? [] : [mismatch])],
  });
}

function assertNotEmpty(source: RandomAccess, fileName: string): void {
  if (source.sizeBytes > 0 && Number.isSafeInteger(source.sizeBytes)) return;
  if (source.sizeBytes !== 0) throw unreadable(fileName);
  throw new AppError('INVALID', `“${displayText(fileName)}” is empty.`, {
    operation: OPERATION,
    hint: 'Choose a file with contents; if it was downloaded, fetch it again.',
  });
}

function unreadable(fileName: string): AppError {
  return new AppError('INVALID', `“${displayText(fileName)}” could not be read: its length is not known.`, {
    operation: OPERATION,
    hint: 'Choose an ordinary file.',
  });
}

async function readImage(reader: BoundedReader): Promise<ImageFacts> {
  const findings: Finding[] = [];
  const [probe, ...others] = detectFormats(await reader.head(), await reader.tail());
  const facts = await parseQuietly(probe, reader, findings);
  if (others.length > 0) findings.push(ambiguous(probe, others));
  if (facts.virtualSizeBytes === Number.POSITIVE_INFINITY)
    findings.push(implausible('the disk would be endless'));
  const partitions = facts.guest === undefined ? NO_PARTITIONS : await readPartitions(facts.guest);
  const diskBytes = facts.virtualSizeBytes;
  if (probe.format !== 'iso') {
    findings.push(...partitions.findings);
    if (diskBytes !== undefined && partitions.endBytes > diskBytes) {
      findings.push(truncated('its partitions reach beyond the end of the disk'));
    }
  }
  return { probe, facts, partitions, findings };
}

async function parseQuietly(probe: Probe, reader: BoundedReader, findings: Finding[]): Promise<FormatFacts> {
  try {
    return await probe.parse(reader, findings);
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    if (error.kind === 'limit') findings.push(notReadToEnd());
    else if (error.kind === 'reach') findings.push(beginningOnly());
    else if (error.kind === 'implausible') findings.push(implausible(error.message));
    else findings.push(truncated('its header is not whole'));
    return {};
  }
}

async function inspectWrapped(
  reader: BoundedReader,
  wrapper: Wrapper,
  fileName: string,
): Promise<Inspection> {
  const image = await readInside(reader, wrapper);
  const mismatch = nameMismatch(fileName, wrapper);
  const about = wrapper === 'ova' ? ovaFinding() : packedFinding(wrapper, image?.probe.format);
  return toInspection(reader.sizeBytes, image, {
    wrapper,
    format: image?.probe.format ?? null,
    diskFormat: image?.probe.diskFormat ?? (wrapper === 'ova' ? 'vmdk' : null),
    containerFormat: containerOf(wrapper),
    findings: [about, ...(image?.findings ?? []), ...(mismatch === undefined ? [] : [mismatch])],
  });
}

/** `undefined` where the inside cannot be seen, is packed once more or is of no known format. */
async function readInside(reader: BoundedReader, wrapper: Wrapper): Promise<ImageFacts | undefined> {
  let inside: Inside | undefined;
  try {
    inside = await lookInside(reader, wrapper);
    if (inside === undefined) return undefined;
    const inner = new BoundedReader(inside.source);
    if (detectWrapper(await inner.head()) !== null) return undefined;
    const image = await readImage(inner);
    const isGuess = image.probe.format === 'raw' && image.partitions.table === null;
    if (isGuess) return undefined;
    return inside.isWhole ? image : withoutLength(image);
  } catch (error) {
    if (error instanceof HeaderProblem) return undefined;
    throw error;
  }
}

/** Of a beginning without an end nothing can be said that needs the length. */
function withoutLength(image: ImageFacts): ImageFacts {
  const isSizedByLength = SIZED_BY_LENGTH.includes(image.probe.format);
  return {
    ...image,
    facts: isSizedByLength ? { ...image.facts, virtualSizeBytes: undefined } : image.facts,
    findings: image.findings.filter((finding) => finding.code !== 'truncated'),
  };
}

function toInspection(
  sizeBytes: number,
  image: ImageFacts | undefined,
  about: Pick<Inspection, 'wrapper' | 'format' | 'diskFormat' | 'containerFormat' | 'findings'>,
): Inspection {
  const facts = image?.facts ?? {};
  const virtualSizeBytes = finite(facts.virtualSizeBytes);
  return {
    sizeBytes,
    ...about,
    subformat: facts.subformat ?? null,
    virtualSizeBytes,
    clusterSizeBytes: finite(facts.clusterSizeBytes),
    backingFile: facts.backingFile ?? null,
    dataFile: facts.dataFile ?? null,
    encryption: facts.encryption ?? null,
    dirty: facts.dirty ?? false,
    corrupt: facts.corrupt ?? false,
    partitionTable: image?.partitions.table ?? null,
    efiSystemPartition: image?.partitions.efiSystemPartition ?? null,
    biosBootPartition: image?.partitions.biosBootPartition ?? null,
    minDiskGb: virtualSizeBytes === null ? null : Math.ceil(virtualSizeBytes / GIB),
  };
}

function finite(bytes: number | undefined): number | null {
  return bytes === undefined || !Number.isSafeInteger(bytes) ? null : bytes;
}

/** Glance's word for a packed disk is `compressed`; archives other than OVA have none. */
function containerOf(wrapper: Wrapper): string | null {
  if (wrapper === 'ova') return 'ova';
  return wrapper === 'tar' || wrapper === 'zip' ? null : 'compressed';
}

function packedFinding(wrapper: Wrapper, inner: DetectedFormat | undefined): Finding {
  const what = inner === undefined ? '' : `, with a ${FORMAT_NAMES[inner]} image inside`;
  return warning(
    'compressed',
    `The file is packed (${FORMAT_NAMES[wrapper]}${what}). A server would not boot from it as it is: the service ` +
      'stores it packed. Unpack it first.',
  );
}

function ovaFinding(): Finding {
  return warning(
    'ova',
    'This is an OVA: an archive of a description and disks. Few services start a server from one. Take the disk out ' +
      'of it (tar -xf) and send that.',
  );
}

function ambiguous(probe: Probe, others: readonly Probe[]): Finding {
  const names = others.map((other) => FORMAT_NAMES[other.format]).join(', ');
  return warning(
    'ambiguous-content',
    `The content is ${FORMAT_NAMES[probe.format]} but also passes for ${names}. Services that check images refuse ` +
      'such files, because it can be a trick. Convert it with qemu-img convert, naming the format with -f.',
  );
}
