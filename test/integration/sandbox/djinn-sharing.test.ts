import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../../src/sandbox/dialects/djinn/list.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { pick } from './client.ts';
import { DjinnClient, qcow2, qemuType } from './djinn-client.ts';

let sandbox: Sandbox;
let demo: DjinnClient;
let partner: DjinnClient;
let nobody: DjinnClient;
beforeAll(async () => {
  sandbox = await startSandbox();
  demo = new DjinnClient(sandbox, 'demo');
  partner = new DjinnClient(sandbox, 'partner');
  nobody = new DjinnClient(sandbox, undefined);
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const links = (previous: string, next: string) => `<${previous}>; rel="prev", <${next}>; rel="next"`;

describe('the example images', () => {
  it('announce how to connect', async () => {
    expect(sandbox.dialects['djinn']).toEqual({ endpoint: demo.url, secret: demo.token });
  });

  it('reach demo by the namespaces that it collaborates on, ordered by name', async () => {
    const names = await demo.names();
    expect(names).toContain('Ubuntu 24.04 LTS');
    expect(names).toContain('Partner appliance 4.2');
    expect(names).not.toContain('Web tier 2026-07 (withdrawn)');
    expect(names).toEqual([...names].sort());
  });

  it('of a public namespace are there for everybody, without their relations', async () => {
    const reply = await nobody.call('GET', '/n/admin/library/-/images?search=UBUNTU');
    expect(reply.headers.get('link')).toBe(
      links(
        '/n/admin/library/-/images?page=1&search=UBUNTU',
        '/n/admin/library/-/images?page=1&search=UBUNTU',
      ),
    );
    expect(reply.json).toEqual([
      expect.objectContaining({ name: 'Ubuntu 22.04 LTS', author: null, user: null, namespace: null }),
      expect.objectContaining({ name: 'Ubuntu 24.04 LTS', namespace_id: 1, download: null }),
    ]);
    expect((await nobody.call('GET', '/n/partner/lab/-/images')).status).toBe(404);
    expect((await demo.call('GET', '/n/partner/lab/-/images')).status).toBe(200);
  });
});

describe('a list', () => {
  let own: DjinnClient;
  let empty: Sandbox;
  beforeAll(async () => {
    empty = await startSandbox({ switches: ['empty'] });
    own = new DjinnClient(empty, 'demo');
  });
  afterAll(() => empty.close());

  it('without items is page 0, both ways', async () => {
    const reply = await own.call('GET', '/images');
    expect([reply.text, reply.headers.get('link')]).toEqual([
      '[]\n',
      links('/images?page=0', '/images?page=0'),
    ]);
  });

  it('has 25 a page and links that stop at the ends', async () => {
    for (let number = 10; number < 40; number++) await own.create(`name=image-${number}`, qcow2(64));
    const page = async (query: string) => {
      const { json, headers } = await own.call('GET', `/images${query}`);
      return [Array.isArray(json) ? json.length : -1, pick(json, 0, 'name'), headers.get('link')];
    };
    const first = [25, 'image-10', links('/images?page=1', '/images?page=2')];
    for (const query of ['', '?page=1', '?page=0', '?page=-4', '?page=junk'])
      expect(await page(query)).toEqual(first);
    const last = [5, 'image-35', links('/images?page=1', '/images?page=2')];
    expect(await page('?page=2')).toEqual(last);
    expect(await page('?page=31')).toEqual(last);
    expect(await page('?page=3')).toEqual([0, undefined, links('/images?page=1', '/images?page=2')]);
    expect((await page('?search=a*b+c&page=1&x=%7E'))[2]).toBe(
      links('/images?page=1&search=a%2Ab+c&x=~', '/images?page=2&search=a%2Ab+c&x=~'),
    );
  });

  it('never searches one’s own images, unless the bug is switched off', async () => {
    expect(await own.names('?search=IMAGE-11')).toHaveLength(25);
    empty.switches.set('djinn-search-bug', false);
    expect(await own.names('?search=IMAGE-11')).toEqual(['image-11']);
  });

  it('counts pages from any number without leaving the list', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.nat(2000), (asked, count) => {
        const { offset, previous, next } = pageOf(asked, count);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(previous).toBeLessThanOrEqual(next);
        expect(next).toBeLessThanOrEqual(Math.max(2, Math.ceil(count / 25)));
      }),
    );
  });
});

