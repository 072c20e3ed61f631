import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BODY_PX, scrollScale } from '../../../src/renderer/src/features/catalog/scroll-scale.ts';

const VIEW = 640;

describe('scrolling lists of any length', () => {
  test('up to what a browser can show, a pixel is a pixel', () => {
    const scale = scrollScale(100_000, 38, VIEW);
    expect(scale.bodyHeight).toBe(3_800_000);
    expect(scale.topAt(123_456)).toBe(123_456);
    expect(scale.scrollTopFor(123_456)).toBe(123_456);
  });

  test('a list of millions still scrolls from its first row to its last, and back, without going astray', () => {
    const lists = fc.record({
      lines: fc.integer({ min: 400_000, max: 50_000_000 }),
      rowHeight: fc.constantFrom(30, 38),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(lists, ({ lines, rowHeight, at }) => {
        const scale = scrollScale(lines, rowHeight, VIEW);
        expect(scale.bodyHeight).toBeLessThanOrEqual(MAX_BODY_PX);
        const scrollMax = scale.bodyHeight - VIEW;
        const topMax = lines * rowHeight - VIEW;
        expect(scale.topAt(0)).toBe(0);
        expect(scale.topAt(scrollMax)).toBeCloseTo(topMax, 3);
        const top = at * topMax;
        expect(scale.topAt(scale.scrollTopFor(top))).toBeCloseTo(top, 3);
      }),
    );
  });

  test('a list that fits does not scroll', () => {
    const scale = scrollScale(3, 38, VIEW);
    expect(scale.topAt(500)).toBe(0);
    expect(scale.scrollTopFor(500)).toBe(0);
  });
});
