import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addGlance, argosy, startSandbox, temporaryFolder } from '../../support/argosy.ts';
import { hashOf, makeQcow2 } from '../../support/images.ts';

/** One image's whole life through the command line (`CLI.md`), against the sandbox. */
interface ImageJson {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly diskFormat: string;
  readonly minDiskGb: number;
  readonly sizeBytes: number;
  readonly checksum: { readonly algo: string; readonly value: string };
  readonly properties: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly protected: boolean;
  readonly raw: Readonly<Record<string, unknown>>;
}
interface ReceiptJson {
  readonly bytes: number;
  readonly sha256: string;
  readonly hash: { readonly algo: string; readonly value: string; readonly verified: boolean };
  readonly seconds: number;
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let file: string;
let id: string;
const run = (...args: readonly string[]) => argosy(args, { home, cwd: folder.path });

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startSandbox(), temporaryFolder('cli')]);
  home = join(folder.path, 'home');
  file = await makeQcow2(join(folder.path, 'debian-13-base.qcow2'), { virtualMiB: 3000, dataMiB: 8 });
  const { region, secret } = sandbox.glance;
  const added = await argosy(addGlance('lab', sandbox.glance, '--region', region), { home, secret });
  expect(added).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await sandbox?.stop();
  await folder?.remove();
});

describe('an image’s life', () => {
  test('the connection passes every step of its test', async () => {
    const tested = await run('connection', 'test', 'lab', '--json');
    expect(tested.stderr).toBe('');
    const { passed, steps } = tested.json<{ passed: boolean; steps: { step: string; verdict: string }[] }>();
    expect(passed).toBe(true);
    expect(steps.map(({ step }) => step)).toEqual(['address', 'tls', 'sign-in', 'service', 'version']);
  });

  test('upload fills format and min disk from the content, and ends verified', async () => {
    const uploaded = await run(
      'image',
      'upload',
      '-c',
      'lab',
      file,
      '--property',
      'os_distro=debian',
      '--tag',
      'golden',
      '--json',
    );
    expect(uploaded.code, uploaded.stderr).toBe(0);
    const { image, receipt } = uploaded.json<{ image: ImageJson; receipt: ReceiptJson }>();
    expect(image).toMatchObject({
      name: 'debian-13-base',
      status: 'ready',
      diskFormat: 'qcow2',
      minDiskGb: 3,
      tags: ['golden'],
      properties: { os_distro: 'debian' },
    });
    const sha512 = await hashOf(file, 'sha512');
    expect(receipt).toMatchObject({
      bytes: (await stat(file)).size,
      sha256: await hashOf(file, 'sha256'),
      hash: { algo: 'sha512', value: sha512, verified: true },
    });
    expect(image.checksum).toEqual({ algo: 'sha512', value: sha512 });
    id = image.id;
  });

  test('list and show tell what the service has', async () => {
    const listed = (await run('image', 'list', '-c', 'lab', '--search', 'debian-13', '--json')).json<
      (ImageJson & { connection: string })[]
    >();
    expect(listed).toContainEqual(expect.objectContaining({ connection: 'lab', id, status: 'ready' }));
    const shown = (await run('image', 'show', '-c', 'lab', id, '--json')).json<ImageJson>();
    expect(shown.raw).toMatchObject({ id, os_distro: 'debian', disk_format: 'qcow2' });
  });

  test('download gives the same bytes under a safe name, and leaves no part file', async () => {
    const downloaded = await run(
      'image',
      'download',
      '-c',
      'lab',
      id,
      '-o',
      join(folder.path, 'back.qcow2'),
      '--json',
    );
    expect(downloaded.code, downloaded.stderr).toBe(0);
    const { path, receipt } = downloaded.json<{ path: string; receipt: ReceiptJson }>();
    expect(await hashOf(path, 'sha256')).toBe(await hashOf(file, 'sha256'));
    expect(receipt.hash.verified).toBe(true);
    expect((await readdir(folder.path)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('-o - streams to standard output and nothing else does', async () => {
    const streamed = await run('image', 'download', '-c', 'lab', id, '-o', '-', '--quiet');
    expect(streamed).toMatchObject({ code: 0, stderr: '' });
    expect(streamed.stdout.startsWith('QFI')).toBe(true);
  });

  test('set changes what is named and nothing else', async () => {
    const before = (await run('image', 'show', '-c', 'lab', id, '--json')).json<ImageJson>();
    const changed = (
      await run(
        'image',
        'set',
        '-c',
        'lab',
        id,
        '--protected',
        '--property',
        'hw_disk_bus=virtio',
        '--unset',
        'os_distro',
        '--tag',
        'new',
        '--untag',
        'golden',
        '--json',
      )
    ).json<ImageJson>();
    expect(changed).toMatchObject({
      protected: true,
      properties: { hw_disk_bus: 'virtio' },
      tags: ['new'],
      name: before.name,
      minDiskGb: 3,
    });
  });

  test('a protected image is refused, each id is reported, and the exit says so', async () => {
    const refused = await run(
      'image',
      'delete',
      '-c',
      'lab',
      id,
      '00000000-0000-4000-8000-000000000000',
      '--json',
    );
    expect(refused.code).toBe(1);
    expect(refused.json<{ id: string; deleted: boolean; error?: { code: string } }[]>()).toMatchObject([
      { id, deleted: false, error: { code: 'FORBIDDEN' } },
      { deleted: false, error: { code: 'NOT_FOUND' } },
    ]);
    await run('image', 'set', '-c', 'lab', id, '--no-protected', '--quiet');
    expect((await run('image', 'delete', '-c', 'lab', id, '--json')).json()).toEqual([{ id, deleted: true }]);
  });

  test('sync counts, and the offline list then needs no service', async () => {
    const { connections } = (await run('sync', '--json')).json<{
      connections: { name: string; images: number; added: number }[];
    }>();
    expect(connections).toMatchObject([{ name: 'lab' }]);
    const again = (await run('sync', '--json')).json<{ connections: object[] }>();
    expect(again.connections).toMatchObject([{ added: 0, changed: 0, removed: 0 }]);
    await sandbox.stop();
    const offline = (await run('image', 'list', '--offline', '--json')).json<ImageJson[]>();
    expect(offline).toHaveLength(connections[0]?.images ?? -1);
    sandbox = await startSandbox();
  });
});
