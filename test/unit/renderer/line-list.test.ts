import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyList,
  GROUP_PAGES_KEPT,
  imageAt,
  type LineList,
  lineAt,
  lineCount,
  lineOfGroup,
  lineOfImage,
  needsOf,
  PAGE_ROWS,
  PAGES_KEPT,
  placeOf,
  trimmed,
  WHOLE,
  withExpanded,
  withExpandedKeys,
  withGroups,
  withImages,
} from '../../../src/renderer/src/features/catalog/line-list.ts';
import type { CatalogGroup } from '../../../src/shared/model/index.ts';
import { imageOf } from './images.ts';

const TOTAL = 100_000;
const rowsFrom = (offset: number, count = PAGE_ROWS, prefix = 'image') =>
  Array.from({ length: count }, (_, index) => imageOf({ id: `${prefix}-${offset + index}` }));
const put = (list: LineList, page: number, total = TOTAL, exact = true): LineList =>
  withImages(list, WHOLE, { rows: rowsFrom(page * PAGE_ROWS), offset: page * PAGE_ROWS, total, exact });

const groupOf = (key: string, images: number): CatalogGroup => ({
  key,
  label: key,
  images,
  connections: [{ connection: 'lab', images }],
  first: imageOf({ id: `first-${key}` }),
  differing: [],
});
const grouped = (sizes: readonly number[], by: 'owner' | 'hash' = 'owner'): LineList =>
  withGroups(emptyList(by), {
    groups: sizes.map((images, index) => groupOf(`g${index}`, images)),
    offset: 0,
    total: sizes.length,
  });

describe('what the page holds of a list', () => {
  test('a row is found by its line, and a line by its image', () => {
    const list = put(emptyList(undefined), 3);
    expect(imageAt(list, 3 * PAGE_ROWS + 7)?.id).toBe(`image-${3 * PAGE_ROWS + 7}`);
    expect(imageAt(list, 0)).toBeUndefined();
    expect(lineOfImage(list, 'lab', `image-${3 * PAGE_ROWS}`)).toBe(3 * PAGE_ROWS);
    expect(lineOfImage(list, 'other', `image-${3 * PAGE_ROWS}`)).toBeUndefined();
  });

  test('only what is missing is asked for, neighbours together', () => {
    const list = put(emptyList(undefined), 0);
    expect(needsOf(list, 0, PAGE_ROWS - 1)).toEqual([]);
    expect(needsOf(list, 10, 3 * PAGE_ROWS - 1)).toEqual([
      { of: 'images', section: WHOLE, page: 1, pages: 2 },
    ]);
    expect(needsOf(list, TOTAL - 3, TOTAL + 500)).toMatchObject([
      { page: Math.floor(TOTAL / PAGE_ROWS), pages: 1 },
    ]);
    expect(needsOf(list, -40, 10)).toEqual([]);
  });

  test('of a list of any length only so many pages are held, and never those in sight let go', () => {
    let list = put(emptyList(undefined), 0);
    for (let page = 1; page < 200; page += 1) list = trimmed(put(list, page), 0, 20);
    expect(list.imagePages.size).toBe(PAGES_KEPT);
    expect(imageAt(list, 5)?.id).toBe('image-5');
    expect(imageAt(list, 199 * PAGE_ROWS)).toBeDefined();
    expect(imageAt(list, PAGE_ROWS)).toBeUndefined();
  });

  test('pages of groups are let go too', () => {
    let list = emptyList('owner');
    for (let page = 0; page < 100; page += 1) {
      const groups = Array.from({ length: PAGE_ROWS }, (_, index) => groupOf(`${page}-${index}`, 2));
      list = trimmed(withGroups(list, { groups, offset: page * PAGE_ROWS, total: 6400 }), 6300, 6399);
    }
    expect(list.groupPages.size).toBe(GROUP_PAGES_KEPT);
  });

  test('what was counted is not taken back by a window that counted only as far as it had to', () => {
    const first = put(emptyList(undefined), 0, 128, false);
    expect(first).toMatchObject({ total: 128, exact: false });
    const counted: LineList = { ...first, total: 5000, exact: true };
    expect(put(counted, 1, 192, false)).toMatchObject({ total: 5000, exact: true });
    expect(put(counted, 1, 4000, true)).toMatchObject({ total: 4000, exact: true });
  });
});

