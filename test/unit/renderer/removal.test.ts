import { describe, expect, test } from 'vitest';
import { planRemoval } from '../../../src/renderer/src/features/inspector/removal-plan.ts';
import { explainRefusal } from '../../../src/renderer/src/features/inspector/removal-refusal.ts';
import { confirmationReason, typeable } from '../../../src/renderer/src/ui/typed-name.ts';
import type { WireError } from '../../../src/shared/errors/index.ts';
import type { Image } from '../../../src/shared/model/index.ts';
import { dependedOn } from '../../fixtures/page-harness/fake-connections.ts';
import { fakeImage } from '../../fixtures/page-harness/fake-images.ts';

const NOW = Date.UTC(2026, 10, 21);
const list = dependedOn(NOW, {});
const image = (connection: string, name: string | null, more: Partial<Image> = {}): Image => ({
  ...fakeImage(connection, 1, NOW),
  ...{ id: `${connection}-${name}`, name, protected: false, sizeBytes: 1024 },
  ...more,
});
const plan = (...images: readonly Image[]) => planRemoval(images, list, {});

describe('what must be typed before images are deleted', () => {
  test('is nothing where nobody depends on the cloud', () => {
    expect(plan(image('lab', 'a'), image('lab', 'b')).asked).toBeUndefined();
  });

  test('is the name of one image, or its cloud’s where that cannot be typed', () => {
    expect(plan(image('prod-eu', 'base')).asked).toEqual({ expected: 'base', where: 'prod-eu' });
    for (const name of [null, '  ', 'a\u202eb', 'x'.repeat(200)])
      expect(plan(image('prod-eu', name)).asked?.expected).toBe('prod-eu');
    // Only those that others depend on are asked for.
    expect(plan(image('prod-eu', 'base'), image('lab', 'other')).asked?.expected).toBe('base');
  });

  test('is the cloud of many, or their number where they are of several', () => {
    expect(plan(image('prod-eu', 'a'), image('prod-eu', 'b')).asked?.expected).toBe('prod-eu');
    expect(plan(image('prod-eu', 'a'), image('smart-rack', 'b'), image('lab', 'c')).asked).toEqual({
      expected: '3',
      where: 'prod-eu, smart-rack',
    });
  });

  test('is compared letter by letter, but for spaces around it', () => {
    expect(confirmationReason('base', ' base ')).toBeUndefined();
    expect(confirmationReason('base', 'Base')).toBe('Type base first');
    expect(confirmationReason(undefined, '')).toBeUndefined();
    expect(typeable(' base ', 'cloud')).toBe('base');
  });
});

test('what is protected, or in a cloud that is away, stays and is not asked about', () => {
  const { going, staying, sizeBytes, unsized, asked } = plan(
    image('lab', 'goes'),
    image('lab', 'goes-too', { sizeBytes: null }),
    image('prod-eu', 'golden', { protected: true }),
    image('okeanos', 'away'),
  );
  expect(going.map(({ name }) => name)).toEqual(['goes', 'goes-too']);
  expect(staying.map(({ image: { name }, why }) => [name, why])).toEqual([
    ['golden', 'protected'],
    ['away', 'offline'],
  ]);
  expect({ sizeBytes, unsized, asked }).toEqual({ sizeBytes: 1024, unsized: 1, asked: undefined });
});

describe('a refused deletion', () => {
  const wire = (code: WireError['code'], message: string, more: Partial<WireError> = {}): WireError => ({
    ...{ code, message, retry: 'never', operation: 'images.remove' },
    ...more,
  });

  test('is explained as each kind of service means it', () => {
    const inUse = wire('CONFLICT', 'Glance did not delete image 1: status 409.', {
      hint: 'It is in use or in another state than expected. Look at it again.',
    });
    expect(explainRefusal(inUse, 'glance').hint).toContain('a volume that was made from it');
    expect(explainRefusal(wire('FORBIDDEN', 'Image 1 is protected.'), 'glance').hint).toContain('protection');
    expect(explainRefusal(wire('CONFLICT', 'Importing.'), 'fifo').hint).toContain(
      'while it is being imported',
    );
    const crash = wire('UNAVAILABLE', 'Unexpected API Error.', { context: { status: 500 } });
    expect(explainRefusal(crash, 'nova').hint).toContain('the Glance of this cloud');
  });

  test('keeps its own words where they say more', () => {
    const task = wire('CONFLICT', 'Image has a prior operation.', { hint: 'Another import is under way.' });
    expect(explainRefusal(task, 'glance')).toBe(task);
    const denied = wire('FORBIDDEN', 'You are not permitted.', { hint: 'Only the owner may do this.' });
    for (const kind of ['glance', 'nova', 'fifo', 'djinn', undefined] as const)
      expect(explainRefusal(denied, kind)).toBe(denied);
  });
});
