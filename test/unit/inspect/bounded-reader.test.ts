import { describe, expect, it } from 'vitest';
import { BoundedReader, MAX_READ_BYTES, MAX_READS } from '../../../src/main/inspect/bounded-reader.ts';
import { CountingSource } from './support.ts';

const MIB = 1024 * 1024;

describe('BoundedReader', () => {
  it('stops before it has read more bytes than it may', async () => {
    const source = new CountingSource(new Uint8Array(8 * MIB));
    const reader = new BoundedReader(source);
    await reader.read(0, 3 * MIB);
    await expect(reader.read(4 * MIB, 2 * MIB)).rejects.toMatchObject({ kind: 'limit' });
    expect((await reader.read(4 * MIB, MIB)).length).toBe(MIB);
    expect(source.bytesRead).toBe(MAX_READ_BYTES);
  });

  it('stops before it has read more often than it may', async () => {
    const source = new CountingSource(new Uint8Array(MIB));
    const reader = new BoundedReader(source);
    for (let count = 0; count < MAX_READS; count += 1) await reader.read(count * 8192, 16);
    await expect(reader.read(MIB - 16, 16)).rejects.toMatchObject({ kind: 'limit' });
    expect(source.reads).toBe(MAX_READS);
  });

  it('asks once for what it knows', async () => {
    const source = new CountingSource(new Uint8Array(MIB).fill(7));
    const reader = new BoundedReader(source);
    await reader.head();
    await reader.read(1000, 2000);
    await reader.tail();
    expect([...(await reader.read(MIB - 2, 10))]).toEqual([7, 7]);
    expect(source.reads).toBe(2);
  });

  it('has nothing beyond the end', async () => {
    const source = new CountingSource(new Uint8Array(100));
    const reader = new BoundedReader(source);
    for (const offset of [100, 2 ** 60, Number.POSITIVE_INFINITY, -1]) {
      expect((await reader.read(offset, 8)).length).toBe(0);
    }
    await expect(reader.readExactly(96, 8)).rejects.toMatchObject({ kind: 'truncated' });
  });

  it('passes on why the source failed, but not its words', async () => {
    const broken = { sizeBytes: 10, read: () => Promise.reject(new Error('secret path')) };
    await expect(new BoundedReader(broken).head()).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.not.stringContaining('secret path'),
    });
  });
});
