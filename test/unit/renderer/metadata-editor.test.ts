import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countProblem,
  keyProblem,
  textProblem,
} from '../../../src/renderer/src/features/metadata/key-rules.ts';
import { knownTip, valueWords } from '../../../src/renderer/src/features/metadata/known-words.ts';
import {
  choicesOf,
  editorKind,
  listItems,
  listText,
  spelledAsBefore,
  startValue,
} from '../../../src/renderer/src/features/metadata/typed-value.ts';
import {
  changeWords,
  copyEdit,
  copyImage,
  entriesOf,
  otherFields,
  withEdit,
  withoutWish,
  withProperty,
  workingCopy,
} from '../../../src/renderer/src/features/metadata/working-copy.ts';
import { wishesOf, withWishes } from '../../../src/shared/edits/index.ts';
import type { KnownProperty } from '../../../src/shared/properties/index.ts';
import { imageOf } from './images.ts';

function known(patch: Partial<KnownProperty>): KnownProperty {
  return {
    key: 'hw_x',
    title: 'X',
    description: 'What it does.',
    type: 'string',
    values: null,
    minimum: null,
    maximum: null,
    defaultValue: null,
    group: 'Group',
    affects: ['boot'],
    intents: [],
    source: 'standard',
    ...patch,
  };
}

describe('a working copy', () => {
  const base = imageOf({ minDiskGb: 5, properties: { hw_disk_bus: 'ide', os_version: '12', kept: 'x' } });

  test('collects what is added, changed and removed, and nothing else', () => {
    let copy = workingCopy(base);
    expect(changeWords(copy)).toBe('Nothing changed yet');
    copy = withProperty(copy, 'hw_disk_bus', 'virtio');
    copy = withProperty(copy, 'os_version', undefined);
    copy = withProperty(copy, 'own', 'y');
    expect(changeWords(copy)).toBe('3 changes: 1 added, 1 changed, 1 removed');
    expect(entriesOf(copy)).toEqual([
      { key: 'hw_disk_bus', value: 'virtio', before: 'ide', state: 'changed' },
      { key: 'kept', value: 'x', before: 'x', state: 'kept' },
      { key: 'os_version', value: '12', before: '12', state: 'removed' },
      { key: 'own', value: 'y', before: undefined, state: 'added' },
    ]);
    expect(copyEdit(copy)).toEqual({
      setProperties: { hw_disk_bus: 'virtio', own: 'y' },
      unsetProperties: ['os_version'],
    });
  });

  test('knows no change any more once everything is as it was', () => {
    let copy = withProperty(workingCopy(base), 'hw_disk_bus', 'virtio');
    copy = withProperty(copy, 'hw_disk_bus', 'ide');
    copy = withProperty(copy, 'own', 'y');
    copy = withProperty(copy, 'own', undefined);
    copy = withProperty(copy, 'kept', undefined);
    copy = withoutWish(copy, 'property.kept');
    expect(copyEdit(copy)).toEqual({});
  });

  test('takes a fix of another field in, and tells of it apart from properties', () => {
    const copy = withEdit(workingCopy(base), { minDiskGb: 20, setProperties: { hw_disk_bus: 'sata' } });
    expect(otherFields(copy)).toEqual(['minDiskGb']);
    expect(changeWords(copy)).toBe('2 changes: 2 changed');
    expect(copyImage(copy)).toMatchObject({ minDiskGb: 20, properties: { hw_disk_bus: 'sata', kept: 'x' } });
  });

  test('is the image that its edit makes, whatever was done to it', () => {
    const key = fc.constantFrom('hw_disk_bus', 'os_version', 'own', 'constructor', 'a/b');
    const step = fc.tuple(key, fc.option(fc.string({ maxLength: 3 }), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const copy = steps.reduce(
          (held, [name, value]) => withProperty(held, name, value),
          workingCopy(base),
        );
        expect(withWishes(base, wishesOf(copyEdit(copy)), false).properties).toEqual(
          copyImage(copy).properties,
        );
        const entries = entriesOf(copy).filter(({ state }) => state !== 'removed');
        expect(Object.fromEntries(entries.map(({ key: name, value }) => [name, value]))).toEqual(
          copyImage(copy).properties,
        );
      }),
    );
  });
});

