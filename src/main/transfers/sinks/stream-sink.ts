import { finished, type Writable } from 'node:stream';
import { AppError, toAppError } from '#shared/errors/index.ts';
import type { StreamOptions } from '../grants.ts';
import type { DownloadSink, ExpectedImage } from './download-sink.ts';

const operation = 'transfers.download';

/**
 * Standard output, or the answer to a browser. Nothing can be taken back: bytes that turn out wrong are an
 * error, and the stream is destroyed so that whoever reads it does not take them for the whole.
 */
export function openStreamSink(
  stream: Writable,
  options: StreamOptions,
  expected: ExpectedImage,
): DownloadSink {
  let begun = false;
  let committed = false;
  let gone: Error | undefined;
  const unwatch = finished(stream, { readable: false }, (error) => {
    gone ??= error ?? new Error('The stream was ended.');
  });
  const lost = (cause: unknown): AppError =>
    new AppError('CANCELLED', 'Whoever was receiving the image has gone.', {
      operation,
      cause: toAppError(cause, operation),
    });
  options.onStart?.({ fileName: expected.fileName, sizeBytes: expected.sizeBytes });
  return {
    keptBytes: 0,
    write(bytes) {
      begun = true;
      return new Promise((resolve, reject) => {
        if (gone) return reject(lost(gone));
        const onGone = (): void => reject(lost(gone ?? new Error('The stream was closed.')));
        stream.once('close', onGone);
        // A copy: a stream may pass the bytes on by reference and say it is done before they are read.
        stream.write(Buffer.from(bytes), (error) => {
          stream.off('close', onGone);
          if (error) reject(lost(error));
          else resolve();
        });
      });
    },
    get canRestart() {
      return !begun;
    },
    async restart() {
      if (!begun) return;
      throw new AppError(
        'UNSUPPORTED',
        'The service cannot continue in the middle, and a stream cannot begin anew.',
        {
          operation,
          hint: 'Download to a file.',
        },
      );
    },
    interrupt: () => void stream.destroy(),
    read: async () => 0,
    async commit() {
      if (gone) throw lost(gone);
      if (options.end !== false) {
        await new Promise<void>((resolve, reject) => {
          finished(stream, { readable: false }, (error) => (error ? reject(lost(error)) : resolve()));
          stream.end();
        });
      }
      committed = true;
      unwatch();
      return null;
    },
    async discard(error) {
      // The transfer reports the error; here it only has to cut the stream.
      if (!committed) stream.destroy(error);
    },
    async close() {
      if (!committed) stream.destroy();
    },
  };
}
