import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventMessage, ProfileInput } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import {
  type Catalog,
  createKeeper,
  createSyncService,
  openCatalog,
  type SyncService,
} from '../../../src/main/catalog/index.ts';
import { type ConnectionService, createConnectionService } from '../../../src/main/connections/index.ts';
import { createEncryptedFileStore } from '../../../src/main/connections/secrets/index.ts';
import { openLog } from '../../../src/main/log/index.ts';
import { openSettings } from '../../../src/main/settings/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { type FakeService, fakeCapabilities, fakeProvider, fakeService } from './fake-provider.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SECRET = 'correct horse battery staple';
const signal = new AbortController().signal;

let home: string;
let service: FakeService;
let busy: Set<string>;
let events: EventMessage[];
let catalog: Catalog;
let connections: ConnectionService;
let syncService: SyncService;
let httpClosed: number;

const log = () => openLog(home);
const settings = () => openSettings(home, { log: log() });
const secrets = () => createEncryptedFileStore(home);

beforeEach(async () => {
  home = temporaryFolder();
  service = fakeService();
  busy = new Set();
  events = [];
  httpClosed = 0;
  catalog = await openCatalog(join(home, 'catalog.sqlite'), {
    isLongRunning: false,
    onNotice: () => undefined,
    onBegunAnew: () => undefined,
  });
  const keeper = createKeeper({ catalog, log: log() });
  connections = createConnectionService({
    settings: settings(),
    secrets: secrets(),
    catalog,
    keepCapabilities: keeper.capabilities,
    createProvider: (context) => {
      if (context.profile.kind === 'glance') return fakeProvider(context, service);
      throw new AppError('UNSUPPORTED', 'There is no provider yet.', { operation: 'connections.test' });
    },
    declaredCapabilities: () => fakeCapabilities,
    createHttpClient: () => ({
      request: () => Promise.reject(new Error('no network here')),
      stream: () => Promise.reject(new Error('no network here')),
      close: async () => {
        httpClosed += 1;
      },
    }),
    readCertificate: () => Promise.reject(new Error('no network here')),
    emit: (event) => events.push(event),
    log: log(),
    hasUnfinishedTransfers: (name) => busy.has(name),
    userAgent: 'argosy/test',
  });
  syncService = createSyncService({
    ...{ catalog, keeper, connections, settings: settings(), log: log() },
    emit: (event) => events.push(event),
    isLongRunning: false,
  });
});

afterEach(async () => {
  await syncService.close();
  await connections.close();
  await catalog.close();
});

function glance(name: string, more: Partial<ProfileInput> = {}): ProfileInput {
  const profile = {
    name,
    kind: 'glance',
    tls: {},
    settings: { authUrl: 'https://id.example', username: 'ann' },
  };
  return { ...profile, ...more } as ProfileInput;
}
const save = (profile: ProfileInput, secret?: string, create = true) =>
  connections.handlers['connections.save']({ profile, secret, create }, { signal });
const names = async () => (await connections.states()).map((state) => state.profile.name);

describe('saving', () => {
  it('gives a connection that was not asked yet, and tells the pages', async () => {
    expect(await save(glance('one'), SECRET)).toEqual({
      profile: { ...glance('one'), color: 0 },
      secretStored: true,
      health: 'never',
      error: null,
      syncedAt: null,
      imageCount: 0,
      nextRefreshAt: null,
    });
    await expect.poll(() => events.map(({ event }) => event)).toContain('connections.changed');
    expect(await names()).toEqual(['one']);
  });

  it('under a name in use is a conflict, compared exactly', async () => {
    await save(glance('one'), SECRET);
    await expect(save(glance('one'), 'other')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await secrets().get('one')).toBe(SECRET);
    await save(glance('One'), SECRET);
    expect(await names()).toEqual(['one', 'One']);
  });

  it('keeps the secret and the colour when none is given', async () => {
    await save(glance('one', { color: 5 }), SECRET);
    const settingsNow = { authUrl: 'https://id.example/other', username: 'bob' };
    const state = await save({ ...glance('one'), settings: settingsNow } as ProfileInput, undefined, false);
    expect(state).toMatchObject({ secretStored: true, profile: { color: 5, settings: settingsNow } });
    expect(await secrets().get('one')).toBe(SECRET);
  });

  it('forgets the rows of what the connection led to, but not for a colour or a secret', async () => {
    await save(glance('one'), SECRET);
    const documents = [imageDocument({ connection: 'one', id: 'of ann' })];
    const pages = async function* () {
      yield documents;
    };
    await catalog.sync('one', pages());
    await save(glance('one', { color: 3 }), 'another secret', false);
    expect((await catalog.stats('one')).imageCount).toBe(1);

    const ofBob = { authUrl: 'https://id.example', username: 'bob' };
    const state = await save({ ...glance('one'), settings: ofBob } as ProfileInput, undefined, false);
    expect(state).toMatchObject({ imageCount: 0, syncedAt: null });
  });

  it('gives each its colour in turn', async () => {
    for (let at = 0; at < 10; at++) await save(glance(`cloud ${at}`));
    const colors = (await connections.states()).map((state) => state.profile.color);
    expect(colors).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1]);
  });

  it('does not take over a secret that was left behind under the name', async () => {
    await secrets().set('one', 'from a lost profile');
    expect(await save(glance('one'))).toMatchObject({ secretStored: false });
    expect(await secrets().has('one')).toBe(false);
  });

  it('works for kinds that have no provider yet', async () => {
    await save({ name: 'd', kind: 'djinn', tls: {}, settings: { endpoint: 'https://d.example' } }, SECRET);
    await expect(connections.provider('d')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(connections.handlers['connections.test']({ name: 'd' }, { signal })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
  });
});

