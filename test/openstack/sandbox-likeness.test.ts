import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { type Json, passwordAuth, patchType, pick, type Reply, send } from '../integration/sandbox/client.ts';

/** Where the real services are; the defaults are those of `stack.sh`. */
const realIdentity = process.env['ARGOSY_KEYSTONE_URL'] ?? 'http://127.0.0.1:5000/v3';
const realImage = process.env['ARGOSY_GLANCE_URL'] ?? 'http://127.0.0.1:9292';

/** One side of the comparison: a service, demo's token there, and images made for the purpose. */
interface Side {
  readonly image: string;
  readonly identity: string;
  readonly token: string;
  readonly secret: string;
  readonly active: string;
  readonly queued: string;
  readonly guarded: string;
}

const made: { readonly side: Side; readonly id: string }[] = [];
let real: Side;
let sandboxed: Side;
let close: () => Promise<void>;

async function prepare(identity: string, image: string, secret: string): Promise<Side> {
  const project = { project: { name: 'demo', domain: { name: 'Default' } } };
  const reply = await send(`${identity}/auth/tokens`, 'POST', passwordAuth('demo', secret, project));
  const token = reply.headers.get('x-subject-token') ?? '';
  expect(reply.status, `sign-in at ${identity}`).toBe(201);
  const create = async (fields: Json) =>
    String(pick((await send(`${image}/v2/images`, 'POST', fields, { 'x-auth-token': token })).json, 'id'));
  const active = await create({
    name: 'likeness',
    disk_format: 'raw',
    container_format: 'bare',
    k: 'v',
    tags: ['a'],
  });
  const octets = { 'x-auth-token': token, 'content-type': 'application/octet-stream' };
  await send(`${image}/v2/images/${active}/file`, 'PUT', Buffer.from('0123456789'), octets);
  const queued = await create({ name: 'likeness-queued' });
  const guarded = await create({ name: 'likeness-guarded', visibility: 'private', protected: true });
  const side = { image, identity, token, secret, active, queued, guarded };
  made.push(...[active, queued, guarded].map((id) => ({ side, id })));
  return side;
}

beforeAll(async () => {
  const sandbox = await startSandbox({ switches: ['empty'] });
  close = sandbox.close;
  sandboxed = await prepare(`${sandbox.url}/identity/v3`, `${sandbox.url}/image`, 'demo-secret');
  real = await prepare(realIdentity, realImage, 'secret');
});
afterAll(async () => {
  for (const { side, id } of made) {
    const headers = { 'x-auth-token': side.token };
    const unprotect = [{ op: 'replace', path: '/protected', value: false }];
    await send(`${side.image}/v2/images/${id}`, 'PATCH', unprotect, {
      ...headers,
      'content-type': patchType,
    });
    await send(`${side.image}/v2/images/${id}`, 'DELETE', undefined, headers);
  }
  await close();
});

type Ask = readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>];

const json = { accept: 'application/json' };
const patch = (...changes: unknown[]): Ask => [
  'PATCH',
  '/v2/images/ACTIVE',
  changes,
  { ...json, 'content-type': patchType },
];
const create = (body: unknown): Ask => ['POST', '/v2/images', body, json];
const range = (value: string): Ask => ['GET', '/v2/images/ACTIVE/file', undefined, { ...json, range: value }];
const absent = '11111111-2222-3333-4444-555555555555';

