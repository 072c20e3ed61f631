import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROWS } from '../../../scripts/conformance/matrix.ts';
import { type MeasuredRow, measure } from '../../../scripts/conformance/measure.ts';
import { forMarkdown, forTerminal } from '../../../scripts/conformance/print.ts';
import { intoReadme } from '../../../scripts/conformance/readme.ts';
import { EXERCISES } from '../../conformance/exercises.ts';
import { PROBES } from '../../conformance/probes.ts';

function measured(...seen: readonly { kind: string; row: string; works: boolean }[]): readonly MeasuredRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-matrix-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'seen.jsonl');
  writeFileSync(file, seen.map((each) => `${JSON.stringify(each)}\n`).join(''));
  return measure(file);
}

function cell(rows: readonly MeasuredRow[], label: string, system: number) {
  return rows.find((row) => row.label === label)?.cells[system];
}

describe('the matrix of services', () => {
  test('asks only for what the conformance suite measures', () => {
    const known = [...Object.keys(EXERCISES), ...Object.keys(PROBES)];
    for (const { measured: keys, packages } of ROWS) {
      for (const key of [...keys, ...(packages ? [packages] : [])]) expect(known).toContain(key);
    }
  });

  test('agrees where what was promised was seen to work, and what was denied to be refused', () => {
    const rows = measured(
      { kind: 'glance', row: 'image.tags', works: true },
      { kind: 'nova', row: 'image.tags', works: false },
      { kind: 'nova', row: 'shown.tags', works: false },
    );
    expect(cell(rows, 'tags', 6)).toEqual({ promised: 'Y', works: true, agrees: true });
    expect(cell(rows, 'tags', 2)).toEqual({ promised: '-', works: false, agrees: true });
  });

  test('does not agree where something works that was denied, or fails that was promised, or nobody looked', () => {
    const rows = measured(
      { kind: 'glance', row: 'image.rename', works: false },
      { kind: 'djinn', row: 'image.rename', works: true },
    );
    expect(cell(rows, 'change the name', 6)?.agrees).toBe(false);
    expect(cell(rows, 'change the name', 3)?.agrees).toBe(false);
    expect(cell(rows, 'change the name', 0)).toMatchObject({ works: undefined, agrees: false });
    expect(forTerminal(rows)).toContain('— !');
  });

  test('one service of a kind that can is enough: an old one may lack it', () => {
    const rows = measured(
      { kind: 'glance', row: 'image.import', works: false },
      { kind: 'glance', row: 'image.import', works: true },
    );
    expect(cell(rows, 'create by URL', 6)?.works).toBe(true);
  });

  test('takes the place of the table in a text, and nothing else', () => {
    const text =
      'before\n<!-- matrix: npm run conformance -- --write -->\nold\n<!-- end of matrix -->\nafter\n';
    const written = intoReadme(text, forMarkdown(measured()));
    expect(written).toMatch(/^before\n<!-- matrix/);
    expect(written).toMatch(/<!-- end of matrix -->\nafter\n$/);
    expect(written).not.toContain('yesterday');
    expect(() => intoReadme('nothing', '')).toThrow(/no place/);
  });
});
