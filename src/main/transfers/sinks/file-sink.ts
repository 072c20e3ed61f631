import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '#shared/errors/index.ts';
import type { OnExisting } from '../grants.ts';
import { ByteWorker } from '../hashing/byte-worker.ts';
import type { DownloadSink, ExpectedImage } from './download-sink.ts';
import { createEarlyWriteback } from './early-writeback.ts';
import { claimPlace, refuseExisting } from './file-place.ts';
import { isSameImage, readNote, removeNote, writeNote } from './part-note.ts';

const operation = 'transfers.download';

export interface FileSink extends DownloadSink {
  /** Where the file will be once it is finished. */
  readonly path: string;
}

export interface FileSinkOptions {
  readonly path: string;
  readonly onExisting: OnExisting;
  readonly expected: ExpectedImage;
  readonly freeBytes: (folder: string) => Promise<number>;
}

/**
 * A file that is `PATH.part` until it is complete and right, with a note `PATH.part.json` of whose bytes it
 * holds. Throws `NO_SPACE` before anything is written that would not fit, `CONFLICT` where a file is in the way.
 */
export async function openFileSink(options: FileSinkOptions): Promise<FileSink> {
  const { expected } = options;
  await mkdir(dirname(options.path), { recursive: true }).catch((error: unknown) => {
    throw unwritable(options.path, error);
  });
  const place = await claimPlace(options.path, options.onExisting, expected);
  const part = `${place.path}.part`;
  const notePath = `${part}.json`;
  let file: FileHandle | undefined;
  try {
    file = await openPart(part);
    const keptBytes = await keepOrEmpty(file, notePath, expected);
    await assertSpace(options, keptBytes);
    await writeNote(notePath, expected);
    return partSink({ file, part, notePath, path: place.path, keptBytes, free: place.free, options });
  } catch (error) {
    await file?.close();
    place.free();
    throw error instanceof AppError ? error : unwritable(part, error);
  }
}

/** Removes what an unfinished download left, if the note says that it is this image's. */
export async function removePart(path: string, expected: Pick<ExpectedImage, 'connection' | 'imageId'>) {
  const part = `${path}.part`;
  const note = await readNote(`${part}.json`);
  if (note?.connection !== expected.connection || note.imageId !== expected.imageId) return;
  await unlink(part).catch(() => undefined);
  await removeNote(`${part}.json`);
}

interface Part {
  readonly file: FileHandle;
  readonly part: string;
  readonly notePath: string;
  readonly path: string;
  readonly keptBytes: number;
  readonly free: () => void;
  readonly options: FileSinkOptions;
}

function partSink({ file, part, notePath, path, keptBytes, free, options }: Part): FileSink {
  // A thread of its own: through the pool each piece would wait for the main thread's turn.
  const writer = new ByteWorker('write-part');
  const writeback = createEarlyWriteback(file);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await writer.close();
    await writeback.settled();
    await file.close();
    free();
  };
  return {
    path,
    keptBytes,
    async write(bytes, position) {
      try {
        const { buffer, byteOffset: offset, byteLength: length } = bytes;
        if (!(buffer instanceof SharedArrayBuffer))
          throw new TypeError('The bytes are not in shared memory.');
        await writer.ask({ type: 'write', file: file.fd, buffer, offset, length, position });
        writeback.wrote(length);
      } catch (error) {
        throw unwritable(part, error);
      }
    },
    canRestart: true,
    restart: () => file.truncate(0),
    interrupt: () => undefined,
    async read(target, position) {
      return (await file.read(target, 0, target.byteLength, position)).bytesRead;
    },
    async commit() {
      try {
        await file.sync();
      } catch (error) {
        throw unwritable(part, error);
      }
      await moveIntoPlace(part, path, options.onExisting);
      await removeNote(notePath);
      await syncFolder(dirname(path));
      await close();
      return path;
    },
    async discard() {
      await unlink(part).catch(() => undefined);
      await removeNote(notePath);
      await close();
    },
    close,
  };
}

/** Never through a link that somebody put there. */
async function openPart(part: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const file = await open(part, flags, 0o644);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new AppError('CONFLICT', `${part} is not a file.`, { operation, hint: 'Move it away.' });
}

async function keepOrEmpty(file: FileHandle, notePath: string, expected: ExpectedImage): Promise<number> {
  const { size } = await file.stat();
  const note = await readNote(notePath);
  const fits = expected.sizeBytes === null || size <= expected.sizeBytes;
  if (size > 0 && fits && note !== undefined && isSameImage(note, expected)) return size;
  await file.truncate(0);
  return 0;
}

async function assertSpace({ path, expected, freeBytes }: FileSinkOptions, keptBytes: number): Promise<void> {
  if (expected.sizeBytes === null) return;
  const needed = expected.sizeBytes - keptBytes;
  const free = await freeBytes(dirname(path));
  if (free >= needed) return;
  throw new AppError('NO_SPACE', `${dirname(path)} has ${free} bytes free, but ${needed} are needed.`, {
    operation,
    hint: 'Free some space, or download to another disk.',
    context: { freeBytes: free, neededBytes: needed },
  });
}

/** Linking fails where the name is taken, which a rename does not; some file systems have no links. */
async function moveIntoPlace(part: string, path: string, onExisting: OnExisting): Promise<void> {
  if (onExisting !== 'replace') {
    try {
      await link(part, path);
      await unlink(part);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') await refuseExisting(path);
    }
    await refuseExisting(path);
  }
  await rename(part, path).catch((error: unknown) => {
    throw unwritable(path, error);
  });
}

/** Makes the new name durable, where the system can. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows cannot open a folder; the name is then as durable as the file system makes it.
  }
}

function unwritable(path: string, cause: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new AppError('NO_SPACE', `The disk is full: ${path} could not be written (${code}).`, {
      operation,
      hint: 'Free some space, then try again: what is there already is kept.',
      cause,
    });
  }
  return new AppError('FORBIDDEN', `${path} cannot be written (${code}).`, {
    operation,
    hint: 'Choose a folder that you may write to.',
    cause,
  });
}
