import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  editOf,
  fieldValue,
  reviewFields,
  sameValue,
  wishesOf,
  withWishes,
} from '../../../src/shared/edits/index.ts';
import type { ImageEdit, JsonValue } from '../../../src/shared/model/index.ts';
import { imageOf } from '../renderer/images.ts';

const key = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.constantFrom('constructor', 'toString', 'a/b'),
);
const anyEdit: fc.Arbitrary<ImageEdit> = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    minDiskGb: fc.nat(),
    visibility: fc.constantFrom('private', 'shared', 'public'),
    protected: fc.boolean(),
    setProperties: fc.dictionary(key, fc.string()),
    unsetProperties: fc.array(key),
    addTags: fc.array(key),
    removeTags: fc.array(key),
  },
  { requiredKeys: [] },
);

describe('the fields of an edit', () => {
  test('an edit is the sum of its wishes, and the wishes make it again', () => {
    fc.assert(
      fc.property(anyEdit, (edit) => {
        const wishes = wishesOf(edit);
        expect(wishesOf(editOf(wishes))).toEqual(expect.arrayContaining([...wishes]));
        expect(new Set(wishes.map(({ field }) => field)).size).toBe(wishes.length);
      }),
    );
  });

  test('an image with wishes has just what was wanted', () => {
    fc.assert(
      fc.property(anyEdit, (edit) => {
        const wishes = wishesOf(edit);
        const image = withWishes(imageOf({ tags: ['old'], properties: { os: 'x' } }), wishes, false);
        for (const { field, wanted } of wishes) {
          if (field.startsWith('property.')) {
            const name = field.slice('property.'.length);
            const held = Object.hasOwn(image.properties, name) ? image.properties[name] : undefined;
            expect(held).toEqual(wanted);
          } else expect(fieldValue(image, field)).toEqual(wanted);
        }
      }),
    );
  });

  test('properties of any name are data', () => {
    const strange = withWishes(imageOf(), [{ field: 'property.__proto__', wanted: 'x' }], false);
    expect(Object.entries(strange.properties)).toEqual([['__proto__', 'x']]);
    expect(fieldValue(strange, 'property.__proto__')).toBe('x');
    expect(fieldValue(imageOf(), 'property.constructor')).toBeUndefined();
  });

  test('JSON is compared by value: the order of keys says nothing, the order of a list does', () => {
    expect(sameValue({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(sameValue(null, undefined)).toBe(false);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(sameValue(copy, JSON.parse(JSON.stringify(value)) as JsonValue)).toBe(true);
      }),
    );
  });
});

describe('a waiting edit beside what the service has now', () => {
  const base = imageOf({
    name: 'debian',
    minRamMb: 512,
    tags: ['web', 'old'],
    properties: { os: '12', kept: 'x' },
  });
  const queued = {
    connection: 'lab',
    imageId: 'a1',
    base,
    queuedAt: '2026-11-20T10:00:00Z',
    edit: {
      name: 'debian-13',
      minRamMb: 1024,
      setProperties: { os: '13' },
      unsetProperties: ['kept'],
      addTags: ['db'],
      removeTags: ['old'],
    },
  };
  const states = (now: typeof base) =>
    Object.fromEntries(reviewFields(queued, now).map(({ field, state }) => [field, state]));

  test('nobody else touched it', () => {
    expect(new Set(Object.values(states(base)))).toEqual(new Set(['clean']));
  });

  test('somebody set the same, or something else, field by field', () => {
    const now = { ...base, name: 'debian-sid', minRamMb: 1024, properties: { os: '12' } };
    expect(states(now)).toEqual({
      name: 'conflict',
      minRamMb: 'same',
      'property.os': 'clean',
      'property.kept': 'same',
      'tag.db': 'clean',
      'tag.old': 'clean',
    });
  });

  test('tags of two people never contradict each other', () => {
    expect(states({ ...base, tags: ['web', 'theirs', 'db'] })).toMatchObject({
      'tag.db': 'same',
      'tag.old': 'same',
    });
  });

  test('what is not there reads null', () => {
    const [kept] = reviewFields({ ...queued, edit: { unsetProperties: ['kept'] } }, base);
    expect(kept).toEqual({ field: 'property.kept', base: 'x', wanted: null, now: 'x', state: 'clean' });
  });
});
