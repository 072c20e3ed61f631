import { describe, expect, test } from 'vitest';
import type { MemberStatus, SharedImage } from '#shared/model/index.ts';
import { MOST_SHARED, readShared } from '../../../src/main/inbox/read-shared.ts';
import type { SharedDocument } from '../../../src/main/providers/provider.ts';

const call = { signal: new AbortController().signal, operation: 'test' };
const image = (id: string, memberStatus: MemberStatus | null): SharedImage =>
  ({ connection: 'lab', id, name: id, memberStatus }) as SharedImage;

/** A service that shares these, and tells what it was asked. */
function service(...images: readonly SharedImage[]) {
  const asked: string[] = [];
  return {
    asked,
    async *listShared(status: MemberStatus | 'all'): AsyncGenerator<readonly SharedDocument[]> {
      asked.push(status);
      for (const one of images) {
        if (status !== 'all' && one.memberStatus !== status) continue;
        yield [{ document: { image: one, raw: null }, memberStatus: one.memberStatus }];
      }
    },
  };
}
const words = (images: readonly SharedImage[]) => images.map((one) => `${one.id} ${one.memberStatus}`);

describe('reading what waits', () => {
  test('adds what is new to what is known, with one question', async () => {
    const told = service(image('a', 'pending'), image('new', 'pending'), image('b', 'accepted'));
    const known = [image('a', 'pending'), image('b', 'accepted'), image('c', 'rejected')];
    const { images, read } = await readShared(told, 'pending', known, call);
    expect(words(images)).toEqual(['a pending', 'new pending', 'b accepted', 'c rejected']);
    expect([told.asked, read]).toEqual([['pending'], 'pending']);
  });

  test('takes over that an answer was taken back elsewhere', async () => {
    const told = service(image('b', 'pending'));
    const { images } = await readShared(told, 'pending', [image('b', 'accepted')], call);
    expect(words(images)).toEqual(['b pending']);
  });

  test('asks for all where something waits no more: who knows what became of it', async () => {
    const told = service(image('a', 'accepted'));
    const { images, read } = await readShared(told, 'pending', [image('a', 'pending')], call);
    expect(words(images)).toEqual(['a accepted']);
    expect([told.asked, read]).toEqual([['pending', 'all'], 'all']);
  });
});

test('a service without end fills nothing but its share', async () => {
  let given = 0;
  const endless = {
    async *listShared(): AsyncGenerator<readonly SharedDocument[]> {
      for (;;) {
        given += 1;
        yield [{ document: { image: image(`i${given}`, 'pending'), raw: null }, memberStatus: 'pending' }];
      }
    },
  };
  const { images } = await readShared(endless, 'all', [], call);
  expect(images).toHaveLength(MOST_SHARED);
  expect(given).toBe(MOST_SHARED + 1);
});

test('an image that is given twice is told once', async () => {
  const told = service(image('a', 'pending'), image('b', 'pending'), image('a', 'pending'));
  const { images } = await readShared(told, 'all', [], call);
  expect(words(images)).toEqual(['a pending', 'b pending']);
});

test('a service with huge images fills no memory', async () => {
  let given = 0;
  const huge = {
    async *listShared(): AsyncGenerator<readonly SharedDocument[]> {
      for (; given < 100; given += 1) {
        const one = { ...image(`${given}`, 'pending'), properties: { text: 'x'.repeat(1024 ** 2) } };
        yield [{ document: { image: one, raw: null }, memberStatus: 'pending' }];
      }
    },
  };
  const { images } = await readShared(huge, 'all', [], call);
  expect(JSON.stringify(images).length).toBeLessThan(9 * 1024 ** 2);
  expect(images.length).toBeGreaterThan(0);
  expect(given).toBeLessThan(10);
});
