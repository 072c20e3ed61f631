import { execFileSync } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { argosy, temporaryFolder } from '../support/argosy.ts';
import { hashOf, makeQcow2 } from '../support/images.ts';
import { stackEnvironment } from '../support/stack.ts';

/** One real image's life in a real Keystone and Glance, through the command line. */
interface ImageJson {
  readonly id: string;
  readonly status: string;
  readonly sizeBytes: number;
  readonly virtualSizeBytes: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly raw: Readonly<Record<string, unknown>>;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let file: string;
let sha512: string;
let id: string;
const run = (...args: readonly string[]) => argosy(args, { home, cwd: folder.path });

beforeAll(async () => {
  folder = await temporaryFolder('openstack');
  home = join(folder.path, 'home');
  file = await makeQcow2(join(folder.path, 'golden.qcow2'), { virtualMiB: 2048, dataMiB: 512 });
  sha512 = await hashOf(file, 'sha512');
});
afterAll(() => folder?.remove());

describe('a 512 MiB qcow2 in a real Glance', () => {
  test('connection import takes clouds.yaml as it is', async () => {
    const { clouds } = stackEnvironment();
    const imported = await run('connection', 'import', clouds, '--cloud', 'demo', '--json');
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.json()).toMatchObject([{ name: 'demo', kind: 'glance', secretStored: true }]);
  });

  test('connection test passes each step and tells what the service can do', async () => {
    const tested = await run('connection', 'test', 'demo', '--json');
    expect(tested.code, tested.stderr).toBe(0);
    const { steps, capabilities } = tested.json<{
      steps: { step: string; verdict: string }[];
      capabilities: { version: string; importMethods: string[] };
    }>();
    expect(steps.filter(({ step }) => step !== 'tls').every(({ verdict }) => verdict === 'passed')).toBe(
      true,
    );
    expect(capabilities).toMatchObject({
      version: 'v2.15',
      importMethods: expect.arrayContaining(['glance-direct', 'web-download']),
    });
  });

  test('upload ends active, with the service’s hash equal to the file’s', async () => {
    const uploaded = await run(
      'image',
      'upload',
      '-c',
      'demo',
      file,
      '--name',
      'golden',
      '--property',
      'os_distro=debian',
      '--json',
    );
    expect(uploaded.code, uploaded.stderr).toBe(0);
    const { image, receipt } = uploaded.json<{
      image: ImageJson;
      receipt: { hash: object; bytes: number };
    }>();
    expect(receipt).toMatchObject({
      bytes: (await stat(file)).size,
      hash: { algo: 'sha512', value: sha512, verified: true },
    });
    expect(image).toMatchObject({
      status: 'ready',
      virtualSizeBytes: 2 * 1024 ** 3,
      sizeBytes: (await stat(file)).size,
    });
    id = image.id;
  });

  test('list and show agree with the standard client', async () => {
    const listed = (await run('image', 'list', '-c', 'demo', '--json')).json<ImageJson[]>();
    expect(listed.map((image) => image.id)).toContain(id);
    const shown = (await run('image', 'show', '-c', 'demo', id, '--json')).json<ImageJson>();
    const theirs = JSON.parse(
      execFileSync('openstack', ['image', 'show', id, '-f', 'json'], {
        encoding: 'utf8',
        env: { ...process.env, ...stackEnvironment().client },
      }),
    ) as { checksum: string; properties: { os_hash_value: string } };
    expect(shown.raw).toMatchObject({
      checksum: theirs.checksum,
      os_hash_value: theirs.properties.os_hash_value,
    });
    expect(theirs.properties.os_hash_value).toBe(sha512);
  });

  test('set sends one minimal change', async () => {
    const changed = await run(
      'image',
      'set',
      '-c',
      'demo',
      id,
      '--name',
      'golden-2',
      '--property',
      'hw_disk_bus=virtio',
      '--unset',
      'os_distro',
      '--tag',
      'lab',
      '--json',
    );
    expect(changed.code, changed.stderr).toBe(0);
    expect(changed.json()).toMatchObject({
      name: 'golden-2',
      tags: ['lab'],
      properties: { hw_disk_bus: 'virtio' },
      visibility: 'shared',
    });
    expect(changed.json<ImageJson>().properties).not.toHaveProperty('os_distro');
  });

  test('download gives identical bytes', async () => {
    const copy = join(folder.path, 'copy.qcow2');
    const downloaded = await run('image', 'download', '-c', 'demo', id, '-o', copy, '--json');
    expect(downloaded.code, downloaded.stderr).toBe(0);
    expect(downloaded.json()).toMatchObject({ path: copy, receipt: { hash: { verified: true } } });
    expect(await hashOf(copy, 'sha512')).toBe(sha512);
    await rm(copy);
  });

  test('delete removes it', async () => {
    expect((await run('image', 'delete', '-c', 'demo', id, '--json')).json()).toEqual([
      { id, deleted: true },
    ]);
    const gone = await run('image', 'show', '-c', 'demo', id, '--json');
    expect(gone.code).toBe(1);
    expect(gone.stderr).toMatch(/^error: NOT_FOUND: /);
  });

  test('a user who may only read is told so', async () => {
    const { clouds } = stackEnvironment();
    await run('connection', 'import', clouds, '--cloud', 'demo-reader', '--quiet');
    const refused = await run('image', 'upload', '-c', 'demo-reader', file, '--json');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^error: FORBIDDEN: /m);
  });
});
