import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CallName, contract, type EventMessage } from '../../src/shared/contract/index.ts';
import { AppError } from '../../src/shared/errors/index.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/model/index.ts';
import { createClient } from '../../src/shared/rpc/index.ts';
import { eventually } from '../support/eventually.ts';
import { type ConnectedTransport, TRANSPORTS } from './transports.ts';

vi.stubEnv('ARGOSY_SECRET_STORE', 'file');

const SECRET = 'correct-horse-battery-staple';
const CALLS = Object.keys(contract) as CallName[];

/** A raw disk with a boot signature: enough for the inspection to have something to say. */
const disk = Buffer.alloc(1024 * 1024);
disk.set([0x55, 0xaa], 510);
let folder: string;
let diskPath: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-contract-file-'));
  diskPath = join(folder, 'boot.img');
  await writeFile(diskPath, disk);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(Object.entries(TRANSPORTS))('over %s', (_name, connect) => {
  let transport: ConnectedTransport;
  beforeAll(async () => {
    transport = await connect();
  });
  afterAll(() => transport?.close());

  test.each(CALLS)('%s is reachable, and its parameters are checked', async (name) => {
    const envelope = await transport.call(name, { unexpected: true });
    expect(envelope).toMatchObject({
      ok: false,
      error: { code: 'INVALID', operation: name, retry: 'never' },
    });
  });

  test.each(['images.fly', '', 'constructor', '__proto__', 'toString', 'x'.repeat(10_000)])(
    'the unknown call %j is refused by name',
    async (name) => {
      const envelope = await transport.call(name, {});
      expect(envelope).toMatchObject({ ok: false, error: { code: 'INVALID', operation: 'rpc.dispatch' } });
      expect(JSON.stringify(envelope).length).toBeLessThan(400);
    },
  );

  test.each([
    ['a key that would be lost', JSON.parse('{"a":[{"__proto__":1}]}')],
    ['no end of nesting', Array.from({ length: 100 }).reduce((inner) => [inner], 'deep')],
  ])('a value with %s is refused, not cut', async (_what, value) => {
    const set = [{ path: ['notes'], value }];
    const envelope = await transport.call('packages.metadata', { connection: 'lab', id: 'x', set });
    expect(envelope).toMatchObject({ ok: false, error: { code: 'INVALID' } });
  });

  test('a wrong parameter is named', async () => {
    const params = { sort: 'name', direction: 'asc', offset: 0, limit: 0 };
    const envelope = await transport.call('catalog.window', params);
    expect(envelope).toMatchObject({
      ok: false,
      error: { code: 'INVALID', message: expect.stringContaining('(limit)') },
    });
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a list', [1]],
    ['a number', 4],
  ])('%s as parameters is answered, not thrown', async (_what, params) => {
    const envelope = await transport.call('transfers.cancel', params);
    expect(envelope).toMatchObject({ ok: false, error: { code: 'INVALID' } });
  });

  test('a call without parameters needs none', async () => {
    expect(await transport.call('settings.get', undefined)).toMatchObject({ ok: true });
    expect(await transport.call('settings.get', null)).toMatchObject({ ok: true });
  });

  test('values come in their envelope', async () => {
    expect(await transport.call('transfers.list', {})).toEqual({ ok: true, value: [] });
    expect(await transport.call('connections.list', {})).toEqual({ ok: true, value: [] });
    expect(await transport.call('transfers.clear', {})).toEqual({ ok: true, value: null });
    const info = await createClient(transport).call('app.info', {});
    expect(info).toMatchObject({ platform: process.platform, secretStore: expect.any(String) });
  });

  test('errors keep their code, words, hint and context, and become AppErrors again in the client', async () => {
    const client = createClient(transport);
    const missing = await client.call('connections.show', { name: 'nowhere' }).catch((error) => error);
    expect(missing).toBeInstanceOf(AppError);
    expect(missing).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('nowhere') });

    await client.call('connections.save', {
      create: true,
      secret: SECRET,
      profile: {
        name: 'lab',
        kind: 'glance',
        tls: {},
        settings: { authUrl: 'http://127.0.0.1:1/v3', username: 'demo', project: 'demo' },
      },
    });
    const unreachable = await client
      .call('images.list', { connection: 'lab', query: {} })
      .catch((error) => error);
    expect(unreachable).toMatchObject({
      code: 'UNREACHABLE',
      hint: expect.any(String),
      context: expect.any(Object),
    });
  });

  test('a secret goes in and never comes out', async () => {
    for (const name of ['connections.list', 'connections.show', 'app.info', 'settings.get'] as const) {
      const envelope = await transport.call(name, name === 'connections.show' ? { name: 'lab' } : {});
      expect(envelope).toMatchObject({ ok: true });
      expect(JSON.stringify(envelope)).not.toContain(SECRET);
    }
  });

  test('events arrive in order, as long as one listens', async () => {
    const client = createClient(transport);
    const seen: number[] = [];
    const stop = client.on('settings.changed', (settings) => seen.push(settings.transfersPerConnection));
    const wanted = Array.from({ length: 30 }, (_, index) => (index % 16) + 1);
    for (const transfersPerConnection of wanted)
      await client.call('settings.set', { transfersPerConnection });
    await eventually(() => expect(seen).toEqual(wanted));
    stop();
    const others: EventMessage[] = [];
    const stopOthers = transport.subscribe((message) => others.push(message));
    await client.call('settings.set', { ...DEFAULT_SETTINGS, columns: [], theme: 'dark' });
    await eventually(() => expect(others).toHaveLength(1));
    expect(others[0]).toMatchObject({ event: 'settings.changed', payload: { theme: 'dark' } });
    expect(seen).toEqual(wanted);
    stopOthers();
  });

  test('a granted file is read by the application, wherever its bytes lie', async () => {
    const grant = await transport.grantForFile(diskPath);
    expect(grant).not.toContain('boot');
    const { fileName, inspection } = await createClient(transport).call('transfers.inspect', { grant });
    expect(fileName).toBe('boot.img');
    expect(inspection.sizeBytes).toBe(disk.length);
    expect(await transport.call('transfers.inspect', { grant: 'not-a-grant-at-all' })).toMatchObject({
      ok: false,
      error: { operation: 'transfers.inspect' },
    });
  });

  test('many calls at once each get their own answer', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `connection-${index}`);
    const answers = await Promise.all(names.map((name) => transport.call('connections.show', { name })));
    for (const [index, answer] of answers.entries()) {
      expect(answer).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining(`connection-${index}`) },
      });
    }
  });
});
