import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { forEachChunk } from '../../../src/main/transfers/for-each-chunk.ts';

const chunks = ['a', 'b', 'c'].map((text) => Buffer.from(text));

it.each([
  ['a stream', () => Readable.from(chunks, { objectMode: false })],
  [
    'an iterable',
    () =>
      (async function* () {
        yield* chunks;
      })(),
  ],
])('ends only when the last chunk of %s was taken, however slowly', async (_what, open) => {
  let taken = '';
  await forEachChunk(open(), async (chunk) => {
    await delay(20);
    taken += Buffer.from(chunk).toString();
  });
  expect(taken).toBe('abc');
});

it('throws what taking the last chunk failed with', async () => {
  const failing = forEachChunk(Readable.from([Buffer.from('a')], { objectMode: false }), async () => {
    await delay(20);
    throw new Error('no room');
  });
  await expect(failing).rejects.toThrow('no room');
});
