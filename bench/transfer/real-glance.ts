import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn, medianSeconds, type Run, runCommand } from './measure.ts';
import { line, verdict } from './report.ts';

const ROUNDS = 3;
const argosy = join(import.meta.dirname, '../../bin/argosy.js');
const stack = join(import.meta.dirname, '../../test/openstack/stack.sh');

/** The same 1 GiB into and out of a real Glance, against curl and the standard client. */
export async function benchRealGlance(folder: string, file: string): Promise<void> {
  console.log('\n1 GiB up and down, a real Glance (median seconds of whole processes)');
  const started = spawnSync('bash', [stack, 'start'], { encoding: 'utf8' });
  if (started.status !== 0) {
    console.log(
      `  left out: the OpenStack of test/openstack/stack.sh does not start here (${(started.stderr ?? '').trim().split('\n').at(-1)})`,
    );
    return;
  }
  const environment = Object.fromEntries(
    [...spawnSync('bash', [stack, 'env'], { encoding: 'utf8' }).stdout.matchAll(/export (\w+)=(.*)/g)].map(
      ([, key = '', value = '']) => [key, value],
    ),
  );
  const clouds = environment['OS_CLIENT_CONFIG_FILE'] ?? join(tmpdir(), 'argosy-openstack', 'clouds.yaml');
  const home = join(folder, 'home-glance');
  const common = ['--home', home, '--quiet', '--json'];
  await runCommand(process.execPath, [argosy, 'connection', 'import', clouds, '--cloud', 'demo', ...common]);
  const client = { OS_CLIENT_CONFIG_FILE: clouds, OS_CLOUD: 'demo' };
  const glance = environment['STACK_IMAGE_URL'] ?? '';
  const token = (
    await runCommand('openstack', ['token', 'issue', '-f', 'value', '-c', 'id'], client)
  ).output.trim();
  const made: string[] = [];
  const create = async (): Promise<string> => {
    const { output } = await runCommand('curl', [
      '-sS',
      '-X',
      'POST',
      '-H',
      `X-Auth-Token: ${token}`,
      '-H',
      'Content-Type: application/json',
      '-d',
      '{"name":"bench","disk_format":"raw","container_format":"bare"}',
      `${glance}/v2/images`,
    ]);
    const { id } = JSON.parse(output) as { id: string };
    made.push(id);
    return id;
  };

  try {
    const up = await inTurn(
      {
        argosy: async () =>
          remember(
            made,
            await runCommand(process.execPath, [
              argosy,
              'image',
              'upload',
              '-c',
              'demo',
              file,
              '--disk-format',
              'raw',
              '--name',
              'bench',
              ...common,
            ]),
          ),
        curl: async () => {
          const id = await create();
          return runCommand('curl', [
            '-sS',
            '-o',
            '/dev/null',
            '-T',
            file,
            '-H',
            `X-Auth-Token: ${token}`,
            '-H',
            'Content-Type: application/octet-stream',
            `${glance}/v2/images/${id}/file`,
          ]);
        },
        openstack: async () =>
          remember(
            made,
            await runCommand(
              'openstack',
              ['image', 'create', '--file', file, '--disk-format', 'raw', '-f', 'json', 'bench'],
              client,
            ),
          ),
      },
      ROUNDS,
    );
    const upload = {
      argosy: medianSeconds(up.argosy),
      curl: medianSeconds(up.curl),
      openstack: medianSeconds(up.openstack),
    };
    console.log(line('argosy image upload, verified', upload.argosy));
    console.log(line('curl PUT', upload.curl));
    console.log(line('openstack image create', upload.openstack));
    console.log(
      `${verdict('upload within 1.05 of curl', upload.argosy <= upload.curl * 1.05)}   ${(upload.argosy / upload.curl).toFixed(2)}`,
    );
    console.log(
      `${verdict('faster than openstack image create', upload.argosy < upload.openstack)}   ${(upload.openstack / upload.argosy).toFixed(2)} times`,
    );

    const id = made.at(-1) ?? '';
    const out = (name: string): string => join(folder, `${name}.raw`);
    const down = await inTurn(
      {
        argosy: async () => {
          await rm(out('argosy'), { force: true });
          return runCommand(process.execPath, [
            argosy,
            'image',
            'download',
            '-c',
            'demo',
            id,
            '-o',
            out('argosy'),
            ...common,
          ]);
        },
        curl: () =>
          runCommand('curl', [
            '-sS',
            '-o',
            out('glance-curl'),
            '-H',
            `X-Auth-Token: ${token}`,
            `${glance}/v2/images/${id}/file`,
          ]),
        openstack: () => runCommand('openstack', ['image', 'save', '--file', out('openstack'), id], client),
      },
      ROUNDS,
    );
    const download = {
      argosy: medianSeconds(down.argosy),
      curl: medianSeconds(down.curl),
      openstack: medianSeconds(down.openstack),
    };
    console.log(line('argosy image download, verified', download.argosy));
    console.log(line('curl GET', download.curl));
    console.log(line('openstack image save', download.openstack));
    console.log(
      `${verdict('download at least 3 times faster than openstack image save', download.openstack >= 3 * download.argosy)}   ${(download.openstack / download.argosy).toFixed(2)} times`,
    );
  } finally {
    for (const id of made)
      await runCommand('curl', [
        '-sS',
        '-X',
        'DELETE',
        '-H',
        `X-Auth-Token: ${token}`,
        `${glance}/v2/images/${id}`,
      ]).catch(() => undefined);
  }
}

/** Notes the image that a run made, so that it is removed at the end. */
function remember(made: string[], run: Run): Run {
  const document = JSON.parse(run.output) as { id?: string; image?: { id: string } };
  made.push(document.image?.id ?? document.id ?? '');
  return run;
}
