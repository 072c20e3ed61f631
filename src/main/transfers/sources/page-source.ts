import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { AppError, toAppError } from '#shared/errors/index.ts';
import type { SourceSpec } from '#shared/model/index.ts';
import type { PageFiles } from '../types.ts';
import type { SourceReader, UploadSource } from './upload-source.ts';

const operation = 'transfers.upload';

/** A file that a browser page holds, for as long as the page is open. */
export function openPageSource(
  spec: SourceSpec & { type: 'page' },
  files: PageFiles | undefined,
): UploadSource {
  if (files === undefined) {
    throw new AppError('NOT_FOUND', `The page that held ${spec.fileName} is closed.`, {
      operation,
      hint: 'Choose the file again.',
    });
  }
  return {
    fileName: spec.fileName,
    sizeBytes: spec.sizeBytes,
    randomAccess: (signal) => ({
      sizeBytes: spec.sizeBytes,
      async read(offset, length) {
        const target = Buffer.alloc(Math.max(0, Math.min(length, spec.sizeBytes - offset)));
        if (target.byteLength === 0) return target;
        const stream = await files.open(spec.grant, offset, target.byteLength, signal);
        const reader = streamReader(stream, signal);
        try {
          return target.subarray(0, await reader.fill(target));
        } finally {
          await reader.close();
        }
      },
    }),
    reader: async (offset, signal, lengthBytes) =>
      streamReader(await files.open(spec.grant, offset, lengthBytes ?? null, signal), signal),
    // A browser refuses to go on reading a file that was changed, so the stream itself fails.
    assertUnchanged: async () => undefined,
    close: async () => undefined,
  };
}

/** Copies what a stream gives into the targets, one call after the other. */
export function streamReader(stream: Readable, signal: AbortSignal): SourceReader {
  let last: Promise<unknown> = Promise.resolve();
  let failure: unknown;
  let ended = false;
  stream.on('error', (error) => {
    failure ??= error;
  });
  stream.on('end', () => {
    ended = true;
  });
  stream.on('close', () => {
    if (!ended) failure ??= new Error('The stream was closed.');
  });
  stream.pause();

  const readSome = async (room: number): Promise<Uint8Array | undefined> => {
    for (;;) {
      signal.throwIfAborted();
      if (failure !== undefined) throw toPageError(failure);
      const available = stream.readableLength;
      const chunk: unknown = available > 0 ? stream.read(Math.min(room, available)) : stream.read();
      if (chunk instanceof Uint8Array) return chunk;
      if (ended || stream.readableEnded) return undefined;
      // A failure that ends the wait is kept above and thrown by the next round.
      await moved(stream, signal).catch(() => undefined);
    }
  };
  const fill = async (target: Uint8Array): Promise<number> => {
    let filled = 0;
    while (filled < target.byteLength) {
      const chunk = await readSome(target.byteLength - filled);
      if (chunk === undefined) break;
      if (chunk.byteLength > target.byteLength - filled) {
        const rest = target.byteLength - filled;
        stream.unshift(chunk.subarray(rest));
        target.set(chunk.subarray(0, rest), filled);
        return target.byteLength;
      }
      target.set(chunk, filled);
      filled += chunk.byteLength;
    }
    return filled;
  };
  return {
    fill(target) {
      const result = last.then(() => fill(target));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      stream.destroy();
    },
  };
}

/** Ends when the stream has something new to say. */
async function moved(stream: Readable, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  const events = ['readable', 'end', 'close'].map((event) => once(stream, event, { signal: either }));
  try {
    await Promise.race(events);
  } finally {
    settled.abort();
    await Promise.allSettled(events);
  }
}

function toPageError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError('UNAVAILABLE', 'The page stopped giving the file’s bytes.', {
    operation,
    hint: 'Keep the page open until the upload is done.',
    retry: 'safe',
    cause: toAppError(cause, operation),
  });
}
