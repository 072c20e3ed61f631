import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeManyImages } from '../../test/openstack/many-images.ts';
import { stackEnvironment } from '../../test/support/stack.ts';
import { inTurn, medianSeconds, type Run, runCommand } from '../transfer/measure.ts';
import type { Options } from './options.ts';
import { type Report, withUnit } from './report.ts';
import { argosy, environment } from './sandbox-cloud.ts';

const stack = join(import.meta.dirname, '../../test/openstack/stack.sh');
const bareList = join(import.meta.dirname, 'bare-list.ts');
const IMAGES = 1000;
const ROUNDS = 5;
const LEAST_RATIO = 5;
const CLOUD = 'demo';

/** 1,000 images of a real Glance, listed by Argosy and by the standard client in turn. */
export async function benchGlance(_options: Options, folder: string, report: Report): Promise<void> {
  report.section(`${IMAGES} images of a real Glance, listed (medians of ${ROUNDS} whole commands)`);
  const before = spawnSync('bash', [stack, 'status'], { encoding: 'utf8' });
  const started = spawnSync('bash', [stack, 'start'], { encoding: 'utf8' });
  if (started.status !== 0) {
    const why = (started.stderr ?? '').trim().split('\n').at(-1) ?? '';
    report.leftOut('argosy image list beside openstack image list', why);
    return;
  }
  try {
    await listImages(folder, report);
  } finally {
    if (!/pid \d+/.test(before.stdout)) execFileSync('bash', [stack, 'stop'], { stdio: 'ignore' });
  }
}

async function listImages(folder: string, report: Report): Promise<void> {
  const { client, clouds, authUrl, password } = stackEnvironment(CLOUD);
  const home = join(folder, 'home-glance');
  const run = (...args: readonly string[]): Promise<Run> =>
    runCommand(process.execPath, [argosy, ...args, '--home', home, '--json'], environment());
  const made = await makeManyImages(`argosy-bench-${process.pid}-`, IMAGES);
  try {
    await run('connection', 'import', clouds, '--cloud', CLOUD);
    await run('sync', '-c', CLOUD);
    const runs = await inTurn(
      {
        bare: () =>
          runCommand(process.execPath, [bareList, authUrl, CLOUD, CLOUD, '1000'], environment(password)),
        argosy: () => run('image', 'list', '-c', CLOUD),
        offline: () => run('image', 'list', '-c', CLOUD, '--offline'),
        openstack: () => runCommand('openstack', ['image', 'list', '-f', 'json'], { ...client }),
        onePage: () =>
          runCommand('openstack', ['image', 'list', '--limit', '2000', '-f', 'json'], { ...client }),
      },
      ROUNDS,
    );
    for (const name of ['argosy', 'offline', 'openstack', 'onePage'] as const) {
      for (const { output } of runs[name]) expectAll(name, output, made.ids);
    }
    tell(runs, report);
  } finally {
    await made.remove();
  }
}

function tell(
  runs: Readonly<Record<'bare' | 'argosy' | 'offline' | 'openstack' | 'onePage', readonly Run[]>>,
  report: Report,
): void {
  const openstack = medianSeconds(runs.openstack);
  const labels = {
    bare: 'the service’s own time: one bare request and its sign-in',
    argosy: 'argosy image list, asked of the service',
    offline: 'argosy image list --offline, from the catalogue',
    openstack: 'openstack image list',
    onePage: 'openstack image list --limit 2000',
  } as const;
  for (const name of ['bare', 'argosy', 'offline', 'openstack', 'onePage'] as const) {
    const seconds = medianSeconds(runs[name]);
    report.figure(`${labels[name]} (${(openstack / seconds).toFixed(2)} times)`, withUnit(seconds, 's'));
  }
  report.goal('image list, times faster than openstack image list', openstack / medianSeconds(runs.argosy), {
    atLeast: LEAST_RATIO,
  });
  report.goal(
    'image list --offline, times faster than openstack image list',
    openstack / medianSeconds(runs.offline),
    { atLeast: LEAST_RATIO },
  );
}

/** A quick list that leaves something out is worth nothing. */
function expectAll(name: string, output: string, ids: readonly string[]): void {
  const listed = new Set(
    (JSON.parse(output) as { id?: string; ID?: string }[]).map((each) => each.id ?? each.ID),
  );
  const missing = ids.filter((id) => !listed.has(id));
  if (missing.length > 0) throw new Error(`${name} left ${missing.length} images out`);
}
