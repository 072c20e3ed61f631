import { describe, expect, test } from 'vitest';
import {
  COLUMN_KEYS,
  columnLayout,
  isSortable,
  placeColumn,
  SORTABLE_COLUMNS,
  stepColumn,
} from '../../../src/renderer/src/features/catalog/column-layout.ts';
import { CATALOG_SORT_KEYS } from '../../../src/shared/model/index.ts';

const layout = columnLayout([]);
const keys = (choices: readonly { readonly key: string }[]): readonly string[] =>
  choices.map(({ key }) => key);
const onShow = layout.filter(({ visible }) => visible).map(({ key }) => key);

describe('columns', () => {
  test('every column is there once, the name first, whatever was kept', () => {
    const kept = columnLayout([
      { key: 'tags', visible: true, width: 10 },
      { key: 'no such', visible: true, width: 100 },
      { key: 'tags', visible: false, width: 100 },
    ]);
    expect(keys(kept).toSorted()).toEqual([...COLUMN_KEYS].sort());
    expect(keys(kept).slice(0, 2)).toEqual(['name', 'tags']);
    expect(kept[1]).toMatchObject({ visible: true, width: 64 });
  });

  test('a dropped column stands before the one it was dropped on, or last; the name keeps its place', () => {
    expect(keys(placeColumn(layout, 'updatedAt', 'connection')).slice(0, 3)).toEqual([
      'name',
      'updatedAt',
      'connection',
    ]);
    expect(keys(placeColumn(layout, 'status', undefined)).at(-1)).toBe('status');
    expect(placeColumn(layout, 'status', 'name')).toBe(layout);
    expect(placeColumn(layout, 'name', 'status')).toBe(layout);
  });

  test('a step goes past the next column on show', () => {
    const shown = (choices: typeof layout) => keys(choices.filter(({ visible }) => visible));
    expect(shown(stepColumn(layout, 'status', 1, onShow))).toEqual([
      'name',
      'connection',
      'sizeBytes',
      'status',
      'visibility',
      'updatedAt',
    ]);
    expect(shown(stepColumn(layout, 'status', -1, onShow)).slice(0, 3)).toEqual([
      'name',
      'status',
      'connection',
    ]);
    expect(stepColumn(layout, 'connection', -1, onShow)).toBe(layout);
    expect(stepColumn(layout, 'updatedAt', 1, onShow)).toBe(layout);
  });

  test('the list can be sorted by every key that the catalogue sorts by', () => {
    expect([...SORTABLE_COLUMNS].sort()).toEqual([...CATALOG_SORT_KEYS].sort());
    expect(isSortable('tags')).toBe(false);
  });
});
