import { AppError } from '#shared/errors/index.ts';
import type { Image, RandomAccess } from '#shared/model/index.ts';
import type { Call, DownloadBody, ImageProvider } from '../providers/provider.ts';

/** What is read at once from the beginning: the tables of most formats are in it, and one request is enough. */
export const BEGINNING_BYTES = 1024 ** 2;
/** The end, where some formats keep their header. */
const END_BYTES = 1024;
/** Bytes that are read and thrown away rather than asked for anew. */
const MOST_SKIPPED_BYTES = 256 * 1024;

/** The bytes of an image in a service. Whoever opened them closes them. */
export interface StoredBytes extends RandomAccess {
  /** `false`: nobody knows how many there are; `sizeBytes` is then no more than a bound. */
  readonly isSizeKnown: boolean;
  /** Of these that came, as many as were looked at. */
  readBytes(): number;
  close(): void;
}

/**
 * Opens an image for reading a little of it: the first MiB with one request, then, where the service can
 * begin in the middle, what is asked for, each stretch with a request of its own. Where it cannot, nothing but
 * the first MiB is read (`reachBytes`). No more is taken than is looked at: each answer is given up at once.
 */
export async function openStoredBytes(
  provider: Pick<ImageProvider, 'openDownload'>,
  image: Image,
  ranges: boolean,
  call: Call,
): Promise<StoredBytes> {
  const open = async (offset: number): Promise<Stretch> =>
    createStretch(await provider.openDownload(image.id, offset, call));
  const first = await open(0);
  let beginning: Uint8Array;
  try {
    beginning = await first.take(0, BEGINNING_BYTES);
  } finally {
    first.close();
  }
  const isWhole = beginning.length < BEGINNING_BYTES;
  const total = first.totalBytes ?? image.sizeBytes ?? undefined;
  if (isWhole || total === undefined || total <= beginning.length) {
    const isSizeKnown = isWhole || total !== undefined;
    return {
      ...onlyBeginning(beginning, isSizeKnown ? beginning.length : Number.MAX_SAFE_INTEGER),
      isSizeKnown,
    };
  }
  const end = ranges ? await readEnd(open, total) : undefined;
  if (end === undefined) return { ...onlyBeginning(beginning, total), isSizeKnown: true };
  return { ...ranged(open, beginning, end, call), isSizeKnown: true };
}

/** `undefined` where the service begins anew instead. */
async function readEnd(
  open: (offset: number) => Promise<Stretch>,
  total: number,
): Promise<{ readonly offset: number; readonly bytes: Uint8Array } | undefined> {
  const offset = Math.max(0, total - END_BYTES);
  const stretch = await open(offset);
  try {
    return stretch.offset === offset
      ? { offset, bytes: await stretch.take(offset, total - offset) }
      : undefined;
  } finally {
    stretch.close();
  }
}

type Access = Omit<StoredBytes, 'isSizeKnown'>;

function onlyBeginning(beginning: Uint8Array, sizeBytes: number): Access {
  return {
    sizeBytes,
    reachBytes: beginning.length,
    read: async (offset, length) => beginning.subarray(offset, offset + length),
    readBytes: () => beginning.length,
    close: () => undefined,
  };
}

function ranged(
  open: (offset: number) => Promise<Stretch>,
  beginning: Uint8Array,
  end: { readonly offset: number; readonly bytes: Uint8Array },
  call: Call,
): Access {
  let current: Stretch | undefined;
  let readBytes = beginning.length + end.bytes.length;
  const sizeBytes = end.offset + end.bytes.length;
  const moveTo = async (offset: number): Promise<Stretch> => {
    const ahead = current === undefined ? -1 : offset - current.position();
    if (current !== undefined && ahead >= 0 && ahead <= MOST_SKIPPED_BYTES) return current;
    current?.close();
    current = undefined;
    const stretch = await open(offset);
    if (stretch.offset !== offset) {
      stretch.close();
      throw new AppError('PROTOCOL', 'The service gave ranges of the bytes, and then did not.', {
        operation: call.operation,
      });
    }
    current = stretch;
    return stretch;
  };
  return {
    sizeBytes,
    async read(offset, length) {
      if (offset + length <= beginning.length) return beginning.subarray(offset, offset + length);
      if (offset >= end.offset) return end.bytes.subarray(offset - end.offset, offset - end.offset + length);
      const bytes = await (await moveTo(offset)).take(offset, Math.min(length, sizeBytes - offset));
      readBytes += bytes.length;
      return bytes;
    },
    readBytes: () => readBytes,
    close: () => current?.close(),
  };
}

/** One answer with bytes, read forwards. */
interface Stretch {
  readonly offset: number;
  readonly totalBytes: number | null;
  /** Of the next byte. */
  position(): number;
  /** `length` bytes from `offset` on, which lies ahead; fewer only at the end. */
  take(offset: number, length: number): Promise<Uint8Array>;
  close(): void;
}

function createStretch(body: DownloadBody): Stretch {
  const iterator = body.bytes[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let position = body.offset;
  /** At most `length` of the next bytes; none at the end. */
  const next = async (length: number): Promise<Uint8Array> => {
    while (rest.length === 0) {
      const result = await iterator.next();
      if (result.done === true) return rest;
      rest = result.value;
    }
    const piece = rest.subarray(0, length);
    rest = rest.subarray(piece.length);
    position += piece.length;
    return piece;
  };
  return {
    offset: body.offset,
    totalBytes: body.totalBytes,
    position: () => position,
    async take(offset, length) {
      while (position < offset) if ((await next(offset - position)).length === 0) break;
      const out = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const piece = await next(length - filled);
        if (piece.length === 0) break;
        out.set(piece, filled);
        filled += piece.length;
      }
      return out.subarray(0, filled);
    },
    close: () => body.close(),
  };
}
