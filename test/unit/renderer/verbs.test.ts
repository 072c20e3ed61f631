import { describe, expect, test, vi } from 'vitest';
import { previewGroups } from '../../../src/renderer/src/features/many/preview-groups.ts';
import { checkWishes } from '../../../src/renderer/src/features/many/use-many-plan.ts';
import {
  imagesFor,
  noVerbReason,
  opposite,
  VERBS,
  verbReason,
  verbsFor,
} from '../../../src/renderer/src/features/many/verbs.ts';
import type { Capabilities, ChangePreview } from '../../../src/shared/model/index.ts';
import { knownProperties, knownProperty } from '../../../src/shared/properties/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { imageOf } from './images.ts';

/** The inspector asks how wide the window is. */
vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
});

const glance: Capabilities = {
  ...FAKE_CAPABILITIES.glance,
  operations: { ...FAKE_CAPABILITIES.glance.operations, 'image.deactivate': { supported: true } },
};
const capabilities = { lab: glance, okeanos: FAKE_CAPABILITIES.plankton };

describe('verbs', () => {
  test('of an image as it stands are the sides that do something', () => {
    expect(verbsFor([imageOf()], capabilities)).toEqual(['retire', 'protect', 'deactivate']);
    const other = imageOf({ hidden: true, protected: true, status: 'disabled' });
    expect(verbsFor([other], capabilities)).toEqual(['restore', 'unprotect', 'reactivate']);
  });

  test('of many that differ both sides are there, each for those that it means', () => {
    const some = [
      imageOf({ id: 'a' }),
      imageOf({ id: 'b', hidden: true }),
      imageOf({ id: 'c', hidden: true }),
    ];
    expect(verbsFor(some, capabilities).slice(0, 2)).toEqual(['retire', 'restore']);
    expect(imagesFor('restore', some, capabilities).map(({ id }) => id)).toEqual(['b', 'c']);
  });

  test('what cannot be done says why: the state, or the service', () => {
    expect(verbReason('restore', imageOf(), capabilities)).toBe('It is not retired');
    expect(verbReason('deactivate', imageOf({ status: 'busy' }), capabilities)).toBe(
      'Only a ready image can be deactivated',
    );
    const away = imageOf({ connection: 'okeanos' });
    const ability = FAKE_CAPABILITIES.plankton.operations['image.hide'];
    expect(ability.supported).toBe(false);
    expect(verbReason('retire', away, capabilities)).toBe(ability.supported ? '' : ability.reason);
    expect(noVerbReason('retire', [away, imageOf()], capabilities)).toBeUndefined();
    expect(noVerbReason('retire', [], capabilities)).toBe('Choose an image first');
    expect(verbsFor([away], capabilities)[0]).toBe('retire');
  });

  test('each has its way back', () => {
    for (const verb of VERBS) {
      expect(opposite(verb)).not.toBe(verb);
      expect(opposite(opposite(verb))).toBe(verb);
    }
  });
});

describe('requests that are alike', () => {
  const preview = (id: string, body: string): ChangePreview => ({
    connection: 'lab',
    id,
    requests: [{ method: 'PATCH', path: `/v2/images/${id}`, headers: {}, body }],
    notes: [],
    error: null,
  });

  test('stand together though their ids differ, those of the most images first', () => {
    const groups = previewGroups([
      preview('a', '1'),
      preview('b', '2'),
      preview('c', '2'),
      preview('d', '2'),
    ]);
    expect(groups.map(({ first, images }) => [first.id, images])).toEqual([
      ['b', 3],
      ['a', 1],
    ]);
  });

  test('what would be refused is never put together with what would be sent', () => {
    const refused = {
      ...preview('b', '1'),
      requests: [],
      error: { code: 'UNSUPPORTED', message: 'No.', retry: 'never', operation: 'images.preview' },
    } as const;
    expect(previewGroups([preview('a', '1'), refused]).length).toBe(2);
  });
});

describe('the values of properties for many', () => {
  const known = knownProperties(undefined);
  const of = (key: string) => knownProperty(known, key);
  const check = (key: string, wanted: string | undefined) =>
    checkWishes([{ field: `property.${key}`, wanted }], { of });

  test('are written as services keep them, and what is wrong is said', () => {
    expect(check('hw_firmware_type', 'UEFI').wishes).toEqual([
      { field: 'property.hw_firmware_type', wanted: 'uefi' },
    ]);
    expect([...check('hw_firmware_type', 'floppy').problems.keys()]).toEqual(['property.hw_firmware_type']);
    expect(check('of_my_own', 'anything').problems.size).toBe(0);
    expect(check('hw_firmware_type', undefined).problems.size).toBe(0);
  });

  test('other fields are nobody’s text', () => {
    expect(checkWishes([{ field: 'minRamMb', wanted: 7 }], { of }).wishes).toEqual([
      { field: 'minRamMb', wanted: 7 },
    ]);
  });
});
