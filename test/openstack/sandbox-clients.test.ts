import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { partnerProject, pick } from '../integration/sandbox/client.ts';

const run = promisify(execFile);

let sandbox: Sandbox;
let directory: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  directory = await mkdtemp(join(tmpdir(), 'argosy-sandbox-clients-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

/** Runs one of OpenStack's own clients, unchanged, signed in to the sandbox. */
function client(program: 'openstack' | 'glance', user: string, ...args: string[]): Promise<string> {
  return clientReading(new Uint8Array(), program, user, ...args);
}

/** The same, with bytes on its standard input. */
async function clientReading(
  input: Uint8Array,
  program: 'openstack' | 'glance',
  user: string,
  ...args: string[]
): Promise<string> {
  const account = sandbox.accounts.find(({ username }) => username === user);
  const running = run(program, args, {
    env: {
      // The clients belong to the system's Python, whatever another in the PATH thinks.
      PATH: `/usr/bin:/bin:${process.env['PATH'] ?? ''}`,
      HOME: directory,
      OS_AUTH_URL: sandbox.dialects['glance']?.['authUrl'],
      OS_USERNAME: user,
      OS_PASSWORD: account?.secret,
      OS_PROJECT_NAME: account?.project,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_REGION_NAME: 'Sandbox',
      OS_IDENTITY_API_VERSION: '3',
      OS_IMAGE_API_VERSION: '2',
    },
  });
  running.child.stdin?.end(input);
  return (await running).stdout;
}

const json = async (user: string, ...args: string[]): Promise<unknown> =>
  JSON.parse(await client('openstack', user, ...args, '-f', 'json'));

describe('the openstack client', () => {
  it('signs in and finds its project', async () => {
    expect(pick(await json('demo', 'token', 'issue'), 'project_id')).toBeTypeOf('string');
    expect(pick(await json('demo', 'project', 'list'), 0, 'Name')).toBe('demo');
    expect(pick(await json('admin', 'project', 'list'), 'length')).toBe(3);
  });

  it('creates, shows, changes, shares, saves and deletes an image', async () => {
    const file = join(directory, 'disk.raw');
    await writeFile(file, randomBytes(3 * 1024 * 1024 + 5));
    const formats = ['--disk-format', 'raw', '--container-format', 'bare'];
    const options = ['--file', file, '--property', 'os_distro=debian', '--tag', 'cli', '--shared'];
    const created = await json('demo', 'image', 'create', ...formats, ...options, 'from cli');
    const id = String(pick(created, 'id'));
    expect(await json('demo', 'image', 'show', id)).toMatchObject({
      name: 'from cli',
      status: 'active',
      size: 3 * 1024 * 1024 + 5,
      tags: ['cli'],
      properties: { os_distro: 'debian', os_hash_algo: 'sha512' },
    });
    await client(
      'openstack',
      'demo',
      'image',
      'set',
      '--name',
      'renamed',
      '--min-disk',
      '2',
      '--property',
      'k=v',
      id,
    );
    await client('openstack', 'demo', 'image', 'unset', '--property', 'os_distro', '--tag', 'cli', id);
    const shown = await json('demo', 'image', 'show', 'renamed');
    expect(shown).toMatchObject({ id, min_disk: 2, tags: [], properties: { k: 'v' } });
    expect(pick(shown, 'properties')).not.toHaveProperty('os_distro');

    await client('openstack', 'demo', 'image', 'add', 'project', id, partnerProject);
    await client('openstack', 'partner', 'image', 'set', '--accept', id);
    expect(await json('partner', 'image', 'list', '--shared')).toEqual(
      expect.arrayContaining([expect.objectContaining({ ID: id, Name: 'renamed' })]),
    );
    await client('openstack', 'demo', 'image', 'remove', 'project', id, partnerProject);

    const saved = join(directory, 'saved.raw');
    await client('openstack', 'demo', 'image', 'save', '--file', saved, id);
    expect((await readFile(saved)).equals(await readFile(file))).toBe(true);
    await client('openstack', 'demo', 'image', 'delete', id);
    await expect(client('openstack', 'demo', 'image', 'show', id)).rejects.toThrow(/No Image found/);
  });
});

describe('the glance client', () => {
  it('lists, creates, shows, downloads, imports and deletes', async () => {
    expect(await client('glance', 'demo', 'image-list')).toContain('CirrOS');
    const file = join(directory, 'glance.raw');
    await writeFile(file, randomBytes(100_000));
    const formats = ['--disk-format', 'raw', '--container-format', 'bare'];
    const idOf = (table: string) => /\| id +\| ([0-9a-f-]{36})/.exec(table)?.[1] ?? '';
    const id = idOf(
      await client('glance', 'demo', 'image-create', '--name', 'by glance', '--file', file, ...formats),
    );
    expect(await client('glance', 'demo', 'image-show', id)).toMatch(/\| status +\| active/);
    const saved = join(directory, 'glance.saved');
    await client('glance', 'demo', 'image-download', '--file', saved, id);
    expect((await readFile(saved)).equals(await readFile(file))).toBe(true);
    // Without a terminal this one takes its data from standard input and refuses --file.
    const viaImport = ['image-create-via-import', '--name', 'imported', ...formats];
    const imported = idOf(await clientReading(await readFile(file), 'glance', 'demo', ...viaImport));
    expect(imported).not.toBe('');
    expect(await client('glance', 'demo', 'stores-info')).toContain('second');
    await expect
      .poll(() => client('glance', 'demo', 'image-show', imported), { timeout: 20_000 })
      .toMatch(/\| status +\| active/);
    await client('glance', 'demo', 'image-delete', id, imported);
    expect(await client('glance', 'demo', 'image-list')).not.toContain(id);
  });
});
