import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../transfer/measure.ts';
import { benchGlance } from './glance.ts';
import { type Options, type Part, readOptions } from './options.ts';
import { benchPage } from './page.ts';
import { createReport, type Report } from './report.ts';
import { argosy } from './sandbox-cloud.ts';
import { benchStore } from './store.ts';
import { benchSync } from './sync.ts';

const RUN: Readonly<Record<Part, (options: Options, folder: string, report: Report) => Promise<void>>> = {
  sync: benchSync,
  store: benchStore,
  page: benchPage,
  glance: benchGlance,
};

/**
 * The whole of `npm run bench -- catalog`. A missed goal is said loudly, and fails the command only with
 * `--strict`: on a busy machine it says more about the machine.
 */
export async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(3));
  const report = createReport();
  const folder = await mkdtemp(join(tmpdir(), 'argosy-bench-catalog-'));
  console.log(`Node ${process.version} on ${availableParallelism()} cores`);
  try {
    // What is measured is the build: make it first.
    await runCommand(process.execPath, [argosy, '--version']);
    for (const part of options.only) await RUN[part](options, folder, report);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  if (!report.summary() && options.strict) process.exitCode = 1;
}
