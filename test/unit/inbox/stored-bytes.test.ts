import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Image } from '#shared/model/index.ts';
import { BEGINNING_BYTES, openStoredBytes } from '../../../src/main/images/stored-bytes.ts';
import type { DownloadBody } from '../../../src/main/providers/provider.ts';

const MIB = 1024 ** 2;
const call = { signal: new AbortController().signal, operation: 'test' };
const imageOf = (sizeBytes: number | null) => ({ id: 'i', sizeBytes }) as Image;

/** Bytes that tell their place, given in chunks of any length. */
function service(size: number, options: { ranges?: boolean; chunk?: number; saysSize?: boolean } = {}) {
  const { ranges = true, chunk = 65_536, saysSize = true } = options;
  const all = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
  let open = 0;
  let requests = 0;
  return {
    all,
    open: () => open,
    requests: () => requests,
    openDownload: async (_id: string, offset: number): Promise<DownloadBody> => {
      requests += 1;
      open += 1;
      const from = ranges ? offset : 0;
      let closed = false;
      return {
        bytes: (async function* () {
          for (let at = from; at < size && !closed; at += chunk) yield all.subarray(at, at + chunk);
        })(),
        offset: from,
        totalBytes: saysSize ? size : null,
        close: () => {
          if (!closed) open -= 1;
          closed = true;
        },
      };
    },
  };
}

describe('the bytes of a stored image', () => {
  test('are the same by ranges as they are, wherever and however they are read', async () => {
    const told = service(3 * MIB + 77, { chunk: 50_021 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3 * MIB + 77), fc.integer({ min: 1, max: 300_000 })), { maxLength: 6 }),
        async (reads) => {
          const bytes = await openStoredBytes(told, imageOf(null), true, call);
          for (const [offset, length] of reads) {
            const got = await bytes.read(offset, length);
            expect(Buffer.compare(got, told.all.subarray(offset, offset + length))).toBe(0);
          }
          bytes.close();
          expect(told.open()).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('of what is short come with one request', async () => {
    const told = service(5000);
    const bytes = await openStoredBytes(told, imageOf(null), true, call);
    expect(bytes).toMatchObject({ sizeBytes: 5000, isSizeKnown: true });
    expect(told.requests()).toBe(1);
    expect(told.open()).toBe(0);
  });

  test('reach no farther than the first MiB where the service begins anew each time', async () => {
    const told = service(3 * MIB, { ranges: false });
    const bytes = await openStoredBytes(told, imageOf(null), true, call);
    expect(bytes).toMatchObject({ sizeBytes: 3 * MIB, reachBytes: BEGINNING_BYTES });
    expect(told.requests()).toBe(2);
    expect(told.open()).toBe(0);
  });

  test('of a number that nobody says are a bound, not a size', async () => {
    const told = service(2 * MIB, { saysSize: false });
    const unknown = await openStoredBytes(told, imageOf(null), false, call);
    expect(unknown).toMatchObject({ isSizeKnown: false, reachBytes: BEGINNING_BYTES });
    expect(unknown.readBytes()).toBe(BEGINNING_BYTES);
    expect(await openStoredBytes(told, imageOf(2 * MIB), false, call)).toMatchObject({ sizeBytes: 2 * MIB });
  });
});