describe('sharing', () => {
  it('invites, lets in and puts out again', async () => {
    const id = await demo.create('name=team-image&namespace=team/web');
    const at = '/n/demo/team/-';
    expect(await partner.names()).not.toContain('team-image');
    const sent = await demo.call('POST', `${at}/invites`, { handle: 'partner@example.com' });
    expect(sent.status).toBe(201);
    expect(sent.json).toMatchObject({ inviter: { username: 'demo' }, invitee: { username: 'partner' } });
    const again = await demo.call('POST', `${at}/invites`, { handle: 'partner' });
    expect([again.status, again.text]).toEqual([400, '{"message":"Invite already sent"}\n']);
    expect(await demo.call('GET', `${at}/invites`)).toMatchObject({ json: [{ namespace: null }] });
    const received = await partner.call('GET', '/invites');
    expect(received.json).toMatchObject([{ namespace: { path: 'team' }, inviter_id: 2 }]);
    const invite = `/invites/${String(pick(received.json, 0, 'id'))}`;
    expect(pick(received.json, 0, 'url')).toBe(`${demo.url}${invite}`);
    expect((await demo.call('PATCH', invite)).status).toBe(404);
    const accepted = await partner.call('PATCH', invite);
    expect([accepted.status, Object.keys(accepted.json as object)]).toEqual([
      200,
      ['invitee', 'inviter', 'namespace'],
    ]);
    expect((await partner.call('GET', '/invites')).json).toEqual([]);
    expect(await partner.names()).toContain('team-image');
    const collaborators = await demo.call('GET', `${at}/collaborators`);
    expect(collaborators.json).toEqual([
      {
        id: 3,
        email: 'partner@example.com',
        username: 'partner',
        created_at: expect.any(String),
        url: demo.url,
      },
    ]);
    expect((await partner.call('GET', `${at}/collaborators`)).status).toBe(404);
    expect((await partner.upload('name=by-partner&namespace=team@demo')).json).toMatchObject({
      author_id: 3,
      user_id: 2,
    });
    expect((await demo.call('POST', `${at}/invites`, { handle: 'partner' })).json).toEqual({
      message: 'Already a collaborator',
    });
    expect((await demo.call('DELETE', `${at}/collaborators/partner`)).status).toBe(204);
    expect((await demo.call('DELETE', `${at}/collaborators/partner`)).json).toEqual({
      message: 'No such collaborator',
    });
    expect(await partner.names()).not.toContain('team-image');
    expect((await partner.call('DELETE', `/images/${id}`)).status).toBe(404);
  });

  it('lets an invite be declined, and refuses those that make no sense', async () => {
    await demo.upload('name=x&namespace=quiet');
    const invite = (handle: unknown) => demo.call('POST', '/n/demo/quiet/-/invites', { handle });
    expect((await invite('demo')).json).toEqual({ message: 'Cannot invite self' });
    expect((await invite('ghost')).json).toEqual({ message: 'No such user' });
    expect((await invite('')).json).toEqual({ handle: ['Username or email field required'] });
    const path = `/invites/${String(pick((await invite('partner')).json, 'id'))}`;
    expect((await partner.call('DELETE', path)).status).toBe(204);
    expect((await partner.call('PATCH', path)).status).toBe(404);
    await partner.upload('name=x&namespace=closed');
    const elsewhere = () => partner.call('POST', '/n/partner/closed/-/invites', { handle: 'demo' });
    sandbox.switches.set('djinn-invite-anywhere', true);
    expect((await elsewhere()).json).toEqual({ message: 'Already a collaborator' });
    sandbox.switches.set('djinn-invite-anywhere', false);
    expect((await elsewhere()).status).toBe(201);
  });

  it('does not let a collaborator delete what is protected elsewhere', async () => {
    const { json } = await demo.call('GET', '/n/admin/library/-/images?search=Ubuntu+24');
    expect((await demo.call('DELETE', `/images/${String(pick(json, 0, 'id'))}`)).status).toBe(404);
  });
});

describe('a restart', () => {
  it('keeps numbers, namespaces and tokens, and fails the download that it interrupted', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'argosy-djinn-test-'));
    try {
      const switches = ['empty', 'djinn-download-delay-ms=60000'];
      const before = await startSandbox({ dataDirectory, switches });
      const body = { name: 'waiting', download_url: 'http://127.0.0.1:9/a' };
      await new DjinnClient(before, 'demo').call('POST', '/images', body);
      await new DjinnClient(before, 'demo').create('name=kept&namespace=lab');
      await before.close();
      const after = await startSandbox({ dataDirectory });
      const { json } = await new DjinnClient(after, 'demo').call('GET', '/images');
      await after.close();
      expect(json).toMatchObject([
        { id: 2, name: 'kept', namespace: { path: 'lab' }, download: null },
        { id: 1, name: 'waiting', download: { error: 'context canceled', finished_at: expect.any(String) } },
      ]);
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});

describe('faults', () => {
  it('are Djinn’s own, or a proxy’s page', async () => {
    sandbox.switches.set('fail-next', '503x1');
    const reply = await demo.call('GET', '/images');
    expect([reply.status, reply.text]).toEqual([503, '{"message":"Service Unavailable"}\n']);
    expect(reply.headers.get('retry-after')).toBe('1');
    sandbox.switches.set('html-errors', true);
    expect((await demo.call('GET', '/nowhere')).headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('are all that hostile input gets', async () => {
    const segment = fc.oneof(
      fc.constantFrom('images', 'n', 'demo', 'partner', 'lab', '-', 'invites', 'collaborators', 'namespaces'),
      fc.constantFrom('1', '0', '99999999999999999999', '..', '%00', '%ff', '%', '__proto__'),
      fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
    );
    const type = fc.constantFrom(
      'application/json',
      'application/json; charset=x',
      'multipart/form-data; boundary=x',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      qemuType,
    );
    const namespace = fc.stringMatching(/^[a-zA-Z0-9/@ %&]{0,12}$/);
    const target = fc.oneof(
      fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`),
      fc.record({ namespace }).map((query) => `/images?name=x&${new URLSearchParams(query)}`),
    );
    const body = fc.oneof(
      fc.json(),
      fc
        .record({ name: fc.string(), namespace, download_url: fc.string() })
        .map((value) => JSON.stringify(value)),
    );
    const method = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE');
    await fc.assert(
      fc.asyncProperty(method, target, type, body, async (verb, path, contentType, content) => {
        const response = await fetch(`${demo.url}${path}`, {
          method: verb,
          redirect: 'manual',
          headers: { authorization: `Bearer ${demo.token}`, 'content-type': contentType },
          ...(verb !== 'GET' && { body: content }),
        });
        expect(await response.text()).not.toContain('the sandbox failed to answer');
      }),
      { numRuns: 300 },
    );
    expect((await demo.call('GET', '/user')).status).toBe(200);
  });
});