describe('a typed value', () => {
  test('is entered as what it is, a value that does not fit as a choice', () => {
    expect(editorKind(undefined, 'true')).toBe('text');
    expect(editorKind(known({ type: 'boolean' }), 'True')).toBe('switch');
    expect(editorKind(known({ type: 'boolean' }), 'yes')).toBe('switch');
    expect(editorKind(known({ type: 'boolean' }), 'perhaps')).toBe('choice');
    expect(editorKind(known({ values: ['a'] }), 'b')).toBe('choice');
    expect(editorKind(known({ type: 'integer' }), '1')).toBe('number');
    expect(editorKind(known({ type: 'array' }), 'a,b')).toBe('list');
  });

  test('that is not allowed stays a choice, and is marked', () => {
    const bus = known({ values: ['virtio', 'scsi'], accepted: ['lxc'] });
    expect(choicesOf(bus, 'floppy')[0]).toEqual({ value: 'floppy', allowed: false });
    expect(choicesOf(bus, 'lxc')[0]).toEqual({ value: 'lxc', allowed: true });
    expect(choicesOf(bus, 'scsi').map(({ value }) => value)).toEqual(['virtio', 'scsi']);
  });

  test('keeps the spelling that is there where it means the same', () => {
    const flag = known({ type: 'boolean' });
    expect(spelledAsBefore(flag, 'true', 'True')).toBe('True');
    expect(spelledAsBefore(flag, 'false', 'True')).toBe('false');
    expect(spelledAsBefore(undefined, 'true', 'True')).toBe('true');
  });

  test('of a list keeps the operator in front', () => {
    for (const text of ['a,b', '<or> a <or> b', '<in> a,b', '<all-in> a,b']) {
      expect(listItems(text)).toEqual(['a', 'b']);
      expect(listText(['a', 'b'], text)).toBe(text);
    }
    expect(listText(['a', 'b', 'c'], '<or> a <or> b')).toBe('<or> a <or> b <or> c');
    expect(listText([], '<in> a')).toBe('');
  });

  test('of a new property begins with something that is allowed', () => {
    expect(startValue(undefined)).toBe('');
    expect(startValue(known({ defaultValue: 'q35', values: ['pc', 'q35'] }))).toBe('q35');
    expect(startValue(known({ values: ['pc', 'q35'] }))).toBe('pc');
    expect(startValue(known({ type: 'boolean' }))).toBe('true');
    expect(startValue(known({ type: 'integer', minimum: 1 }))).toBe('1');
  });

  test('is told of in words, with what it makes a difference to', () => {
    expect(valueWords(known({ type: 'integer', minimum: 1, maximum: 64 }))).toBe('A whole number, 1 to 64');
    expect(valueWords(known({ values: ['a', 'b'] }))).toBe('One of a, b');
    expect(knownTip(known({}))).toBe('X · What it does. · Affects whether and how it boots.');
    expect(knownTip(known({ title: 'a\u202eb' }))).not.toContain('\u202e');
  });
});

describe('a key', () => {
  const limits = {
    nameLength: null,
    propertyKeyLength: 255,
    propertyValueLength: 255,
    tagLength: null,
    tags: null,
  };
  const nova = { kind: 'nova', limits } as const;
  const glance = { kind: 'glance', limits: { ...limits, propertyValueLength: 65_535 } } as const;
  const plankton = { kind: 'plankton', limits: { ...limits, propertyKeyLength: 93 } } as const;

  test('has what its service takes', () => {
    expect(keyProblem('our key:1.0-x', nova)).toBeUndefined();
    expect(keyProblem('a/b', nova)).toMatch(/letters, digits, blanks/);
    expect(keyProblem('a/b', glance)).toBeUndefined();
    expect(keyProblem('x'.repeat(256), glance)).toBe('At most 255 characters');
    expect(keyProblem('x'.repeat(94), plankton)).toBe('At most 93 characters');
    expect(keyProblem('Upper', plankton)).toMatch(/lower-case/);
  });

  test('is none of those that services keep for themselves', () => {
    for (const key of ['name', 'os_hidden', 'locations', 'os_glance_import_task', '__proto__', ''])
      expect(keyProblem(key, glance), key).toBeDefined();
  });

  test('has a value, and company, no longer than the service takes', () => {
    expect(textProblem('x'.repeat(256), nova)).toBe('At most 255 characters; this has 256');
    expect(textProblem('x'.repeat(256), glance)).toBeUndefined();
    expect(textProblem('🐧', nova)).toMatch(/four bytes/);
    expect(countProblem(128, nova)).toBeUndefined();
    expect(countProblem(129, nova)).toBe('At most 128 properties; this has 129');
    expect(countProblem(1000, glance)).toBeUndefined();
  });
});