describe('a list put together by something', () => {
  test('expanded groups have their images beneath them', () => {
    const list = withExpanded(withExpanded(grouped([3, 2, 4]), 2, true), 0, true);
    expect(lineCount(list)).toBe(3 + 3 + 4);
    expect([0, 1, 3, 4, 5, 6, 9].map((line) => placeOf(list, line).of)).toEqual([
      'groups',
      'images',
      'images',
      'groups',
      'groups',
      'images',
      'images',
    ]);
    expect(placeOf(list, 7)).toMatchObject({ section: 'g2', row: 1, header: 5 });
    expect(lineCount(withExpanded(list, 0, false))).toBe(3 + 4);
  });

  test('every line has one place, and every group one line (any groups, any of them expanded)', () => {
    const some = fc.array(fc.record({ images: fc.integer({ min: 1, max: 9 }), open: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(some, (groups) => {
        let list = grouped(groups.map(({ images }) => images));
        groups.forEach(({ open }, index) => {
          if (open) list = withExpanded(list, index, true);
        });
        const seen = Array.from({ length: lineCount(list) }, (_, line) => {
          const place = placeOf(list, line);
          return place.of === 'groups' ? `group ${place.group}` : `${place.section} ${place.row}`;
        });
        const wanted = groups.flatMap(({ images, open }, index) => [
          `group ${index}`,
          ...Array.from({ length: open ? images : 0 }, (_, row) => `g${index} ${row}`),
        ]);
        expect(seen).toEqual(wanted);
        groups.forEach((_, index) => {
          expect(seen[lineOfGroup(list, index)]).toBe(`group ${index}`);
        });
      }),
    );
  });

  test('images of a group are found on their lines', () => {
    const open = withExpanded(grouped([3, 200]), 1, true);
    const list = withImages(open, 'g1', {
      rows: rowsFrom(64, 64, 'g1'),
      offset: 64,
      total: 200,
      exact: true,
    });
    expect(lineOfImage(list, 'lab', 'g1-70')).toBe(2 + 70);
    expect(imageAt(list, 2 + 70)?.id).toBe('g1-70');
    expect(needsOf(list, 0, 201)).toEqual([
      { of: 'images', section: 'g1', page: 0, pages: 1 },
      { of: 'images', section: 'g1', page: 2, pages: 2 },
    ]);
  });

  test('a hash that one image has is that image; it cannot be expanded', () => {
    const list = withExpanded(grouped([2, 1], 'hash'), 1, true);
    expect(lineAt(list, 0)).toMatchObject({ kind: 'group', expanded: false });
    expect(lineAt(list, 1)).toMatchObject({ kind: 'image', level: 1, image: { id: 'first-g1' } });
    expect(lineCount(list)).toBe(2);
    expect(lineOfImage(list, 'lab', 'first-g1')).toBe(1);
    expect(lineAt(grouped([1]), 0).kind).toBe('group');
  });

  test('an expanded group stays so where it moves, and is let go when another stands in its place', () => {
    const open = withExpanded(grouped([3, 2]), 1, true);
    const moved = withGroups(open, {
      groups: [groupOf('new', 1), groupOf('g0', 3), groupOf('g1', 5)],
      offset: 0,
      total: 3,
    });
    expect(moved.sections).toEqual([{ key: 'g1', group: 2, images: 5 }]);
    const gone = withGroups(open, { groups: [groupOf('g0', 3), groupOf('x', 5)], offset: 0, total: 2 });
    expect(gone.sections).toEqual([]);
    expect(withExpandedKeys(grouped([3, 2]), new Set(['g1', 'gone'])).sections).toHaveLength(1);
  });
});
