import { describe, expect, test } from 'vitest';
import {
  EMPTY_WINDOW_CACHE,
  indexOfImage,
  markStale,
  PAGE_ROWS,
  PAGES_KEPT,
  pagesToFetch,
  putWindow,
  rowAt,
  touchPages,
  type WindowCache,
} from '../../../src/renderer/src/features/catalog/window-cache.ts';
import { imageOf } from './images.ts';

const TOTAL = 100_000;
const rowsFrom = (offset: number, count = PAGE_ROWS) =>
  Array.from({ length: count }, (_, index) => imageOf({ id: `image-${offset + index}` }));
const put = (cache: WindowCache, page: number, total = TOTAL): WindowCache =>
  putWindow(cache, { rows: rowsFrom(page * PAGE_ROWS), offset: page * PAGE_ROWS, total });

describe('the windows that the page holds', () => {
  test('a row is found by its place in the list', () => {
    const cache = put(EMPTY_WINDOW_CACHE, 3);
    expect(rowAt(cache, 3 * PAGE_ROWS + 7)?.id).toBe(`image-${3 * PAGE_ROWS + 7}`);
    expect(rowAt(cache, 0)).toBeUndefined();
    expect(indexOfImage(cache, 'lab', `image-${3 * PAGE_ROWS}`)).toBe(3 * PAGE_ROWS);
    expect(indexOfImage(cache, 'other', `image-${3 * PAGE_ROWS}`)).toBeUndefined();
  });

  test('only missing pages of the rows in sight are asked for', () => {
    const cache = put(put(EMPTY_WINDOW_CACHE, 0), 1);
    expect(pagesToFetch(cache, 0, 150)).toEqual([]);
    expect(pagesToFetch(cache, 150, 320)).toEqual([2, 3]);
    expect(pagesToFetch(cache, TOTAL - 10, TOTAL + 500)).toEqual([999]);
    expect(pagesToFetch(cache, -40, 10)).toEqual([]);
  });

  test('of a list of any length only so many pages are held', () => {
    let cache = EMPTY_WINDOW_CACHE;
    for (let page = 0; page < 200; page += 1) cache = put(cache, page);
    expect(cache.pages.size).toBe(PAGES_KEPT);
    expect(rowAt(cache, 199 * PAGE_ROWS)).toBeDefined();
    expect(rowAt(cache, 0)).toBeUndefined();
  });

  test('the page in sight is forgotten last', () => {
    let cache = put(EMPTY_WINDOW_CACHE, 0);
    for (let page = 1; page < 200; page += 1) cache = put(touchPages(cache, 0, 40), page);
    expect(rowAt(cache, 0)).toBeDefined();
  });

  test('after a change the rows stay on show and are asked for again', () => {
    const cache = markStale(put(EMPTY_WINDOW_CACHE, 0));
    expect(rowAt(cache, 5)?.id).toBe('image-5');
    expect(pagesToFetch(cache, 0, 40)).toEqual([0]);
    expect(pagesToFetch(put(cache, 0), 0, 40)).toEqual([]);
  });

  test('a list that became shorter forgets what lies beyond its end', () => {
    const cache = put(put(EMPTY_WINDOW_CACHE, 0), 9);
    expect(rowAt(put(cache, 0, 150), 9 * PAGE_ROWS)).toBeUndefined();
  });
});
