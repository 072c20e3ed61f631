import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#shared/errors/app-error.ts';
import type { RandomAccess } from '#shared/model/inspection.ts';
import { displayText } from './display-text.ts';

const OPERATION = 'images.inspect';

/** A local file opened for reading at any place. Whoever opened it closes it. */
export interface LocalFile extends RandomAccess {
  close(): Promise<void>;
}

/**
 * Opens an ordinary file. Throws `NOT_FOUND`, `FORBIDDEN`, or `INVALID` for anything that is not an ordinary
 * file (a folder, a device, a pipe). A read that the disk refuses throws `CORRUPT`.
 */
export async function openLocalFile(path: string): Promise<LocalFile> {
  const handle = await openOrExplain(path);
  const status = await handle.stat().catch(() => undefined);
  if (status?.isFile() !== true) {
    await handle.close();
    throw new AppError('INVALID', `“${displayText(path)}” is not an ordinary file.`, {
      operation: OPERATION,
      hint: 'Choose the image file itself.',
    });
  }
  return {
    sizeBytes: status.size,
    read: async (offset, length) => {
      try {
        return await readFully(handle, offset, length);
      } catch (error) {
        throw damaged(error, path);
      }
    },
    close: () => handle.close(),
  };
}

/** Not blocking, because opening a pipe would otherwise wait for its writer for ever. */
async function openOrExplain(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw explained(error, path);
  }
}

function explained(error: unknown, path: string): AppError {
  const shown = displayText(path);
  const reason = error instanceof Error && 'code' in error ? error.code : undefined;
  if (reason === 'ENOENT' || reason === 'ENOTDIR') {
    return new AppError('NOT_FOUND', `There is no file “${shown}”.`, { operation: OPERATION, cause: error });
  }
  if (reason === 'EACCES' || reason === 'EPERM') {
    const message = `“${shown}” may not be read by this user.`;
    return new AppError('FORBIDDEN', message, { operation: OPERATION, cause: error });
  }
  return new AppError('INVALID', `“${shown}” could not be opened.`, { operation: OPERATION, cause: error });
}

function damaged(error: unknown, path: string): AppError {
  return new AppError('CORRUPT', `“${displayText(path)}” could not be read.`, {
    operation: OPERATION,
    hint: 'The disk may be damaged or was removed. Copy the file elsewhere and try that copy.',
    cause: error,
  });
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
