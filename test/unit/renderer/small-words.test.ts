import { describe, expect, test } from 'vitest';
import { ERROR_WORDS, sayThrown } from '../../../src/renderer/src/app/error-words.ts';
import { matchesShortcut } from '../../../src/renderer/src/app/shortcut-match.ts';
import { toast, toastQueue } from '../../../src/renderer/src/app/toast-queue.ts';
import {
  COLUMN_KEYS,
  columnLayout,
  moveColumn,
  sortKeyOf,
} from '../../../src/renderer/src/features/catalog/column-layout.ts';
import { differingWords } from '../../../src/renderer/src/features/catalog/group-words.ts';
import { hashLabel, hexValues } from '../../../src/renderer/src/features/inspector/hash-words.ts';
import { matchesTitle } from '../../../src/renderer/src/features/palette/match-title.ts';
import { isNamed, named } from '../../../src/renderer/src/ui/named.ts';
import { AppError, ERROR_CODES } from '../../../src/shared/errors/index.ts';

describe('columns', () => {
  test('those kept come first, those that the settings do not know yet after them', () => {
    const layout = columnLayout([
      { key: 'id', visible: true, width: 200 },
      { key: 'from-the-future', visible: true, width: 9 },
    ]);
    expect(layout.map(({ key }) => key).slice(0, 2)).toEqual(['name', 'id']);
    expect(layout).toHaveLength(COLUMN_KEYS.length);
  });

  test('the name stays, first and visible', () => {
    const layout = columnLayout([
      { key: 'status', visible: true, width: 90 },
      { key: 'name', visible: false, width: 10 },
    ]);
    expect(layout[0]).toEqual({ key: 'name', visible: true, width: 64 });
    expect(moveColumn(layout, 'status', -1)).toBe(layout);
    expect(moveColumn(layout, 'status', 1)[2]?.key).toBe('status');
  });

  test('a sort order of another version falls back to the name', () => {
    expect(sortKeyOf('sizeBytes')).toBe('sizeBytes');
    expect(sortKeyOf('colour')).toBe('name');
  });
});

describe('shortcuts', () => {
  const keys = { key: 'k', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

  test('Mod is Ctrl, on a Mac Command', () => {
    expect(matchesShortcut('Mod+K', { ...keys, ctrlKey: true }, false)).toBe(true);
    expect(matchesShortcut('Mod+K', { ...keys, metaKey: true }, true)).toBe(true);
    expect(matchesShortcut('Mod+K', { ...keys, ctrlKey: true }, true)).toBe(false);
    expect(matchesShortcut('Mod+K', keys, false)).toBe(false);
  });

  test('more keys than those named are another shortcut', () => {
    expect(matchesShortcut('Mod+K', { ...keys, ctrlKey: true, shiftKey: true }, false)).toBe(false);
    expect(matchesShortcut('Mod+K', { ...keys, ctrlKey: true, altKey: true }, false)).toBe(false);
  });

  test('a sign matches however the keyboard makes it', () => {
    expect(matchesShortcut('?', { ...keys, key: '?', shiftKey: true }, false)).toBe(true);
  });
});

describe('messages', () => {
  test('of answers "why not" only the last stays; what offers a way back is never pushed away', () => {
    const titles = () => toastQueue.visibleToasts.map(({ content }) => content.title);
    toast({ tone: 'info', title: 'Removed', action: { label: 'Undo', run: () => undefined } });
    toast({ tone: 'info', title: 'Delete…', text: 'The past cannot be changed.' });
    toast({ tone: 'info', title: 'Download', text: 'The past cannot be changed.' });
    expect(titles()).toContain('Removed');
    expect(titles()).toContain('Download');
    expect(titles()).not.toContain('Delete…');
    toastQueue.clear();
  });
});

describe('words', () => {
  test('every code has its own', () => {
    expect(Object.keys(ERROR_WORDS).sort()).toEqual([...ERROR_CODES].sort());
  });

  test("an error's own hint goes before the general advice", () => {
    const error = new AppError('QUOTA', 'Full.', { operation: 'x', hint: 'Ask Ada.' });
    expect(sayThrown(error, 'x')).toEqual({
      title: 'Quota reached',
      message: 'Full.',
      hint: 'Ask Ada.',
      canRetry: false,
    });
    expect(sayThrown(new TypeError('x is undefined'), 'x').message).not.toContain('undefined');
  });

  test('hashes are found by name and shape; an id of 32 digits is none', () => {
    const raw = {
      checksum: 'a'.repeat(32),
      os_hash_value: 'b'.repeat(128),
      owner: 'c'.repeat(32),
      os_hash_algo: 'sha512',
    };
    expect(hexValues(raw).map(([key]) => key)).toEqual(['checksum', 'os_hash_value']);
    expect([hashLabel('sha512'), hashLabel('md5'), hashLabel('blake3')]).toEqual([
      'SHA-512',
      'MD5',
      'blake3',
    ]);
  });

  test('an image whose name cannot be read is called by its id', () => {
    expect([named('debian', 'a1'), named(null, 'a1'), named('', 'a1'), named(' \t', 'a1')]).toEqual([
      'debian',
      'a1',
      'a1',
      'a1',
    ]);
    expect(isNamed('\u00a0')).toBe(false);
  });

  test('what differs among the same bytes is named as people write it', () => {
    expect(differingWords({ differing: ['min_disk', 'property.os_distro'] })).toBe(
      'differs in min_disk, os_distro',
    );
  });

  test('the palette finds by the beginnings of words, in any order', () => {
    expect(matchesTitle('Show or hide transfers Transfers', 'tra sho')).toBe(true);
    expect(matchesTitle('Upload images… Images', 'load')).toBe(false);
  });
});
