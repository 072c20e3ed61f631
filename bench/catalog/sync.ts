import { join } from 'node:path';
import { PAGE_SIZE } from '../../src/main/providers/glance/config.ts';
import type { SyncResult } from '../../src/shared/model/index.ts';
import { median, type Run, runCommand } from '../transfer/measure.ts';
import type { Options } from './options.ts';
import { count, type Report, withUnit } from './report.ts';
import { argosy, CONNECTION, environment, type SandboxCloud, startSandboxCloud } from './sandbox-cloud.ts';

const bareList = join(import.meta.dirname, 'bare-list.ts');
const LEAST_RATIO = 0.7;

interface BareRun {
  readonly seconds: number;
  readonly images: number;
  readonly pages: number;
  readonly bytes: number;
}

/** One sync: its own `seconds`, and those of the whole command. */
interface SyncRun extends Pick<SyncResult, 'images' | 'added' | 'changed' | 'removed'> {
  readonly seconds: number;
  readonly commandSeconds: number;
  readonly peakMiB: number;
}

/** The rate of `argosy sync` beside that of the bare requests, in turn, so that the machine's drift hits both alike. */
export async function benchSync(options: Options, folder: string, report: Report): Promise<void> {
  report.section(`Sync of ${count(options.images)} images from the sandbox (medians of ${options.rounds})`);
  const cloud = await startSandboxCloud(options.images);
  const changes = Math.round(options.images / 100);
  const runs: { bare: BareRun; first: SyncRun; unchanged: SyncRun; changed: SyncRun }[] = [];
  try {
    // One round more than asked for: the first fills the caches of both sides and is forgotten.
    for (let round = 0; round <= options.rounds; round += 1) {
      const home = join(folder, `home-${round}`);
      await cloud.connect(home);
      const bare = await listBare(cloud);
      const first = await sync(home);
      const unchanged = await sync(home);
      await cloud.change(changes);
      const changed = await sync(home);
      expectCounts(first, { images: bare.images, added: bare.images, changed: 0, removed: 0 });
      expectCounts(unchanged, { images: bare.images, added: 0, changed: 0, removed: 0 });
      expectCounts(changed, { images: bare.images, added: 0, changed: changes, removed: 0 });
      if (round > 0) runs.push({ bare, first, unchanged, changed });
    }
  } finally {
    await cloud.stop();
  }
  const bareSeconds = median(runs.map(({ bare }) => bare.seconds));
  const [{ bare }] = runs as [(typeof runs)[number]];
  report.figure(
    `bare: ${count(bare.pages)} pages of ${PAGE_SIZE}, ${(bare.bytes / 1024 ** 2).toFixed(0)} MiB, undici and JSON.parse`,
    rate(bare.images, bareSeconds),
  );
  for (const [kind, label] of [
    ['first', 'into an empty catalogue'],
    ['unchanged', 'again, nothing changed'],
    ['changed', `again, ${count(changes)} changed`],
  ] as const) {
    const own = median(runs.map((run) => run[kind].seconds));
    const command = median(runs.map((run) => run[kind].commandSeconds));
    const peak = median(runs.map((run) => run[kind].peakMiB));
    report.figure(`sync ${label}, its own seconds`, rate(bare.images, own));
    report.figure(`  the whole command ${withUnit(command, 's')}, peak ${peak.toFixed(0)} MiB`, '');
    // Of each round, and then the median: both sides had the same minute of the machine.
    const ratio = median(runs.map((run) => run.bare.seconds / run[kind].seconds));
    report.goal(`sync ${label}: rate beside the bare one`, ratio, { atLeast: LEAST_RATIO });
  }
}

function rate(images: number, seconds: number): string {
  return `${count(Math.round(images / seconds))}/s, ${withUnit(seconds, 's')}`;
}

async function listBare({ glance }: SandboxCloud): Promise<BareRun> {
  const { authUrl, username, project, secret } = glance;
  const { output } = await runCommand(
    process.execPath,
    [bareList, authUrl, username, project, String(PAGE_SIZE)],
    environment(secret),
  );
  return JSON.parse(output) as BareRun;
}

async function sync(home: string): Promise<SyncRun> {
  const run: Run = await runCommand(
    process.execPath,
    [argosy, 'sync', '-c', CONNECTION, '--json', '--home', home],
    environment(),
  );
  const { connections } = JSON.parse(run.output) as { connections: SyncResult[] };
  const [result] = connections;
  if (result === undefined) throw new Error(`sync told nothing: ${run.output}`);
  return { ...result, commandSeconds: run.seconds, peakMiB: run.peakMiB };
}

/** A quick sync that is wrong is worth nothing. */
function expectCounts(run: SyncRun, wanted: Omit<SyncRun, 'seconds' | 'commandSeconds' | 'peakMiB'>): void {
  for (const key of ['images', 'added', 'changed', 'removed'] as const) {
    if (run[key] !== wanted[key]) throw new Error(`sync says ${key} ${run[key]}, not ${wanted[key]}`);
  }
}
