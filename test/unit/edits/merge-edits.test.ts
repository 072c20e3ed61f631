import { describe, expect, test } from 'vitest';
import { mergeEdits } from '../../../src/main/edits/merge-edits.ts';
import { fieldValue } from '../../../src/shared/edits/index.ts';
import type { Image, ImageEdit, QueuedEdit } from '../../../src/shared/model/index.ts';
import { imageOf } from '../renderer/images.ts';

const at = '2026-11-20T10:00:00.000Z';
const seen = imageOf({ name: 'debian', tags: ['web'], properties: { os: '12' } });

function queue(waiting: QueuedEdit | undefined, edit: ImageEdit, image: Image = seen, nested = false) {
  return mergeEdits(waiting, { edit, seen: image, nested, at });
}

describe('a second edit over one that waits', () => {
  test('adds its fields and takes the place of those that it names, too', () => {
    const first = queue(undefined, { name: 'a', minRamMb: 1024 });
    const second = queue(first, { name: 'b', setProperties: { os: '13' } });
    expect(second?.edit).toEqual({ name: 'b', minRamMb: 1024, setProperties: { os: '13' } });
    expect(second?.base).toEqual(seen);
  });

  test('a field set back to what it was is taken out; with the last one the edit is gone', () => {
    const first = queue(undefined, { name: 'a', addTags: ['db'], unsetProperties: ['os'] });
    const second = queue(first, { name: 'debian', setProperties: { os: '12' } });
    expect(second?.edit).toEqual({ addTags: ['db'] });
    expect(queue(second, { removeTags: ['db'] })).toBeUndefined();
    expect(queue(undefined, { name: 'debian' })).toBeUndefined();
  });

  test('a property is removed instead of set, and set instead of removed', () => {
    const first = queue(undefined, { setProperties: { os: '13', more: 'x' } });
    const second = queue(first, { unsetProperties: ['os', 'more'] });
    expect(second?.edit).toEqual({ unsetProperties: ['os'] });
    expect(queue(second, { setProperties: { os: '14' } })?.edit).toEqual({ setProperties: { os: '14' } });
  });

  test('each field keeps the value that was seen when it was last touched', () => {
    const first = queue(undefined, { name: 'a', minRamMb: 1024 });
    // A refresh came between: somebody renamed it, and somebody changed the memory.
    const later = { ...seen, name: 'renamed', minRamMb: 256, minDiskGb: 5, revision: '2' };
    const second = queue(first, { minRamMb: 2048, minDiskGb: 10 }, later);
    expect(second?.edit).toEqual({ name: 'a', minRamMb: 2048, minDiskGb: 10 });
    const base = second?.base ?? seen;
    expect([base.name, base.minRamMb, base.minDiskGb]).toEqual(['debian', 256, 5]);
  });

  test('what is wanted back, though somebody else changed it meanwhile, is still wanted', () => {
    const first = queue(undefined, { name: 'a' });
    expect(queue(first, { name: 'debian' }, { ...seen, name: 'renamed' })?.edit).toEqual({ name: 'debian' });
  });
});

describe('properties that are trees', () => {
  const tree = imageOf({ properties: { ui: { notes: 'x', color: 'red' }, 'a/b': 1 } });

  test('what is set above takes the place of what waits below', () => {
    const first = queue(undefined, { setProperties: { 'ui/notes': 'y', other: 1 } }, tree, true);
    const second = queue(first, { setProperties: { ui: { fresh: true } } }, tree, true);
    expect(second?.edit).toEqual({ setProperties: { other: 1, ui: { fresh: true } } });
  });

  test('what is set below a value that waits becomes a part of it', () => {
    const first = queue(undefined, { setProperties: { ui: { fresh: true } } }, tree, true);
    const second = queue(first, { setProperties: { 'ui/deep/er': [1] } }, tree, true);
    expect(second?.edit).toEqual({ setProperties: { ui: { fresh: true, deep: { er: [1] } } } });
    const third = queue(second, { unsetProperties: ['ui/fresh'] }, tree, true);
    expect(third?.edit).toEqual({ setProperties: { ui: { deep: { er: [1] } } } });
  });

  test('a key with a slash of its own is that key', () => {
    const first = queue(undefined, { setProperties: { 'a/b': 2 } }, tree, true);
    expect(fieldValue(first?.base ?? tree, 'property.a/b')).toBe(1);
    expect(queue(first, { setProperties: { 'a/b': 1 } }, tree, true)).toBeUndefined();
  });
});