describe('removing', () => {
  it('takes the profile, the secret and the rows', async () => {
    await save(glance('one'), SECRET);
    await catalog.upsert(imageDocument({ id: 'a', connection: 'one' }));
    await connections.handlers['connections.remove']({ name: 'one' }, { signal });
    expect(await names()).toEqual([]);
    expect(await secrets().has('one')).toBe(false);
    expect(await catalog.stats('one')).toMatchObject({ imageCount: 0, syncedAt: null });
  });

  it('waits for transfers, and knows only exact names', async () => {
    await save(glance('one'));
    busy.add('one');
    const remove = (name: string) => connections.handlers['connections.remove']({ name }, { signal });
    await expect(remove('one')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(remove('ONE')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await names()).toEqual(['one']);
  });

  it('is possible although the secrets are damaged', async () => {
    await save(glance('one'), SECRET);
    writeFileSync(join(home, 'secrets.json'), 'damaged');
    expect(await connections.states()).toMatchObject([{ secretStored: false }]);
    await connections.handlers['connections.remove']({ name: 'one' }, { signal });
    expect(await names()).toEqual([]);
  });
});

describe('the provider', () => {
  it('is made once, and anew when the profile changed', async () => {
    await save(glance('one'), SECRET);
    const first = await connections.provider('one');
    expect(await connections.provider('one')).toBe(first);
    await save(glance('one'), undefined, false);
    expect(await connections.provider('one')).not.toBe(first);
    // Another process of the same data directory changes it.
    settings().saveConnection({ ...connections.profile('one'), color: 7 });
    await connections.provider('one');
    expect(service).toMatchObject({ opened: 3, closed: 2 });
    await connections.close();
    expect(service.closed).toBe(3);
    expect(httpClosed).toBe(3);
  });

  it('asks for the secret as it is now', async () => {
    await save(glance('one'), 'first secret');
    const handler = connections.handlers['connections.capabilities'];
    expect(await handler({ name: 'one' }, { signal })).toBe(fakeCapabilities);
    await secrets().set('one', 'second secret');
    await handler({ name: 'one' }, { signal });
    expect(service.signIns).toEqual(['first secret', 'second secret']);
  });

  it('is not asked for what its kind can do at best', async () => {
    await save(glance('one'), 'a secret');
    const handler = connections.handlers['connections.capabilities'];
    expect(await handler({ name: 'one', declared: true }, { signal })).toBe(fakeCapabilities);
    expect(service).toMatchObject({ opened: 0, signIns: [] });
    await expect(handler({ name: 'two', declared: true }, { signal })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('of a connection that is not there is not found', async () => {
    await expect(connections.provider('__proto__')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a test', () => {
  const test = (params: Parameters<ConnectionService['handlers']['connections.test']>[0]) =>
    connections.handlers['connections.test'](params, { signal });

  it('of a saved connection shows every step and notes the health', async () => {
    await save(glance('one'), SECRET);
    expect(await test({ name: 'one' })).toEqual({ steps: service.steps, capabilities: fakeCapabilities });
    expect(await connections.states()).toMatchObject([{ health: 'ok', error: null }]);
    const error = new AppError('UNREACHABLE', 'no route', { operation: 'x' }).toWire();
    service.steps = [{ step: 'address', verdict: 'failed', detail: 'no route', error, milliseconds: 1 }];
    expect(await test({ name: 'one' })).toEqual({ steps: service.steps, capabilities: null });
    expect(await connections.states()).toMatchObject([{ health: 'offline', error: { code: 'UNREACHABLE' } }]);
    expect(service.closed).toBe(2);
  });

  it('of one still being typed uses the given secret, or the stored one of its name', async () => {
    await save(glance('one'), SECRET);
    await test({ profile: glance('new') });
    await test({ profile: glance('new'), secret: 'typed secret' });
    await test({ profile: glance('one') });
    expect(new Set(service.signIns.slice(0, 2))).toEqual(new Set([undefined]));
    expect(service.signIns).toContain('typed secret');
    expect(service.signIns.at(-1)).toBe(SECRET);
    expect(await connections.states()).toMatchObject([{ health: 'never' }]);
    expect(await names()).toEqual(['one']);
  });
});

describe('importing', () => {
  const file = `clouds:
  alpha: {auth: {auth_url: https://a.example, username: ann, password: ${JSON.stringify(SECRET)}}}
  beta: {auth: {auth_url: https://b.example, username: bob}}
  gamma: {profile: rackspace}
`;
  const doImport = (more: { names?: string[] } = {}) =>
    connections.handlers['connections.import']({ fileName: 'clouds.yaml', text: file, ...more }, { signal });

  it('shows what would become of each entry, never a secret', async () => {
    await save(glance('beta'));
    const path = join(home, 'clouds.yaml');
    writeFileSync(path, file);
    const preview = await connections.handlers['connections.preview']({ path }, { signal });
    expect(preview).toMatchObject({
      path,
      format: 'clouds.yaml',
      candidates: [
        { name: 'alpha', secretFound: true, taken: false, problem: null },
        { name: 'beta', secretFound: false, taken: true, problem: null },
        { name: 'gamma', profile: null, problem: expect.stringContaining('rackspace') },
      ],
    });
    expect(JSON.stringify(preview)).not.toContain('horse');
    expect(readFileSync(path, 'utf8')).toBe(file);
  });

  it('adds all that can be added', async () => {
    const states = await doImport();
    expect(states.map((state) => [state.profile.name, state.secretStored])).toEqual([
      ['alpha', true],
      ['beta', false],
    ]);
    expect(await secrets().get('alpha')).toBe(SECRET);
    await expect(doImport()).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('adds all of the named entries or none', async () => {
    await expect(doImport({ names: ['alpha', 'gamma'] })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(doImport({ names: ['alpha', 'delta'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await names()).toEqual([]);
    await doImport({ names: ['beta'] });
    await expect(doImport({ names: ['alpha', 'beta'] })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await names()).toEqual(['beta']);
  });

  it('finds files in the usual places, also those that cannot be read', async () => {
    writeFileSync(join(home, 'my.yaml'), 'clouds: [');
    process.env['OS_CLIENT_CONFIG_FILE'] = join(home, 'my.yaml');
    try {
      const found = await connections.handlers['connections.discover']({}, { signal });
      expect(found[0]).toMatchObject({
        path: join(home, 'my.yaml'),
        candidates: [{ profile: null, problem: expect.stringMatching(/line/) }],
      });
    } finally {
      delete process.env['OS_CLIENT_CONFIG_FILE'];
    }
  });
});

describe('a sync of the catalogue', () => {
  const sync = (names?: string[], context = { signal }) =>
    syncService.handlers['catalog.sync']({ connections: names }, context);

  it('reads every connection, at most four at once', async () => {
    for (let at = 0; at < 9; at++) await save(glance(`cloud ${at}`));
    service.pages = [[imageDocument({ id: 'a' })], [imageDocument({ id: 'b' })]];
    const { done, failed } = await sync();
    expect(failed).toEqual([]);
    expect(done).toHaveLength(9);
    expect(done).toContainEqual(expect.objectContaining({ connection: 'cloud 8', images: 2, added: 2 }));
    expect(service.mostRunning).toBe(4);
    expect(await connections.states()).toContainEqual(
      expect.objectContaining({ health: 'ok', imageCount: 2, syncedAt: expect.any(String) }),
    );
    expect(events).toContainEqual({ event: 'catalog.changed', payload: { connection: 'cloud 3' } });
    expect((await catalog.show('cloud 1', 'b')).image.id).toBe('b');
    expect((await catalog.kept('cloud 1', 'capabilities'))?.value).toEqual(fakeCapabilities);
  });

  it('goes on when one fails, whose rows stay', async () => {
    await save(glance('good'));
    await save({ name: 'bad', kind: 'djinn', tls: {}, settings: { endpoint: 'https://d.example' } });
    await catalog.upsert(imageDocument({ id: 'kept', connection: 'bad' }));
    const { done, failed } = await sync(['bad', 'good', 'missing']);
    expect(done.map((result) => result.connection)).toEqual(['good']);
    expect(failed.map(({ connection, error }) => [connection, error.code])).toEqual(
      expect.arrayContaining([
        ['bad', 'UNSUPPORTED'],
        ['missing', 'NOT_FOUND'],
      ]),
    );
    expect(await connections.states()).toMatchObject([
      { profile: { name: 'good' }, health: 'ok' },
      { profile: { name: 'bad' }, health: 'failed', error: { code: 'UNSUPPORTED' }, imageCount: 1 },
    ]);
  });

  it('that was cancelled leaves health and rows as they were', async () => {
    await save(glance('one'));
    const abort = new AbortController();
    const running = sync(undefined, { signal: abort.signal });
    abort.abort();
    expect((await running).failed).toMatchObject([{ error: { code: 'CANCELLED' } }]);
    expect(await connections.states()).toMatchObject([{ health: 'never', error: null, syncedAt: null }]);
  });
});

it('no secret is in clear in the data directory, an answer or an event', async () => {
  const answers = [await save(glance('one'), SECRET), await connections.states()];
  service.failure = new AppError('AUTH_REQUIRED', 'refused', { operation: 'x' });
  await connections.handlers['connections.test']({ name: 'one' }, { signal });
  await syncService.handlers['catalog.sync']({}, { signal });
  await syncService.close();
  await connections.close();
  await catalog.close();
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain('horse');
  }
  expect(JSON.stringify([answers, events])).not.toContain('horse');
});