/** Everything whose answer can be compared byte for byte, once ids and addresses are made the same. */
const asks: readonly Ask[] = [
  ...['limit=0', 'limit=-1', 'limit=x', 'sort_key=foo', 'sort=name:up', 'sort=name&sort_key=id'].map(
    (query): Ask => ['GET', `/v2/images?${query}`, undefined, json],
  ),
  ...[
    'visibility=foo',
    'member_status=foo',
    `marker=${absent}`,
    'created_at=foo',
    'size_min=x',
    'name=in:"a',
  ].map((query): Ask => ['GET', `/v2/images?${query}`, undefined, json]),
  ...[
    'os_hidden=x',
    'protected=1',
    'changes-since=1',
    'name=like:x',
    'created_at=xx:2020-01-01T00:00:00Z',
  ].map((query): Ask => ['GET', `/v2/images?${query}`, undefined, json]),
  ['GET', '/v2/images?name=likeness&limit=1&tag=a&tag=a', undefined, json],
  ['GET', `/v2/images?sort_key=a"'<b>&`, undefined, { accept: 'text/html' }],
  ['GET', `/v2/images/${absent}`, undefined, { accept: '*/*' }],
  ['GET', `/v2/images/${absent}`, undefined, { accept: 'text/plain' }],
  ['GET', `/v2/images/${absent}`, undefined, { accept: 'text/html;q=0.5, application/json' }],
  ['GET', '/v2/images/ACTIVE', undefined, json],
  ['GET', '/v2/images/QUEUED', undefined, json],
  ['GET', '/v2/foo', undefined, json],
  ['PUT', '/v2/images', {}, json],
  ['DELETE', '/v2/images/ACTIVE/file', undefined, json],
  create([]),
  create({ name: 3 }),
  create({ a: 1 }),
  create({ id: 'x' }),
  create({ disk_format: 'foo' }),
  create({ min_ram: -1 }),
  create({ tags: ['x'.repeat(256)] }),
  create({ status: 'active' }),
  create({ self: 'x' }),
  create({ os_glance_x: 'x' }),
  create({ location: 'x' }),
  create({ visibility: 'public' }),
  create({ owner: 'x' }),
  patch({ op: 'test', path: '/name', value: 'a' }),
  patch({ op: 'replace', path: '/nokey', value: 'a' }),
  patch({ op: 'remove', path: '/nokey' }),
  patch({ op: 'remove', path: '/name' }),
  patch({ op: 'replace', path: '/status', value: 'a' }),
  patch({ op: 'add', path: '/tags/-', value: 'a' }),
  patch({ op: 'add', path: 'tags', value: 'a' }),
  patch({ op: 'add', path: '/a/b', value: 'a' }),
  patch({ op: 'add', path: '/a//b', value: 'a' }),
  patch({ op: 'replace', path: '/name' }),
  patch({ path: '/name' }),
  patch({ op: 'add' }),
  patch({ op: 'replace', path: '/a~2', value: '3' }),
  patch({ op: 'replace', path: '/visibility', value: 'public' }),
  patch({ op: 'replace', path: '/visibility', value: 'foo' }),
  patch({ op: 'add', path: '/owner', value: 'foo' }),
  patch({ op: 'replace', path: '/owner', value: 'foo' }),
  patch({ op: 'replace', path: '/disk_format', value: 'qcow2' }),
  patch({ op: 'replace', path: '/locations', value: [] }),
  patch({ op: 'replace', path: '/min_ram', value: -3 }),
  patch('x'),
  ['PATCH', '/v2/images/ACTIVE', [], json],
  ['PATCH', '/v2/images/ACTIVE', {}, { ...json, 'content-type': patchType }],
  ['DELETE', '/v2/images/GUARDED', undefined, json],
  ['GET', '/v2/images/GUARDED/members', undefined, json],
  ['POST', '/v2/images/GUARDED/members', { member: 'x' }, json],
  ['POST', '/v2/images/ACTIVE/members', {}, json],
  ['POST', '/v2/images/ACTIVE/members', { member: '' }, json],
  ['GET', '/v2/images/ACTIVE/members/nobody', undefined, json],
  ['DELETE', '/v2/images/ACTIVE/tags/none', undefined, json],
  [
    'PUT',
    '/v2/images/QUEUED/file',
    Buffer.from('x'),
    { ...json, 'content-type': 'application/octet-stream' },
  ],
  ['PUT', '/v2/images/QUEUED/file', Buffer.from('x'), { ...json, 'content-type': 'text/plain' }],
  [
    'PUT',
    '/v2/images/ACTIVE/file',
    Buffer.from('x'),
    { ...json, 'content-type': 'application/octet-stream' },
  ],
  ['GET', '/v2/images/QUEUED/file', undefined, json],
  ...[
    'bytes=0-3',
    'bytes=-3',
    'bytes=5-100',
    'bytes=-100',
    'bytes=-0',
    'bytes=10-',
    'bytes=a-b',
    'bytes=0-1,3-4',
  ].map(range),
  ['POST', '/v2/images/ACTIVE/import', {}, json],
  ['POST', '/v2/images/ACTIVE/import', { method: {} }, json],
  ['POST', '/v2/images/ACTIVE/import', { method: { name: 'foo' } }, json],
  ['POST', '/v2/images/ACTIVE/import', { method: { name: 'web-download' } }, json],
  ['POST', '/v2/images/ACTIVE/import', { method: { name: 'copy-image' } }, json],
  ['POST', '/v2/images/QUEUED/import', { method: { name: 'glance-direct' } }, json],
  ['POST', '/v2/images/QUEUED/import', { method: { name: 'web-download', uri: 'http://x' } }, json],
  ['POST', '/v2/images/ACTIVE/actions/deactivate', undefined, json],
  ['DELETE', '/v2/stores/nope/ACTIVE', undefined, json],
  ['DELETE', '/v2/stores/main/ACTIVE', undefined, json],
  ['GET', '/v2/info/import', undefined, json],
  ['GET', '/v2/info/stores', undefined, json],
  ['GET', '/v2/info/stores/detail', undefined, json],
  ...['image', 'images', 'member', 'members', 'nothing'].map(
    (name): Ask => ['GET', `/v2/schemas/${name}`, undefined, json],
  ),
  ...['/nope', '?marker=nope', '?limit=-1', '?limit=x', '?visibility=odd', '?sort_dir=up'].map(
    (rest): Ask => ['GET', `/v2/metadefs/namespaces${rest}`, undefined, json],
  ),
  ['GET', '/v2/metadefs/namespaces?resource_types=none&limit=3', undefined, json],
  ['GET', '/v2/metadefs/namespaces?resource_types=none', undefined, json],
  ['GET', '/v2/images/GUARDED/members/nobody', undefined, json],
  ['DELETE', '/v2/images/GUARDED/members/nobody', undefined, json],
  ['PUT', '/v2/images/ACTIVE/members/nobody', { status: 'accepted' }, json],
  ['PUT', '/v2/images/ACTIVE/members/nobody', {}, json],
  ['DELETE', '/v2/images/ACTIVE/members/nobody', undefined, json],
  ['DELETE', '/v2/stores/second/ACTIVE', undefined, json],
  ['DELETE', '/v2/stores/main/QUEUED', undefined, json],
  ['POST', '/v2/images/ACTIVE/import', { method: { name: 'copy-image' }, stores: ['nope'] }, json],
  ['POST', '/v2/images/QUEUED/import', { method: { name: 'copy-image' }, stores: ['second'] }, json],
  ['POST', '/v2/images/QUEUED/import', { method: { name: 'glance-download' } }, json],
  ['GET', `/v2/images/${absent}/tasks`, undefined, json],
  ['GET', '/v2/images/ACTIVE/tasks', undefined, json],
  ['GET', '/versions', undefined, json],
];

