import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallParams, profileInput } from '#shared/contract/index.ts';
import type { ConnectionKind, Image } from '#shared/model/index.ts';
import { type Client, createClient, createMemoryTransport } from '#shared/rpc/index.ts';
import { type Application, createApplication } from '../../../src/main/application.ts';
import { createEncryptedFileStore } from '../../../src/main/connections/secrets/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, partnerProject } from '../sandbox/client.ts';

/** Previews as a page asks for them, of a catalogue that was read once. */
let home: string;
let sandbox: Sandbox;
let application: Application;
let client: Client;

const KINDS = ['glance', 'nova', 'plankton', 'djinn', 'fifo', 'alliance'] as const;
const BULK = 1000;

async function connect(kind: ConnectionKind): Promise<void> {
  const { secret, ...settings } = sandbox.dialects[kind] ?? {};
  const profile = profileInput.parse({ name: kind, kind, settings });
  await client.call('connections.save', { profile, create: true, ...(secret ? { secret } : {}) });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'argosy-previews-'));
  sandbox = await startSandbox({ switches: [`bulk-images=${BULK}`] });
  const secrets = createEncryptedFileStore(home);
  application = await createApplication({ host: 'cli', home, secrets });
  client = createClient(createMemoryTransport(application.dispatcher));
  const glance = await GlanceClient.signIn(sandbox, 'demo');
  await glance.create({ name: 'closed', visibility: 'private' });
  for (const kind of KINDS) await connect(kind);
  await client.call('catalog.sync', {});
});
afterAll(async () => {
  await application.close();
  await sandbox.close();
  await rm(home, { recursive: true, force: true });
});

async function imagesOf(connection: string, search?: string): Promise<readonly Image[]> {
  const { rows } = await client.call('catalog.window', {
    connections: [connection],
    ...(search === undefined ? {} : { search }),
    sort: 'name',
    direction: 'asc',
    offset: 0,
    limit: 500,
  });
  return rows;
}

async function oneOf(connection: string, search?: string): Promise<Image> {
  const [image] = await imagesOf(connection, search);
  if (image === undefined) throw new Error(`no image of ${connection} is like ${search}`);
  return image;
}

