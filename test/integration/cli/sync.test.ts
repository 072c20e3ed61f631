import { once } from 'node:events';
import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox as startHere } from '../../../src/sandbox/server.ts';
import { argosy, type Outcome, start, temporaryFolder } from '../../support/argosy.ts';
import { GlanceClient, pick } from '../sandbox/client.ts';

/** What a plane needs: everything was read before, and nothing that fails later takes it away. */
let sandbox: Sandbox;
let demo: GlanceClient;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const home = () => join(folder.path, 'home');
const run = (...args: readonly string[]): Promise<Outcome> => argosy(args, { home: home() });
const rows = async (): Promise<readonly { id: string; name: string }[]> =>
  (await run('image', 'list', '--offline', '--json')).json();

async function connect(name: string): Promise<void> {
  const { secret = '', ...announced } = sandbox.dialects['glance'] ?? {};
  const flags = Object.entries(announced).flatMap(([option, value]) => [
    `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
  const added = await argosy(['connection', 'add', name, '--kind', 'glance', ...flags], {
    home: home(),
    secret,
  });
  expect(added, added.stderr).toMatchObject({ code: 0 });
}

beforeEach(async () => {
  [sandbox, folder] = await Promise.all([startHere(), temporaryFolder('sync')]);
  demo = await GlanceClient.signIn(sandbox, 'demo');
  await connect('lab');
});
afterEach(async () => {
  await sandbox.close();
  await folder.remove();
});

test('tells exactly what came, changed and went, and keeps it all without the service', async () => {
  const first = await run('sync', '--json');
  expect(first, first.stderr).toMatchObject({ code: 0 });
  const { connections } = first.json<{ connections: Record<string, unknown>[] }>();
  expect(connections).toEqual([
    {
      ...{ name: 'lab', pass: 'full', added: connections[0]?.['images'], changed: 0, removed: 0 },
      ...{ images: expect.any(Number), seconds: expect.any(Number) },
    },
  ]);
  const before = Number(connections[0]?.['images']);
  expect(before).toBeGreaterThan(8);

  const idOf = async (name: string) =>
    String(
      pick((await demo.call('GET', `/v2/images?name=${encodeURIComponent(name)}`)).json, 'images', 0, 'id'),
    );
  for (const name of ['one', 'two', 'three']) await demo.create({ name });
  await demo.patch(await idOf('GParted Live'), { op: 'replace', path: '/name', value: 'GParted' });
  await demo.patch(await idOf('Alpine 3.23 golden'), { op: 'add', path: '/build', value: 'newer' });
  await demo.call('DELETE', `/v2/images/${await idOf('Rocky 10 upload')}`);
  const second = await run('sync', '--json');
  expect(second.json()).toMatchObject({
    connections: [{ name: 'lab', images: before + 2, added: 3, changed: 2, removed: 1 }],
  });
  const kept = await rows();
  expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(['one', 'two', 'three', 'GParted']));

  await sandbox.close();
  const away = await run('sync', '--json');
  expect(away.code).toBe(1);
  expect(away.json()).toMatchObject({ connections: [], failed: [{ name: 'lab' }] });
  expect(away.stderr).toContain('UNREACHABLE');
  expect(await rows()).toEqual(kept);
});

test('killed in mid-list leaves the rows as they were, and the next one counts from there', async () => {
  expect(await run('sync', '-c', 'lab')).toMatchObject({ code: 0 });
  const kept = await rows();
  await demo.create({ name: 'new' });
  sandbox.requests.clear();
  sandbox.switches.set('delay-ms', 300);
  const killed = start(['sync', '--home', home()]);
  const ended = once(killed, 'exit');
  await expect
    .poll(() => sandbox.requests.list().some(({ path }) => path === '/image/v2/images'), { timeout: 15_000 })
    .toBe(true);
  killed.kill('SIGKILL');
  await ended;
  sandbox.switches.set('delay-ms', null);
  expect(await rows()).toEqual(kept);
  expect((await run('sync', '--json')).json()).toMatchObject({
    connections: [{ added: 1, changed: 0, removed: 0 }],
  });
});

test('says what never was read, and that a damaged catalogue was begun anew; nothing lies about being empty', async () => {
  const never = await run('image', 'list', '--offline', '--json');
  expect(never).toMatchObject({ code: 0, stdout: '[]\n' });
  expect(never.stderr).toContain('lab was never read into the catalogue');

  await run('sync');
  const known = await rows();
  const path = join(home(), 'catalog.sqlite');
  await truncate(path, Math.floor((await stat(path)).size / 2));
  const damaged = await run('image', 'list', '--offline', '--json');
  expect(damaged).toMatchObject({ code: 1, stdout: '' });
  expect(damaged.stderr).toContain('error: CORRUPT: The catalogue had to be begun anew');
  expect(damaged.stderr).toMatch(/warning: The catalogue .* is damaged\. It was kept as .*\.damaged-/);
  expect((await readdir(home())).filter((name) => name.includes('.damaged-'))).not.toEqual([]);

  const again = await run('sync', '--json');
  expect(again.json()).toMatchObject({ connections: [{ name: 'lab', added: known.length }] });
  expect((await rows()).map(({ name }) => name)).toEqual(known.map(({ name }) => name));
});
