/**
 * `npm run conformance`: runs the conformance suite of every provider and prints the matrix of services as it
 * was measured, system by row. Fails where it is not what the protocol sheets promise. `--write` also puts the
 * table into the README; a test keeps the two the same.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './conformance/measure.ts';
import { forMarkdown, forTerminal } from './conformance/print.ts';
import { intoReadme } from './conformance/readme.ts';

const README = join(import.meta.dirname, '..', 'README.md');

const folder = mkdtempSync(join(tmpdir(), 'argosy-conformance-'));
const file = join(folder, 'seen.jsonl');
try {
  writeFileSync(file, '');
  const { status } = spawnSync('node_modules/.bin/vitest', ['run', '--project', 'conformance'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ARGOSY_CONFORMANCE: file },
  });
  const rows = measure(file);
  console.log(`\n${forTerminal(rows)}`);
  const wrong = rows.flatMap(({ label, cells }) => cells.filter(({ agrees }) => !agrees).map(() => label));
  if (wrong.length > 0) console.log(`\nNot as promised: ${[...new Set(wrong)].join(', ')}.`);
  const written = intoReadme(readFileSync(README, 'utf8'), forMarkdown(rows));
  if (process.argv.includes('--write')) writeFileSync(README, written);
  else if (written !== readFileSync(README, 'utf8')) {
    console.log('\nThe README shows another table: run `npm run conformance -- --write`.');
    process.exitCode = 1;
  }
  if (status !== 0 || wrong.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
