import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Capabilities, Image, JsonValue } from '#shared/model/index.ts';
import {
  compareImages,
  onlyDifferences,
  sameBytes,
} from '../../../src/renderer/src/features/compare/compare-rows.ts';
import {
  BYTES_WORDS,
  cellWords,
  countWords,
} from '../../../src/renderer/src/features/compare/compare-words.ts';
import {
  imageOutcomes,
  outcomeOf,
  totals,
  usualChoice,
} from '../../../src/renderer/src/features/compare/paste-outcome.ts';
import { readPropertySet } from '../../../src/renderer/src/features/compare/property-clipboard.ts';
import { planProperties, wishFor } from '../../../src/renderer/src/features/compare/property-wishes.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { anImage } from '../properties/an-image.ts';

const hash = (value: string, algo = 'sha512') => ({ checksum: { algo, value } });
const rowsOf = (left: Image, right: Image) =>
  Object.fromEntries(
    compareImages([left, right])
      .flatMap(({ rows }) => rows)
      .map((row) => [row.field, row.state]),
  );

describe('two images side by side', () => {
  test('each field is alike, differs, or is on one side only', () => {
    const left = anImage({ diskFormat: 'raw', properties: { a: '1', b: '2', c: '3' }, tags: ['x', 'y'] });
    const right = anImage({ properties: { a: '1', b: '4', d: '5' }, tags: ['y', 'x'], minDiskGb: null });
    expect(rowsOf(left, right)).toMatchObject({
      diskFormat: 'differs',
      tags: 'same',
      minDiskGb: 'only-left',
      'property.a': 'same',
      'property.b': 'differs',
      'property.c': 'only-left',
      'property.d': 'only-right',
    });
  });

  test('what differs between any two images is no difference', () => {
    const left = anImage({ name: 'a', createdAt: '2025-01-01T00:00:00Z', owner: 'one', connection: 'here' });
    const right = anImage({ name: 'b', owner: 'two', connection: 'there' });
    expect(rowsOf(left, right)).toMatchObject({ name: 'fact', createdAt: 'fact', owner: 'fact' });
    expect(onlyDifferences(compareImages([left, right]))).toEqual([]);
    expect(rowsOf(left, { ...right, connection: 'here' })).toMatchObject({ owner: 'differs' });
  });

  test('a number in a tree is the text of it elsewhere', () => {
    const states = rowsOf(anImage({ properties: { a: 3 } }), anImage({ properties: { a: '3' } }));
    expect(states['property.a']).toBe('same');
  });

  test('bytes are the same by hashes of one kind only, and others by their length', () => {
    expect(sameBytes([anImage(hash('a')), anImage(hash('a'))])).toBe('same');
    expect(sameBytes([anImage(hash('a')), anImage(hash('b'))])).toBe('other');
    expect(sameBytes([anImage(hash('a')), anImage(hash('a', 'md5'))])).toBe('unknown');
    expect(sameBytes([anImage({ sizeBytes: 1 }), anImage({ sizeBytes: 2 })])).toBe('other');
    expect(rowsOf(anImage(hash('a')), anImage(hash('a', 'md5')))['checksum']).toBe('unknown');
    expect(BYTES_WORDS.unknown).toContain('not known');
  });

  test('says how much differs, and nothing of hostile text stays hidden', () => {
    const left = anImage({ properties: { 'a\u202e': '1' } });
    expect(countWords(compareImages([left, left]))).toBe('Nothing else differs.');
    expect(countWords(compareImages([left, anImage()]))).toBe('One thing differs.');
    expect(cellWords('property.a', 'x\u202ey')).not.toContain('\u202e');
  });

  test('swapped, it says the same the other way round', () => {
    const some = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom<JsonValue>('1', '2', 1));
    fc.assert(
      fc.property(some, some, (one, other) => {
        const [left, right] = [anImage({ properties: one }), anImage({ properties: other })];
        const turned = { 'only-left': 'only-right', 'only-right': 'only-left' } as Record<string, string>;
        const there = rowsOf(left, right);
        const back = Object.entries(rowsOf(right, left)).map(([key, state]) => [key, turned[state] ?? state]);
        expect(Object.fromEntries(back)).toEqual(there);
      }),
    );
  });
});

const { glance } = FAKE_CAPABILITIES;
const nested: Capabilities = {
  ...glance,
  operations: { ...glance.operations, 'property.nested': { supported: true } },
};
const cloud = (capabilities: Capabilities) => () => ({ capabilities, offline: false });

describe('properties that are pasted', () => {
  const one = anImage({ id: 'one', properties: { hw_disk_bus: 'ide', own: '1' } });
  const two = anImage({ id: 'two', properties: { hw_disk_bus: 'virtio' } });
  const set = { hw_disk_bus: 'virtio', os_type: 'linux' };

  test('each image gets only what it has not, and keeps what it has besides', () => {
    const plan = planProperties([one, two], set, cloud(glance));
    expect(plan.orders.map(({ edit }) => edit)).toEqual([
      { setProperties: set },
      { setProperties: { os_type: 'linux' } },
    ]);
    expect(totals(plan)).toEqual({ added: 2, replaced: 1 });
    expect(outcomeOf(plan, [one, two], 'hw_disk_bus')).toEqual({
      added: 0,
      replaced: ['ide'],
      replacedIn: 1,
      kept: 1,
    });
    expect(imageOutcomes(plan)[0]?.replaced).toEqual([
      { key: 'hw_disk_bus', before: 'ide', after: 'virtio' },
    ]);
    expect(planProperties([two], { hw_disk_bus: 'virtio' }, cloud(glance))).toMatchObject({
      orders: [],
      unchanged: 1,
    });
  });

  test('trees become text where a service has only texts', () => {
    expect(wishFor(glance, 'a', { b: 1 }).wanted).toBe('{"b":1}');
    expect(wishFor(nested, 'a', { b: 1 }).wanted).toEqual({ b: 1 });
  });

  test('what only says where an image came from is not chosen by itself', () => {
    expect([...usualChoice({ instance_uuid: 'x', os_type: 'linux' })]).toEqual(['os_type']);
  });

  test('a text is read as JSON, and refused in words', () => {
    expect(readPropertySet('{"a":"1"}')).toEqual({ properties: { a: '1' } });
    for (const text of ['', '[]', '"x"', '{}', '{"a":null}', '{" ":"1"}', '{"a":'])
      expect(readPropertySet(text)).toHaveProperty('problem');
    const read = readPropertySet('{"__proto__":{"x":1},"b":"2"}');
    expect('properties' in read && Object.keys(read.properties)).toEqual(['__proto__', 'b']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => void readPropertySet(text)));
  });
});
