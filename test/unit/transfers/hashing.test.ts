import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { ByteHasher } from '../../../src/main/transfers/hashing/byte-hasher.ts';
import { hashedBody } from '../../../src/main/transfers/hashing/hashed-body.ts';
import { HashedIntake } from '../../../src/main/transfers/hashing/hashed-intake.ts';
import { SlotRing } from '../../../src/main/transfers/hashing/slot-ring.ts';
import type { UploadSource } from '../../../src/main/transfers/sources/upload-source.ts';

const MIB = 1024 * 1024;
const signal = new AbortController().signal;
let hasher: ByteHasher;
afterEach(() => hasher.close());

function sourceOf(bytes: Buffer, sizeBytes = bytes.byteLength): UploadSource {
  return {
    fileName: 'memory',
    sizeBytes,
    randomAccess: () => ({ sizeBytes, read: async () => bytes }),
    async reader(offset) {
      let next = offset;
      return {
        async fill(target) {
          const position = next;
          next += target.byteLength;
          return bytes.copy(target, 0, position, position + target.byteLength);
        },
        close: async () => undefined,
      };
    },
    assertUnchanged: async () => undefined,
    close: async () => undefined,
  };
}

describe('a hashed body', () => {
  it('keeps each chunk as it is until the next is asked for, however slow the reader', async () => {
    const bytes = randomBytes(12 * MIB + 77);
    hasher = new ByteHasher(['sha256', 'sha512']);
    const seen = createHash('md5');
    for await (const chunk of hashedBody({
      source: sourceOf(bytes),
      hasher,
      signal,
      onSent: () => undefined,
    }).open(0)) {
      await delay(5);
      seen.update(chunk);
    }
    expect(seen.digest('hex')).toBe(createHash('md5').update(bytes).digest('hex'));
    const digests = await hasher.digests();
    expect(digests.get('sha256')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(digests.get('sha512')).toBe(createHash('sha512').update(bytes).digest('hex'));
  });

  it('hashes the whole though only the rest is sent', async () => {
    const bytes = randomBytes(3 * MIB);
    hasher = new ByteHasher(['sha256']);
    const chunks: Buffer[] = [];
    const body = hashedBody({ source: sourceOf(bytes), hasher, signal, onSent: () => undefined });
    for await (const chunk of body.open(MIB + 5)) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(bytes.subarray(MIB + 5))).toBe(true);
    expect((await hasher.digests()).get('sha256')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('can be opened again after it was left in the middle', async () => {
    const bytes = randomBytes(20 * MIB);
    hasher = new ByteHasher(['sha256']);
    const body = hashedBody({ source: sourceOf(bytes), hasher, signal, onSent: () => undefined });
    const left = body.open(0)[Symbol.asyncIterator]();
    for (let count = 0; count < 12; count += 1) await left.next(); // Never returned: its slots stay taken.
    let length = 0;
    for await (const chunk of body.open(0)) length += chunk.byteLength;
    expect(length).toBe(bytes.byteLength);
    expect((await hasher.digests()).get('sha256')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is surveyed whole and hashed once; stretches are neither hashed nor counted', async () => {
    const bytes = randomBytes(5 * MIB + 9);
    hasher = new ByteHasher(['sha256']);
    const sent: number[] = [];
    const surveyed: number[] = [];
    const { again } = hashedBody({
      source: sourceOf(bytes),
      hasher,
      signal,
      onSent: (count) => sent.push(count),
      onSurveyed: (count) => surveyed.push(count),
    });
    if (again === undefined) throw new Error('A file can be read again.');
    const seen = createHash('md5');
    for await (const chunk of again.survey()) seen.update(chunk);
    expect(seen.digest('hex')).toBe(createHash('md5').update(bytes).digest('hex'));
    expect(surveyed.at(-1)).toBe(bytes.byteLength);
    expect(sent).toEqual([]);

    const stretch = async (offset: number, length: number): Promise<Buffer> => {
      const chunks: Buffer[] = [];
      for await (const chunk of again.stretch(offset, length)) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
    };
    expect((await stretch(3 * MIB, 2 * MIB + 9)).equals(bytes.subarray(3 * MIB))).toBe(true);
    expect((await stretch(5, 3)).equals(bytes.subarray(5, 8))).toBe(true);
    again.count(MIB);
    await stretch(0, 1);
    expect(sent).toEqual([0, 0, MIB, MIB]);
    expect((await hasher.digests()).get('sha256')).toBe(createHash('sha256').update(bytes).digest('hex'));
    await expect(stretch(5 * MIB, 10)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is CONFLICT when the source ends early', async () => {
    hasher = new ByteHasher(['sha256']);
    const source = sourceOf(randomBytes(MIB), 2 * MIB);
    const read = async (): Promise<void> => {
      for await (const _ of hashedBody({ source, hasher, signal, onSent: () => undefined }).open(0));
    };
    await expect(read()).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('an intake', () => {
  it('writes everything once, in order and without overlap, whatever the chunks', async () => {
    const bytes = randomBytes(10 * MIB + 9);
    hasher = new ByteHasher(['sha256']);
    const written = Buffer.alloc(bytes.byteLength);
    let end = 0;
    let writing = false;
    const intake = await HashedIntake.start(hasher, 0, async (slot, position) => {
      expect(writing).toBe(false);
      expect(position).toBe(end);
      writing = true;
      await delay(2);
      written.set(slot, position);
      end = position + slot.byteLength;
      writing = false;
    });
    for (let from = 0; from < bytes.byteLength; ) {
      const length = 1 + Math.floor(Math.random() * 300_000);
      await intake.take(bytes.subarray(from, from + length));
      from += length;
    }
    await intake.flush();
    expect(written.equals(bytes)).toBe(true);
    expect((await hasher.digests()).get('sha256')).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('throws what a write failed with, and writes nothing after it', async () => {
    hasher = new ByteHasher(['sha256']);
    let writes = 0;
    const intake = await HashedIntake.start(hasher, 0, async () => {
      writes += 1;
      throw new Error('disk full');
    });
    const feed = async (): Promise<void> => {
      for (let count = 0; count < 30; count += 1) await intake.take(Buffer.alloc(MIB));
      await intake.flush();
    };
    await expect(feed()).rejects.toThrow('disk full');
    expect(writes).toBe(1);
  });
});

it('the ring hands out each slot once and wakes who waits in turn', async () => {
  hasher = new ByteHasher([]);
  const ring = new SlotRing(2, 16);
  const [one, two] = [await ring.take(), await ring.take()];
  expect(one.offset).not.toBe(two.offset);
  const order: number[] = [];
  const first = Promise.resolve(ring.take()).then(() => order.push(1));
  const second = Promise.resolve(ring.take()).then(() => order.push(2));
  ring.give(two);
  ring.give(one);
  await Promise.all([first, second]);
  expect(order).toEqual([1, 2]);
  expect(ring.freeSlots).toBe(0);
});
