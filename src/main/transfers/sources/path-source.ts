import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#shared/errors/index.ts';
import type { SourceSpec } from '#shared/model/index.ts';
import type { SourceReader, UploadSource } from './upload-source.ts';

const operation = 'transfers.upload';

/** A file of this machine. Opened once: replacing the file meanwhile does not mix two files. */
export async function openPathSource(spec: SourceSpec & { type: 'path' }): Promise<UploadSource> {
  const file = await open(spec.path, 'r').catch((error: NodeJS.ErrnoException) => {
    const gone = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new AppError(
      gone ? 'NOT_FOUND' : 'FORBIDDEN',
      gone ? `The file ${spec.path} is gone.` : `The file ${spec.path} cannot be read (${error.code}).`,
      { operation, cause: error },
    );
  });
  return {
    fileName: spec.fileName,
    sizeBytes: spec.sizeBytes,
    randomAccess: () => ({
      sizeBytes: spec.sizeBytes,
      async read(offset, length) {
        const target = Buffer.alloc(Math.max(0, Math.min(length, spec.sizeBytes - offset)));
        const filled = await fillFrom(file, target, offset);
        return target.subarray(0, filled);
      },
    }),
    reader: async (offset, signal) => fileReader(file, offset, spec.sizeBytes, signal),
    async assertUnchanged() {
      const facts = await file.stat();
      if (facts.size === spec.sizeBytes && facts.mtime.toISOString() === spec.modifiedAt) return;
      throw new AppError('CONFLICT', `The file ${spec.path} was changed after it was chosen.`, {
        operation,
        hint: 'Wait until whatever writes it is done, then choose it again.',
      });
    },
    close: () => file.close(),
  };
}

/** Reads are positioned, so overlapping calls run side by side. */
function fileReader(file: FileHandle, offset: number, sizeBytes: number, signal: AbortSignal): SourceReader {
  let next = offset;
  return {
    async fill(target) {
      signal.throwIfAborted();
      const position = next;
      const wanted = Math.min(target.byteLength, sizeBytes - position);
      next = position + wanted;
      return fillFrom(file, target.subarray(0, wanted), position);
    },
    close: async () => undefined,
  };
}

async function fillFrom(file: FileHandle, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.byteLength) {
    const { bytesRead } = await file.read(target, filled, target.byteLength - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
