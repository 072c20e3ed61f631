import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, pick } from './client.ts';

const entry = fileURLToPath(new URL('../../../src/sandbox/main.ts', import.meta.url));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'argosy-sandbox-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

const start = (...args: string[]) =>
  spawn(process.execPath, [entry, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: directory },
  });

describe('the process', () => {
  it('prints one JSON line, answers, and removes its temporary folder on SIGTERM', async () => {
    const child = start('--json');
    const line = JSON.parse(await firstLine(child)) as Json;
    expect(line['pid']).toBe(child.pid);
    expect(pick(line, 'dialects', 'glance')).toMatchObject({
      authUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/identity\/v3$/),
      username: 'demo',
      secret: 'demo-secret',
      project: 'demo',
      userDomain: 'Default',
      projectDomain: 'Default',
      region: 'Sandbox',
    });
    expect((await fetch(`${String(line['url'])}/image/versions`)).status).toBe(200);
    expect((await readdir(directory)).length).toBe(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('prints a readable text without --json, and ends with its parent where asked', async () => {
    const child = start('--parent', '--switch', 'empty');
    expect(await firstLine(child)).toMatch(/^The sandbox is ready at http:/);
    child.stdin?.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends when the IPC channel of its parent closes', async () => {
    const child = fork(entry, ['--json', '--parent', '--data', directory], { silent: true });
    await firstLine(child);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([['--port', 'x'], ['--nonsense'], ['--port']])('refuses %s with exit 2', async (...args) => {
    const child = start(...args);
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  it.each([
    ['--switch', 'no-such-switch'],
    ['--switch', 'slow=fast'],
  ])('refuses %s %s', async (...args) => {
    const child = start(...args);
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('a data folder', () => {
  it('keeps images, users and ids over a restart, and holds no secret in clear', async () => {
    const first = await startSandbox({ dataDirectory: directory });
    const demo = await GlanceClient.signIn(first, 'demo');
    const names = await demo.names('sort=id:asc');
    const id = await demo.createActive(Buffer.from('kept'), { name: 'kept' });
    await first.close();

    const second = await startSandbox({ dataDirectory: directory });
    const again = await GlanceClient.signIn(second, 'demo');
    expect((await again.call('GET', `/v2/images/${id}/file`)).text).toBe('kept');
    expect(await again.names('sort=id:asc&name=in:CirrOS 0.6.3,GParted Live')).toEqual(
      names.filter((name) => name === 'CirrOS 0.6.3' || name === 'GParted Live'),
    );
    await expect(startSandbox({ dataDirectory: directory })).rejects.toThrow(/locked/);
    await second.close();
    for (const file of await readdir(directory)) {
      if (!file.startsWith('sandbox.sqlite')) continue;
      const content = await readFile(join(directory, file), 'latin1');
      for (const secret of ['demo-secret', 'partner-secret', 'demo-application-secret']) {
        expect(content).not.toContain(secret);
      }
    }
  });

  it('after kill -9 in an upload has the image queued and no bytes of it', async () => {
    const child = start(
      '--json',
      '--data',
      join(directory, 'data'),
      '--switch',
      'empty',
      '--switch',
      'slow=1000',
    );
    const line = JSON.parse(await firstLine(child)) as { url: string; accounts: [] };
    const demo = await GlanceClient.signIn({ ...line, close: async () => undefined } as never, 'demo');
    const id = await demo.create();
    const upload = demo.upload(id, Buffer.alloc(100_000)).catch(() => 'cut');
    while ((await demo.show(id))['status'] !== 'saving')
      await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGKILL');
    expect(await upload).toBe('cut');

    const sandbox = await startSandbox({ dataDirectory: join(directory, 'data') });
    const again = await GlanceClient.signIn(sandbox, 'demo');
    expect((await again.show(id))['status']).toBe('queued');
    expect(await readdir(join(directory, 'data', 'blobs', 'partial'))).toEqual([]);
    expect((await again.upload(id, Buffer.from('now'))).status).toBe(204);
    await sandbox.close();
  });
});

describe('the example images', () => {
  it('have true hashes, several states, and one share that waits for demo', async () => {
    const sandbox = await startSandbox();
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    const list = pick((await demo.call('GET', '/v2/images?limit=100')).json, 'images') as Json[];
    expect(new Set(list.map(({ status }) => status))).toEqual(new Set(['active', 'queued', 'deactivated']));
    expect(
      await demo.names('visibility=shared&member_status=pending&name=Partner appliance 4.2'),
    ).toHaveLength(1);
    expect(await demo.names('os_hidden=true')).toHaveLength(1);
    for (const image of list.filter(({ status }) => status === 'active')) {
      const response = await fetch(demo.url(`/v2/images/${String(image['id'])}/file`), {
        headers: { 'x-auth-token': demo.token },
      });
      const digest = await crypto.subtle.digest('SHA-512', await response.arrayBuffer());
      expect(Buffer.from(digest).toString('hex')).toBe(image['os_hash_value']);
    }
    await sandbox.close();
  });

  it('come in bulk where asked', async () => {
    const sandbox = await startSandbox({ switches: ['empty', 'bulk-images=30'] });
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    expect(await demo.names('limit=100')).toHaveLength(30);
    expect(await demo.names('tag=group-3')).toEqual(['bulk-000023', 'bulk-000013', 'bulk-000003']);
    await sandbox.close();
  });

  it('in bulk are downloaded like any other, also after a restart, and can be copied and removed', async () => {
    const switches = ['empty', 'bulk-images=2'];
    await (await startSandbox({ switches, dataDirectory: directory })).close();
    const sandbox = await startSandbox({ dataDirectory: directory });
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    const id = 'b0000000-0000-4000-8000-000000000001';
    expect((await demo.call('GET', `/v2/images/${id}/file`)).text).toBe('bulk 00000000001');
    const part = await demo.call('GET', `/v2/images/${id}/file`, undefined, { range: 'bytes=3-7' });
    expect(part).toMatchObject({ status: 206, text: 'k 000' });

    const admin = await GlanceClient.signIn(sandbox, 'admin');
    const copy = { method: { name: 'copy-image' }, stores: ['second'] };
    expect((await admin.call('POST', `/v2/images/${id}/import`, copy)).status).toBe(202);
    await expect
      .poll(async () => pick((await demo.call('GET', `/v2/images/${id}`)).json, 'stores'), {
        timeout: 15_000,
      })
      .toBe('main,second');
    expect((await admin.call('DELETE', `/v2/stores/main/${id}`)).status).toBe(204);
    expect((await demo.call('GET', `/v2/images/${id}/file`)).text).toBe('bulk 00000000001');
    expect((await demo.call('DELETE', `/v2/images/${id}`)).status).toBe(204);
    expect(await demo.names('limit=100')).toEqual(['bulk-000000']);
    await sandbox.close();
  });

  it('in bulk can be as different as those of a large cloud, and are what their records say', async () => {
    const sandbox = await startSandbox({ switches: ['empty', 'bulk-images=400', 'bulk-variety'] });
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    // Also downloads what is deactivated.
    const admin = await GlanceClient.signIn(sandbox, 'admin');
    const images = pick((await demo.call('GET', '/v2/images?limit=1000')).json, 'images') as Json[];
    expect(images).toHaveLength(400);
    const values = (key: string) => new Set(images.map((image) => image[key]));
    expect(values('disk_format')).toEqual(new Set(['qcow2', 'raw', 'vmdk', 'vhdx']));
    expect(values('visibility')).toEqual(new Set(['public', 'private', 'shared', 'community']));
    expect(values('os_distro').size).toBeGreaterThan(6);
    expect(values('name').size).toBe(400);
    expect(images.filter(({ size }) => Number(size) > 2 * 1024 ** 3).length).toBeGreaterThan(3);

    const small = images.filter(({ size }) => size !== null && Number(size) < 300_000);
    expect(small.length).toBeGreaterThan(100);
    for (const image of small.slice(0, 60)) {
      const response = await fetch(demo.url(`/v2/images/${String(image['id'])}/file`), {
        headers: { 'x-auth-token': admin.token },
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.length).toBe(image['size']);
      if (image['os_hash_value'] !== null) {
        expect(createHash('sha512').update(bytes).digest('hex')).toBe(image['os_hash_value']);
      }
      if (image['disk_format'] === 'qcow2') {
        expect(Number(bytes.readBigUInt64BE(24))).toBe(image['virtual_size']);
      }
    }
    await sandbox.close();
  });
});