describe('images.preview', () => {
  test('tells the least request of each edit, as it would be sent, and asks nobody', async () => {
    const [glance, fifo] = [await oneOf('glance', 'name:closed'), await oneOf('fifo')];
    sandbox.requests.clear();
    const previews = await client.call('images.preview', {
      edits: [
        { connection: 'glance', id: glance.id, edit: { name: 'new', visibility: 'private' } },
        { connection: 'glance', id: glance.id, edit: { visibility: 'private' } },
        { connection: 'fifo', id: fifo.id, edit: { setProperties: { 'ui/notes': [1] } } },
      ],
    });
    expect(previews).toMatchObject([
      {
        connection: 'glance',
        id: glance.id,
        requests: [
          {
            method: 'PATCH',
            path: `/v2/images/${glance.id}`,
            headers: {},
            body: '[{"op":"replace","path":"/name","value":"new"}]',
          },
        ],
        notes: [],
        error: null,
      },
      { requests: [], error: null },
      {
        requests: [{ method: 'PUT', path: expect.stringMatching(/\/metadata\/ui$/), body: '{"notes":[1]}' }],
      },
    ]);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('one that would be refused says why, and stops no other', async () => {
    const [glance, nova, djinn] = [await oneOf('glance'), await oneOf('nova'), await oneOf('djinn')];
    const previews = await client.call('images.preview', {
      edits: [
        { connection: 'glance', id: 'nobody', edit: { name: 'x' } },
        { connection: 'nowhere', id: 'x', edit: { name: 'x' } },
        { connection: 'glance', id: glance.id, edit: { setProperties: { owner: 'me' } } },
        { connection: 'glance', id: glance.id, edit: {} },
        { connection: 'nova', id: nova.id, edit: { name: 'x' } },
        { connection: 'djinn', id: djinn.id, edit: { name: 'x' } },
        { connection: 'nova', id: nova.id, edit: { setProperties: { a: 'b' } } },
      ],
    });
    expect(previews.map(({ error }) => error?.code ?? null)).toEqual([
      ...['NOT_FOUND', 'NOT_FOUND', 'INVALID', 'INVALID', 'UNSUPPORTED', 'UNSUPPORTED', null],
    ]);
    expect(previews.slice(0, -1).every(({ requests }) => requests.length === 0)).toBe(true);
    expect(previews.at(-1)).toMatchObject({
      requests: [{ method: 'PUT', path: `/v2.1/images/${nova.id}/metadata/a`, body: '{"meta":{"a":"b"}}' }],
      notes: [expect.stringContaining('private')],
    });
  });

  test('what this service is too old for is refused as it was last seen to be', async () => {
    const { id } = await oneOf('plankton');
    const [preview] = await client.call('images.preview', {
      edits: [{ connection: 'plankton', id, edit: { visibility: 'shared' } }],
    });
    expect(preview?.error).toMatchObject({ code: 'UNSUPPORTED', hint: 'It knows private and public.' });
  });

  test('of a thousand images does not hold up the thread', async () => {
    const images = [...(await imagesOf('glance'))];
    expect(images.length).toBe(500);
    const edits = [...images, ...images].map(({ id }) => ({
      connection: 'glance',
      id,
      edit: { addTags: ['golden'], setProperties: { os_distro: 'debian' } },
    }));
    await client.call('images.preview', { edits: edits.slice(0, 10) });
    const heldUpMs = async (): Promise<number> => {
      let longest = 0;
      let last = performance.now();
      const pulse = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 1);
      const previews = await client.call('images.preview', { edits });
      clearInterval(pulse);
      expect(previews).toHaveLength(1000);
      expect(previews.every(({ error, requests }) => error === null && requests.length === 1)).toBe(true);
      return longest;
    };
    // The best of several: in one of them a busy machine may hold up more than this did.
    const tries: number[] = [];
    while (tries.length < 8 && !tries.some((ms) => ms < 50)) tries.push(await heldUpMs());
    expect(Math.min(...tries)).toBeLessThan(50);
  });
});

describe('members.preview', () => {
  test('a private image becomes shared first, if that is wanted, and says so; else it is a conflict', async () => {
    const { id } = await oneOf('glance', 'name:closed');
    sandbox.requests.clear();
    const change = { connection: 'glance', id, add: ['one', 'two', 'one'], remove: [] };
    const [without, made] = await client.call('members.preview', {
      changes: [change, { ...change, makeShared: true }],
    });
    expect(without).toMatchObject({
      requests: [],
      error: { code: 'CONFLICT', context: { visibility: 'private' } },
    });
    expect(made?.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PATCH', `/v2/images/${id}`, '[{"op":"replace","path":"/visibility","value":"shared"}]'],
      ['POST', `/v2/images/${id}/members`, '{"member":"one"}'],
      ['POST', `/v2/images/${id}/members`, '{"member":"two"}'],
    ]);
    expect(made?.notes).toEqual([expect.stringContaining('it becomes shared first')]);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('what is so already is left out, by the members last seen', async () => {
    const { id } = await oneOf('glance', 'GParted');
    const one = { connection: 'glance', id };
    const previews = await client.call('members.preview', {
      changes: [
        { ...one, add: [partnerProject], remove: ['never-there'] },
        { ...one, add: ['new'], remove: [partnerProject] },
        { ...one, add: [], remove: [], replace: ['new', partnerProject] },
      ],
    });
    expect(previews.map(({ requests, error }) => error ?? requests.map(({ method }) => method))).toEqual([
      [],
      ['POST', 'DELETE'],
      ['POST'],
    ]);
    expect(previews.map(({ notes }) => notes)).toEqual([[], [], []]);
  });

  test('members that were never read are told of', async () => {
    const { id, owner } = await oneOf('plankton', 'visibility:private');
    sandbox.requests.clear();
    const one = { connection: 'plankton', id };
    const [added, replaced] = await client.call('members.preview', {
      changes: [
        { ...one, add: ['partner@example.com'], remove: [] },
        { ...one, add: [], remove: [], replace: ['5f3c'] },
      ],
    });
    expect(added).toMatchObject({
      requests: [{ method: 'PUT', path: `/images/${id}/members/partner@example.com`, body: null }],
      notes: [expect.stringContaining('is looked up first'), expect.stringContaining('not read yet')],
    });
    expect(replaced?.requests.map(({ body }) => body)).toEqual([
      JSON.stringify({ memberships: [{ member_id: owner }, { member_id: '5f3c' }] }),
    ]);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('a kind without members, or whose answer depends on members not read, says so', async () => {
    const [fifo, djinn] = [await oneOf('fifo'), await oneOf('djinn')];
    const previews = await client.call('members.preview', {
      changes: [
        { connection: 'fifo', id: fifo.id, add: ['x'], remove: [] },
        { connection: 'djinn', id: djinn.id, add: [], remove: [], replace: ['x'] },
        { connection: 'djinn', id: djinn.id, add: [], remove: [] },
      ],
    });
    expect(previews.map(({ error }) => error?.code ?? null)).toEqual(['UNSUPPORTED', 'UNSUPPORTED', null]);
  });
});

test('an application that was just started foresees without asking anybody', async () => {
  const edits: Readonly<Record<string, CallParams<'images.preview'>['edits'][number]['edit']>> = {
    glance: { name: 'x', addTags: ['x'], visibility: 'community' },
    nova: { setProperties: { a: 'b' } },
    plankton: { setProperties: { a: 'b' } },
    fifo: { setProperties: { a: [1] } },
  };
  const images = await Promise.all(KINDS.map((kind) => oneOf(kind)));
  const other = await createApplication({ host: 'cli', home, secrets: createEncryptedFileStore(home) });
  try {
    const cold = createClient(createMemoryTransport(other.dispatcher));
    sandbox.requests.clear();
    const previews = await cold.call('images.preview', {
      edits: images.map(({ connection, id }) => ({
        connection,
        id,
        edit: edits[connection] ?? { name: 'x' },
      })),
    });
    const members = await cold.call('members.preview', {
      changes: images.map(({ connection, id }) => ({ connection, id, add: ['somebody'], remove: [] })),
    });
    const asked = previews.filter(({ connection }) => connection in edits);
    expect(asked.map(({ error, requests }) => error ?? requests.length)).toEqual([1, 1, 1, 1]);
    expect(members.filter(({ error }) => error === null).length).toBeGreaterThan(0);
    expect(sandbox.requests.list()).toEqual([]);
  } finally {
    await other.close();
  }
});

describe('the account of a connection', () => {
  test('is told by what it can do now, not by what its kind can do', async () => {
    const told = await client.call('catalog.capabilities', { connection: 'glance' });
    const { owner } = await oneOf('glance', 'name:closed');
    expect(told?.value.account).toBe(owner);
    const declared = await client.call('connections.capabilities', { name: 'glance', declared: true });
    expect(declared.account).toBeNull();
  });
});
