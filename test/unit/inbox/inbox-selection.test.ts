import { describe, expect, test } from 'vitest';
import type { SharedImage, SharedWithMe } from '#shared/model/index.ts';
import { countTabs, imagesOf } from '../../../src/renderer/src/features/inbox/inbox-lists.ts';
import {
  afterRows,
  chooseOnly,
  chooseTo,
  type InboxSelection,
  standOnKey,
  toggleKey,
} from '../../../src/renderer/src/features/inbox/inbox-selection.ts';

const rows = ['a', 'b', 'c', 'd'];
const words = ({ chosen, focus }: InboxSelection) => `${[...chosen].join('')} at ${focus ?? 'none'}`;

describe('choosing in the inbox', () => {
  test('is as in every list', () => {
    expect(words(chooseTo(chooseOnly('b'), 'd', rows))).toBe('bcd at d');
    expect(words(chooseTo(chooseTo(chooseOnly('b'), 'd', rows), 'a', rows))).toBe('ab at a');
    expect(words(toggleKey(chooseOnly('a'), 'c'))).toBe('ac at c');
    expect(words(toggleKey(chooseOnly('a'), 'a'))).toBe(' at a');
    expect(words(standOnKey(chooseOnly('a'), 'c'))).toBe('a at c');
    expect(words(chooseTo(chooseOnly('gone'), 'b', rows))).toBe('b at b');
  });

  test('goes on with the next row after an answer, and back at the end', () => {
    expect(words(afterRows(chooseOnly('b'), rows, ['a', 'c', 'd']))).toBe('c at c');
    expect(words(afterRows(chooseOnly('d'), rows, ['a', 'b', 'c']))).toBe('c at c');
    expect(words(afterRows(chooseTo(chooseOnly('a'), 'c', rows), rows, ['d']))).toBe('d at d');
    expect(words(afterRows(chooseOnly('a'), ['a'], []))).toBe(' at none');
  });

  test('keeps what is still there, in a batch of which some failed', () => {
    expect(words(afterRows(chooseTo(chooseOnly('a'), 'c', rows), rows, ['b', 'd']))).toBe('b at d');
    const untouched = chooseOnly('b');
    expect(afterRows(untouched, rows, ['b', 'c', 'e'])).toBe(untouched);
  });
});

test('the rows of all clouds stand by name; what needs no answer is with the accepted', () => {
  const image = (connection: string, name: string | null, memberStatus: SharedImage['memberStatus']) =>
    ({ connection, id: `${connection}-${name}`, name, memberStatus }) as SharedImage;
  const inbox: readonly SharedWithMe[] = [
    {
      connection: 'lab',
      images: [image('lab', 'v10', 'pending'), image('lab', null, 'pending'), image('lab', 'x', 'rejected')],
      seenAt: null,
      error: null,
    },
    {
      connection: 'own',
      images: [image('own', 'V9', 'pending'), image('own', 'y', null)],
      seenAt: null,
      error: null,
    },
  ];
  expect(imagesOf(inbox, 'pending').map(({ name }) => name)).toEqual(['V9', 'v10', null]);
  expect(countTabs(inbox)).toEqual({ pending: 3, accepted: 1, rejected: 1 });
});
