import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellWord } from '#shared/shell/shell-word.ts';
import { COLUMN_KEYS } from '../../../src/renderer/src/features/catalog/column-layout.ts';
import { COPY_FORMS, imagesAs } from '../../../src/renderer/src/features/catalog/copy-as/copy-forms.ts';
import { delimitedText, guarded } from '../../../src/renderer/src/features/catalog/copy-as/delimited-text.ts';
import { markdownTable } from '../../../src/renderer/src/features/catalog/copy-as/markdown-table.ts';
import { imageOf } from './images.ts';

const HOSTILE = [
  '',
  ' ',
  '=HYPERLINK("http://evil","click")',
  '+1',
  '-1+2',
  '@SUM(A1)',
  '\t=1',
  "it's",
  '"quoted", and more',
  'two\nlines\r\nthree',
  '$(rm -rf ~)',
  '`id`',
  '!!',
  '\u001b[201~; touch /tmp/x\n',
  'invoice\u202egpj',
  '| a | b |',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  '-rf',
  '\\',
  'naïve 🚢 ünïcode',
];
const anyText = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }), fc.string());

/** Reads CSV as RFC 4180 says. */
function parseDelimited(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let inQuotes = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index] ?? '';
    if (inQuotes) {
      if (sign !== '"') cell += sign;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else inQuotes = false;
    } else if (sign === '"') inQuotes = true;
    else if (sign === separator) {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (sign === '\r' && text[index + 1] === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      cell = '';
      index += 1;
    } else cell += sign;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

describe('CSV and tab-separated text', () => {
  test.each([',', '\t'] as const)('give back every cell, separated by %j', (separator) => {
    const tables = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(anyText, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(tables, (rows) => {
        expect(parseDelimited(delimitedText(rows, separator), separator)).toEqual(
          rows.map((row) => row.map(guarded)),
        );
      }),
    );
  });

  test('no cell begins like a formula', () => {
    fc.assert(
      fc.property(anyText, (cell) => {
        const [[read = ''] = []] = parseDelimited(delimitedText([[cell]], ','), ',');
        expect(read).not.toMatch(/^[=+\-@\t\r]/);
        expect(read.replace(/^'/, '')).toBe(cell.replace(/^'/, ''));
      }),
    );
  });
});

describe('Markdown', () => {
  test('every row has as many columns as the head, whatever the cells say', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, anyText), { maxLength: 6 }), (rows) => {
        const lines = markdownTable([['Name', 'Cloud'], ...rows]).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(3);
      }),
    );
  });

  test('markup in a name stays text', () => {
    const table = markdownTable([['Name'], ['<b>*x*</b> [a](http://b)']]);
    expect(table).toContain('&lt;b>\\*x\\*&lt;/b> \\[a\\](http://b)');
  });
});

describe('shell words', () => {
  test('bash reads back every text, and nothing that a terminal would act on is in them', () => {
    const texts = [...HOSTILE, ...fc.sample(anyText, { numRuns: 400, seed: 7 })].filter(
      (text) => shellWord(text) !== undefined,
    );
    const words = texts.map((text) => shellWord(text) ?? '');
    for (const word of words) expect(word).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const script = `printf '%s\\0' ${words.join(' ')}`;
    const read = execFileSync('bash', ['-s'], { input: script, encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(read).toEqual(texts);
  });

  test('what no argument can hold is no word', () => {
    expect(shellWord('a\0b')).toBeUndefined();
    expect(shellWord('\ud800')).toBeUndefined();
    expect(shellWord('=ls')).toBe("'=ls'");
    expect(shellWord('')).toBe("''");
  });
});

describe('openstack commands', () => {
  const image = imageOf({
    id: 'a1',
    name: "it's -rf",
    tags: ['web'],
    minDiskGb: 5,
    properties: { os_distro: 'debian', 'odd=key': 'x', '-k': 'v' },
  });

  test('show names the image', () => {
    expect(imagesAs('openstack-show', [image], [])).toBe('openstack image show a1');
    expect(imagesAs('openstack-show', [imageOf({ id: '-x' })], [])).toBe('openstack image show -- -x');
  });

  test('set says what can be set, and what it had to leave out', () => {
    const text = imagesAs('openstack-set', [image], []);
    expect(text.split('\n')[0]).toBe('# left out, as the command cannot say it: property odd=key');
    expect(text).toContain("--name 'it'\\''s -rf'");
    expect(text).toContain('--min-disk 5');
    expect(text).toContain('--private');
    expect(text).toContain('--unprotected');
    expect(text).toContain('--property os_distro=debian');
    expect(text).toContain('--property=-k=v');
    expect(text.trimEnd().endsWith(' a1')).toBe(true);
  });

  test('a name full of commands stays one comment, one argument', () => {
    const evil = imageOf({ properties: { 'x\n$(touch /tmp/x)=y': 'z' }, name: '$(touch /tmp/x)\n;true' });
    const script = imagesAs('openstack-set', [evil], []);
    const shim = 'openstack() { printf "%s\\0" "$@"; }\n';
    const read = execFileSync('bash', ['-s'], { input: shim + script, encoding: 'utf8' }).split('\0');
    expect(read.slice(0, 4)).toEqual(['image', 'set', '--name', '$(touch /tmp/x)\n;true']);
  });

  test('the commands of several clouds stand under their names', () => {
    const other = imageOf({ id: 'b2', connection: 'prod' });
    expect(imagesAs('openstack-show', [image, other], [])).toBe(
      '# cloud: lab\nopenstack image show a1\n# cloud: prod\nopenstack image show b2',
    );
  });
});

describe('the other forms', () => {
  const images = [imageOf({ sizeBytes: 1024 ** 3 }), imageOf({ id: 'b2', name: null })];

  test('CSV holds raw values of the columns on show, always with cloud and id', () => {
    expect(imagesAs('csv', images, ['name', 'sizeBytes']).split('\r\n')).toEqual([
      'name,sizeBytes,cloud,id',
      'debian-13,1073741824,lab,a1',
      ',1024,lab,b2',
      '',
    ]);
  });

  test('the Markdown table reads like the list', () => {
    expect(imagesAs('markdown', images, ['name', 'sizeBytes']).split('\n')).toEqual([
      '| Name      | Size  |',
      '| --------- | ----- |',
      '| debian-13 | 1 GiB |',
      '| –         | 1 KiB |',
    ]);
  });

  test('JSON is the images themselves', () => {
    expect(JSON.parse(imagesAs('json', images, []))).toEqual(images);
  });

  test('names fall back on ids', () => {
    expect(imagesAs('names', images, [])).toBe('debian-13\nb2');
    expect(imagesAs('ids', images, [])).toBe('a1\nb2');
  });

  test('every form writes every column of any image', () => {
    const bare = imageOf({ name: null, sizeBytes: null, visibility: null, updatedAt: null, checksum: null });
    for (const form of COPY_FORMS)
      expect(imagesAs(form, [bare], COLUMN_KEYS)).not.toMatch(/undefined|\[object/);
  });
});
