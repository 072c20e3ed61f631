import { Readable } from 'node:stream';

/**
 * Hands every chunk to `take` and waits for it where it gives a promise. Ends with the last chunk, or throws
 * what reading or taking failed with; nothing is being taken any more by then.
 *
 * A stream is read by its events: its iterator would join what is buffered into ever new memory.
 */
export async function forEachChunk(
  bytes: AsyncIterable<Uint8Array>,
  take: (chunk: Uint8Array) => Promise<void> | undefined,
): Promise<void> {
  if (bytes instanceof Readable) return takeStream(bytes, take);
  for await (const chunk of bytes) await take(chunk);
}

function takeStream(stream: Readable, take: (chunk: Uint8Array) => Promise<void> | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let taking: Promise<void> | undefined;
  let over = false;
  const fail = (error: unknown): void => {
    if (over) return;
    over = true;
    stream.off('data', onData);
    stream.destroy();
    Promise.resolve(taking).then(
      () => reject(error),
      () => reject(error),
    );
  };
  const onData = (chunk: Uint8Array): void => {
    try {
      taking = take(chunk);
    } catch (error) {
      fail(error);
      return;
    }
    if (taking === undefined) return;
    stream.pause();
    taking.then(() => {
      taking = undefined;
      if (!over) stream.resume();
    }, fail);
  };
  stream.on('error', fail);
  stream.on('end', () => {
    over = true;
    // A stream ends as soon as its last chunk was handed out, also while that is still being taken.
    Promise.resolve(taking).then(resolve, reject);
  });
  stream.on('close', () => fail(new Error('The stream was closed before its end.')));
  if (stream.destroyed) fail(stream.errored ?? new Error('The stream was closed.'));
  else stream.on('data', onData);
  return promise;
}
