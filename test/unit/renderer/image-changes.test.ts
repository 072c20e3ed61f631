import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changesOf,
  describeEdit,
  formOf,
  inverseEdit,
  isEmptyEdit,
} from '../../../src/renderer/src/features/inspector/image-changes.ts';
import type { Image, ImageEdit } from '../../../src/shared/model/index.ts';
import { VISIBILITIES } from '../../../src/shared/model/index.ts';
import { imageOf } from './images.ts';

/** What a service does with an edit. */
function apply(image: Image, edit: ImageEdit): Image {
  const { setProperties = {}, unsetProperties = [], addTags = [], removeTags = [], ...plain } = edit;
  const properties = { ...image.properties, ...setProperties };
  for (const key of unsetProperties) delete properties[key];
  const tags = [...new Set([...image.tags.filter((tag) => !removeTags.includes(tag)), ...addTags])].sort();
  return { ...image, ...(plain as Partial<Image>), properties, tags };
}

describe('an edit', () => {
  test('holds only what was touched', () => {
    const image = imageOf({ tags: ['golden', 'old'] });
    const form = { ...formOf(image), name: 'debian-13.1', tags: ['golden', 'new'] };
    expect(changesOf(image, form)).toEqual({ name: 'debian-13.1', addTags: ['new'], removeTags: ['old'] });
    expect(isEmptyEdit(changesOf(image, formOf(image)))).toBe(true);
  });

  test('never sets a name to nothing, nor a visibility that the service does not have', () => {
    const image = imageOf({ visibility: null });
    expect(changesOf(image, { ...formOf(image), name: '  ' })).toEqual({});
  });

  test('is described in words', () => {
    const edit = { name: 'x', minDiskGb: 4, addTags: ['a'], removeTags: ['b'], unsetProperties: ['c'] };
    expect(describeEdit(edit)).toBe('name, min disk, 1 property, 2 tags');
  });
});

const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }).map((list) => list.sort());
const properties = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.string({ maxLength: 3 }), {
  noNullPrototype: true,
});
const images = fc
  .record({
    name: fc.string({ minLength: 1 }).filter((name) => name.trim() === name && name !== ''),
    visibility: fc.constantFrom(...VISIBILITIES),
    minDiskGb: fc.nat(50),
    minRamMb: fc.nat(5000),
    protected: fc.boolean(),
    hidden: fc.boolean(),
    tags,
    properties,
  })
  .map(imageOf);

describe('undo', () => {
  test('the inverse of any form edit gives the image back', () => {
    fc.assert(
      fc.property(images, images, (image, wanted) => {
        const edit = changesOf(image, formOf(wanted));
        expect(formOf(apply(apply(image, edit), inverseEdit(image, edit)))).toEqual(formOf(image));
      }),
    );
  });

  test('the inverse of any change of properties gives them back', () => {
    fc.assert(
      fc.property(images, properties, fc.subarray(['p', 'q', 'r']), (image, set, unset) => {
        const setProperties = Object.fromEntries(Object.entries(set).filter(([key]) => !unset.includes(key)));
        const edit: ImageEdit = { setProperties, unsetProperties: unset };
        expect(apply(apply(image, edit), inverseEdit(image, edit)).properties).toEqual(image.properties);
      }),
    );
  });

  test('a tag that was there already is not taken away by undoing its addition', () => {
    expect(inverseEdit(imageOf({ tags: ['a'] }), { addTags: ['a', 'b'] })).toEqual({ removeTags: ['b'] });
  });
});
