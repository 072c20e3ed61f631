import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suggestedFileName } from '../../../src/renderer/src/features/transfers/suggested-file-name.ts';
import { exactBytes, formatBytes, formatProgress } from '../../../src/renderer/src/ui/format-bytes.ts';
import {
  formatAsOf,
  formatDuration,
  formatEta,
  formatRelative,
} from '../../../src/renderer/src/ui/format-time.ts';
import { shortId, visibleText } from '../../../src/renderer/src/ui/visible-text.ts';

const MIB = 1024 ** 2;

describe('sizes', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '0.98 KiB'],
    [1024, '1 KiB'],
    [612.4 * MIB, '612 MiB'],
    [999.6 * MIB, '0.98 GiB'],
    [7.812 * 1024 * MIB, '7.81 GiB'],
    [11.4 * 1024 * MIB, '11.4 GiB'],
    [20 * 1024 * MIB, '20 GiB'],
    [null, '–'],
  ])('%s bytes are shown as %s', (size, shown) => expect(formatBytes(size)).toBe(shown));

  test('the exact number has its thousands separated', () => {
    expect(exactBytes(8_388_608_000)).toBe('8,388,608,000 bytes');
    expect(exactBytes(null)).toBe('not known');
  });

  test('progress names a shared unit once', () => {
    expect(formatProgress(381.2 * MIB, 614.1 * MIB)).toBe('381 of 614 MiB');
    expect(formatProgress(12 * MIB, 3.5 * 1024 * MIB)).toBe('12 MiB of 3.50 GiB');
    expect(formatProgress(12 * MIB, null)).toBe('12 MiB');
  });

  test('no size takes more than three significant digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (size) => {
        const digits = formatBytes(size).replace(/\D/g, '').replace(/^0+/, '');
        expect(digits.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 20, 15, 0, 0).getTime();
  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

  test.each([
    [3, 'just now'],
    [40, '40 s ago'],
    [9 * 60, '9 min ago'],
    [2 * 3600 + 60, '2 h ago'],
    [26 * 3600, 'yesterday'],
    [3 * 86_400, '3 days ago'],
    [39 * 86_400, '12 Oct'],
  ])('%s seconds ago is %s', (seconds, words) => expect(formatRelative(ago(seconds), now)).toBe(words));

  test('another year is named', () => {
    expect(formatRelative(new Date(2024, 9, 3).toISOString(), now)).toBe('3 Oct 2024');
  });

  test('what is no date is a dash, never "Invalid Date"', () => {
    expect(formatRelative('soon', now)).toBe('–');
    expect(formatRelative(null, now)).toBe('–');
  });

  test('rows are as of a clock time today, a day before', () => {
    expect(formatAsOf(ago(3600), now)).toBe('14:00');
    expect(formatAsOf(ago(3 * 86_400), now)).toBe('17 Nov');
  });

  test('durations name at most two units', () => {
    expect([0.41, 12, 200, 7500, 90_000].map(formatDuration)).toEqual([
      '0.4 s',
      '12 s',
      '3 min 20 s',
      '2 h 5 min',
      '1 d 1 h',
    ]);
  });

  test('what is left is rounded up', () => {
    expect([0.2, 1.1, 75.5].map(formatEta)).toEqual(['1 s left', '2 s left', '1 min 16 s left']);
    expect(formatEta(null)).toBeUndefined();
  });
});

describe('server text', () => {
  test('control and direction characters are made visible', () => {
    expect(visibleText('two\nlines')).toBe('two⟨LF⟩lines');
    expect(visibleText('invoice\u202egpj.exe')).toBe('invoice⟨U+202E⟩gpj.exe');
    expect(visibleText('a\u0085b\u200bc')).toBe('a⟨U+0085⟩b⟨U+200B⟩c');
  });

  test('markup and other scripts stay as they are', () => {
    for (const text of ['<b>bold</b>', 'صورة', 'образ', '👩‍💻']) expect(visibleText(text)).toBe(text);
  });

  test('nothing invisible is left of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text).replace(/[\u200c\u200d]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test('a long id keeps both ends', () => {
    expect(shortId('9abebeb5-6d65-4e51-9f4c-6b9f6a40ac41')).toBe('9abebeb5…ac41');
    expect(shortId('short')).toBe('short');
  });

  test('a suggested file name fits any system', () => {
    const name = (text: string | null, diskFormat: string | null = 'qcow2') =>
      suggestedFileName({ name: text, id: 'a1', diskFormat });
    expect(name('../../etc/passwd')).toBe('_.._etc_passwd.qcow2');
    expect(name('debian.qcow2')).toBe('debian.qcow2');
    expect(name(null, null)).toBe('a1');
    expect(name('...')).toBe('image.qcow2');
  });
});
