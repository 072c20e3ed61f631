import { describe, expect, test } from 'vitest';
import {
  chooseOne,
  chooseStretch,
  imageKey,
  moveFocus,
  NO_SELECTION,
  refreshChosen,
  toggleOne,
} from '../../../src/renderer/src/features/catalog/selection.ts';
import { imageOf } from './images.ts';

const rows = ['a', 'b', 'c', 'd'].map((id) => imageOf({ id }));
const [a, b, c] = rows;
if (a === undefined || b === undefined || c === undefined) throw new Error('There are four.');

describe('choosing images', () => {
  test('a click chooses one alone', () => {
    const both = toggleOne(chooseOne(0, a), 1, b);
    expect([...chooseOne(2, c).images.keys()]).toEqual(['lab/c']);
    expect([...both.images.keys()]).toEqual(['lab/a', 'lab/b']);
  });

  test('Ctrl and a click take one out again, and leave the rest', () => {
    const both = toggleOne(chooseOne(0, a), 1, b);
    expect([...toggleOne(both, 0, a).images.keys()]).toEqual(['lab/b']);
  });

  test('Shift chooses from where the stretch began, however often it is moved', () => {
    const one = chooseOne(1, b);
    const down = chooseStretch(one, 3, rows.slice(1));
    const up = chooseStretch(down, 0, rows.slice(0, 2));
    expect(down.images.size).toBe(3);
    expect(up.anchor).toBe(1);
    expect([...up.images.keys()]).toEqual(['lab/a', 'lab/b']);
  });

  test('a row chosen before its content is here is awaited', () => {
    expect(chooseOne(900, undefined)).toMatchObject({ focus: 900, awaited: true });
    expect(chooseOne(1, b).awaited).toBe(false);
  });

  test('the same id in another cloud is another image', () => {
    expect(imageKey(a)).not.toBe(imageKey({ ...a, connection: 'prod' }));
  });

  test('a newer copy replaces the chosen one; what is not in sight stays chosen', () => {
    const both = toggleOne(chooseOne(0, a), 1, b);
    const next = refreshChosen(both, [{ ...a, name: 'renamed' }]);
    expect(next.images.get('lab/a')?.name).toBe('renamed');
    expect(next.images.size).toBe(2);
    expect(refreshChosen(both, [c])).toBe(both);
  });
});

describe('moving by keys', () => {
  test.each([
    [-1, 'ArrowDown', 0],
    [4, 'ArrowDown', 5],
    [99, 'ArrowDown', 99],
    [0, 'ArrowUp', 0],
    [-1, 'ArrowUp', 0],
    [50, 'PageDown', 60],
    [95, 'PageDown', 99],
    [5, 'PageUp', 0],
    [5, 'Home', 0],
    [5, 'End', 99],
  ])('from row %s %s leads to row %s of 100', (focus, key, target) => {
    expect(moveFocus(focus, key, 100, 10)).toBe(target);
  });

  test('other keys, and an empty list, move nothing', () => {
    expect(moveFocus(5, 'x', 100, 10)).toBeUndefined();
    expect(moveFocus(NO_SELECTION.focus, 'ArrowDown', 0, 10)).toBeUndefined();
  });
});