async function ask(side: Side, [method, path, body, headers]: Ask) {
  const target = path
    .replace('ACTIVE', side.active)
    .replace('QUEUED', side.queued)
    .replace('GUARDED', side.guarded);
  return alike(
    side,
    await send(side.image + encodeURI(target), method, body, { 'x-auth-token': side.token, ...headers }),
  );
}

/** A reply with everything replaced that rightly differs between two services. */
function alike({ active, queued, guarded, image, identity }: Side, { status, headers, text }: Reply) {
  const body = [active, queued, guarded]
    .reduce((result, id, index) => result.replaceAll(id, `image-${index}`), text)
    .replaceAll(image, 'SERVICE')
    .replaceAll(identity, 'IDENTITY')
    .replace(/"owner": "[0-9a-f]{32}"/g, '"owner": "OWNER"')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME');
  const kept = [
    'content-type',
    'allow',
    'accept-patch',
    'content-range',
    'content-md5',
    'x-openstack-request-id',
  ];
  const shown = kept.map((name) => [name, name.startsWith('x-') ? headers.has(name) : headers.get(name)]);
  return { status, headers: Object.fromEntries(shown) as Json, body };
}

describe('the sandbox answers as the real Glance does', () => {
  it.each(
    asks.map(
      (one) =>
        [`${one[0]} ${one[1]} ${JSON.stringify(one[2] ?? '')} ${one[3]?.['range'] ?? ''}`, one] as const,
    ),
  )('%s', async (_title, one) => {
    expect(await ask(sandboxed, one)).toEqual(await ask(real, one));
  });
});
