import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../transfer/measure.ts';
import type { Options } from './options.ts';
import { count, quantile, type Report, spread, withUnit } from './report.ts';
import type { StoreRun, TimedQuery } from './store-process.ts';

const storeProcess = join(import.meta.dirname, 'store-process.ts');
/** What a thread that draws, or serves a page, may be held up. */
const BLOCKED_MS = 50;
const SLOWEST = 5;

/** The store alone, in both sizes: filling, questions for each key typed, groups, values, memory. */
export async function benchStore(options: Options, folder: string, report: Report): Promise<void> {
  const home = options.keep ?? join(folder, 'store');
  await mkdir(home, { recursive: true });
  const sizes = [
    { rows: options.images, goalMs: 16 },
    { rows: options.rows, goalMs: 50 },
  ];
  for (const { rows, goalMs } of sizes.filter((size) => size.rows > 0)) {
    report.section(`The store alone, ${count(rows)} rows of 10 clouds`);
    const { output } = await runCommand(process.execPath, [storeProcess, home, String(rows)]);
    tell(JSON.parse(output) as StoreRun, rows, goalMs, report);
  }
}

function tell(run: StoreRun, rows: number, goalMs: number, report: Report): void {
  report.figure(
    run.fillSeconds === undefined ? 'found filled' : `filled in ${withUnit(run.fillSeconds, 's')}`,
    run.fillSeconds === undefined ? '' : `${count(Math.round(rows / run.fillSeconds))} rows/s`,
  );
  report.figure('  of that, making the rows', withUnit(run.generateSeconds, 's'));
  report.figure('the file', withUnit(run.fileMiB, 'MiB'));
  report.figure('open the filled file, to the first rows', withUnit(run.openMs, 'ms'));
  const p95 = quantile(
    run.windows.map(({ ms }) => ms),
    0.95,
  );
  report.goal(`${count(rows)} rows: query for each key, p95`, p95, { atMost: goalMs }, 'ms');
  const lines: readonly (readonly [string, readonly TimedQuery[]])[] = [
    ['windows', run.windows],
    ['windows while a cloud is synced', run.whileSyncing],
    ['windows all over the list', run.scrolls],
    ['count of what was not counted yet', run.counts],
    ['groups', run.groups],
    ['values', run.values],
  ];
  for (const [label, queries] of lines) {
    report.figure(label, spread(queries.map(({ ms }) => ms)));
    for (const { text, ms, total, exact } of queries.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST)) {
      report.figure(
        `    ${JSON.stringify(text)} (${count(total)}${exact ? '' : ' or more'})`,
        withUnit(ms, 'ms'),
      );
    }
  }
  report.figure(
    `sync of ${count(Math.floor(rows / 10))} unchanged rows beside`,
    withUnit(run.resyncSeconds, 's'),
  );
  const { fillMaxMs, queryMaxMs } = run.loopDelay;
  report.figure('longest hold-up of the asking thread while filled', withUnit(fillMaxMs, 'ms'));
  report.goal(
    `${count(rows)} rows: longest hold-up of the asking thread`,
    queryMaxMs,
    { atMost: BLOCKED_MS },
    'ms',
  );
  for (const { what, mib } of run.memory) report.figure(what, withUnit(mib, 'MiB'));
}
