import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import {
  demoProject,
  GlanceClient,
  type Json,
  partnerProject,
  passwordAuth,
  pick,
  type Reply,
  send,
} from './client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
});
afterAll(() => sandbox.close());

const identity = (path: string) => `${sandbox.url}/identity${path}`;
const signIn = (body: Json, headers: Record<string, string> = {}, query = ''): Promise<Reply> =>
  send(identity(`/v3/auth/tokens${query}`), 'POST', body, headers);
const project = (name: string) => ({ project: { name, domain: { id: 'default' } } });
const message = (reply: Reply) => pick(reply.json, 'error', 'message');
const refused = 'The request you have made requires authentication.';

describe('discovery', () => {
  it('answers 300 with nested values at the root and 200 at /v3, without a token', async () => {
    const root = await send(identity('/'), 'GET');
    expect(root.status).toBe(300);
    expect(root.headers.get('location')).toBe(identity('/v3/'));
    expect(pick(root.json, 'versions', 'values', 0, 'id')).toBe('v3.14');
    expect(pick((await send(identity('/v3'), 'GET')).json, 'version', 'status')).toBe('stable');
  });
});

describe('sign-in', () => {
  it('gives a token in the header only, with the catalogue of both regions', async () => {
    const reply = await signIn(passwordAuth('demo', 'demo-secret', project('demo')));
    expect(reply.status).toBe(201);
    const token = reply.headers.get('x-subject-token') ?? '';
    expect(token.length).toBeGreaterThan(100);
    expect(reply.text).not.toContain(token);
    expect(pick(reply.json, 'token', 'project', 'id')).toBe(demoProject);
    const catalog = pick(reply.json, 'token', 'catalog') as Json[];
    const image = catalog.find(({ type }) => type === 'image');
    const endpoints = image?.['endpoints'] as Json[];
    expect(endpoints.map(({ interface: face, region }) => `${face} ${region}`).sort()).toEqual([
      'internal Sandbox',
      'internal Sandbox-Two',
      'public Sandbox',
      'public Sandbox-Two',
    ]);
    expect(endpoints[0]?.['url']).toBe(`${sandbox.url}/image`);
  });

  it('leaves the catalogue out on ?nocatalog, and from unscoped tokens', async () => {
    const without = await signIn(passwordAuth('demo', 'demo-secret'), {}, '?nocatalog');
    expect(pick(without.json, 'token', 'catalog')).toBeUndefined();
    expect(pick(without.json, 'token', 'project', 'name')).toBe('demo');
    const unscoped = await signIn(passwordAuth('demo', 'demo-secret', 'unscoped'));
    expect(unscoped.status).toBe(201);
    expect(Object.keys(pick(unscoped.json, 'token') as Json)).not.toContain('roles');
    expect(Object.keys(pick(unscoped.json, 'token') as Json)).not.toContain('catalog');
  });

  it.each([
    ['a wrong password', passwordAuth('demo', 'wrong')],
    ['an unknown user', passwordAuth('nobody', 'demo-secret')],
    ['an unknown project', passwordAuth('demo', 'demo-secret', project('nowhere'))],
    ['a project without a role', passwordAuth('demo', 'demo-secret', project('partner'))],
    ['a domain scope without rights', passwordAuth('demo', 'demo-secret', { domain: { id: 'default' } })],
  ])('hides %s behind the same 401', async (_what, body) => {
    const reply = await signIn(body);
    expect(reply.status).toBe(401);
    expect(message(reply)).toBe(refused);
    expect(reply.headers.get('www-authenticate')).toContain('Keystone uri=');
  });

  it('calls a malformed body 400 and says what it misses', async () => {
    expect(message(await signIn({}))).toMatch(/^Expecting to find auth in request body\./);
    const noDomain = {
      auth: { identity: { methods: ['password'], password: { user: { name: 'demo', password: 'x' } } } },
    };
    expect(message(await signIn(noDomain))).toMatch(/^Expecting to find domain in user\./);
    const unknownMethod = await signIn({ auth: { identity: { methods: ['magic'] } } });
    expect(unknownMethod.status).toBe(401);
    expect(pick(unknownMethod.json, 'error', 'identity', 'methods')).toContain('password');
  });

  it('rescopes by token without making it live longer', async () => {
    const first = await signIn(passwordAuth('demo', 'demo-secret', 'unscoped'));
    const id = first.headers.get('x-subject-token');
    const second = await signIn({
      auth: { identity: { methods: ['token'], token: { id } }, scope: project('demo') },
    });
    expect(second.status).toBe(201);
    expect(pick(second.json, 'token', 'methods')).toEqual(['token', 'password']);
    expect(pick(second.json, 'token', 'expires_at')).toBe(pick(first.json, 'token', 'expires_at'));
  });

  it('takes an application credential, but not together with a scope', async () => {
    const application_credential = { ...sandbox.applicationCredential };
    const asked = { identity: { methods: ['application_credential'], application_credential } };
    const reply = await signIn({ auth: asked });
    expect(reply.status).toBe(201);
    expect(pick(reply.json, 'token', 'application_credential', 'restricted')).toBe(true);
    expect(pick(reply.json, 'token', 'project', 'id')).toBe(demoProject);
    expect((await signIn({ auth: { ...asked, scope: project('demo') } })).status).toBe(401);
  });

  it('asks for the missing factor with a receipt, and takes it with that receipt', async () => {
    const first = await signIn(passwordAuth('mfa', 'mfa-secret', project('demo')));
    expect(first.status).toBe(401);
    const receipt = first.headers.get('openstack-auth-receipt') ?? '';
    expect(receipt).not.toBe('');
    expect(pick(first.json, 'required_auth_methods')).toEqual([['totp', 'password']]);
    const user = { name: 'mfa', domain: { id: 'default' }, passcode: '123456' };
    const code = { auth: { identity: { methods: ['totp'], totp: { user } }, scope: project('demo') } };
    const second = await signIn(code, { 'openstack-auth-receipt': receipt });
    expect(second.status).toBe(201);
    expect([...(pick(second.json, 'token', 'methods') as string[])].sort()).toEqual(['password', 'totp']);
    const wrong = { ...user, passcode: '654321' };
    const refusal = await signIn({ auth: { identity: { methods: ['totp'], totp: { user: wrong } } } });
    expect(refusal.status).toBe(401);
  });
});

describe('a token', () => {
  it('can be looked at, and revoked, after which Glance refuses it', async () => {
    const client = await GlanceClient.signIn(sandbox, 'demo');
    const both = { 'x-auth-token': client.token, 'x-subject-token': client.token };
    const shown = await send(identity('/v3/auth/tokens'), 'GET', undefined, both);
    expect(shown.status).toBe(200);
    expect(shown.headers.get('x-subject-token')).toBe(client.token);
    expect((await send(identity('/v3/auth/tokens'), 'HEAD', undefined, both)).status).toBe(200);
    expect((await send(identity('/v3/auth/tokens'), 'DELETE', undefined, both)).status).toBe(204);
    expect((await client.call('GET', '/v2/images')).status).toBe(401);
  });

  it('expires after token-ttl seconds', async () => {
    sandbox.switches.set('token-ttl', 1);
    const client = await GlanceClient.signIn(sandbox, 'demo');
    sandbox.switches.set('token-ttl', null);
    expect((await client.call('GET', '/v2/images')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1050));
    expect((await client.call('GET', '/v2/images')).status).toBe(401);
  });

  it('without a project is of no use to Glance', async () => {
    const reply = await signIn(passwordAuth('demo', 'demo-secret', 'unscoped'));
    const client = new GlanceClient(sandbox, reply.headers.get('x-subject-token') ?? '');
    expect((await client.call('GET', '/v2/images')).status).toBe(403);
  });
});

describe('the directory', () => {
  const get = (client: GlanceClient, path: string) =>
    send(identity(path), 'GET', undefined, { 'x-auth-token': client.token });

  it('lists the projects one can scope to, and refuses to list all', async () => {
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    expect(pick((await get(demo, '/v3/auth/projects')).json, 'projects', 0, 'name')).toBe('demo');
    expect((await get(demo, '/v3/projects')).status).toBe(403);
    expect((await get(demo, `/v3/projects/${demoProject}`)).status).toBe(200);
    expect((await get(demo, `/v3/projects/${partnerProject}`)).status).toBe(403);
    const admin = await GlanceClient.signIn(sandbox, 'admin');
    const named = await get(admin, '/v3/projects?name=partner');
    expect((pick(named.json, 'projects') as Json[]).map(({ id }) => id)).toEqual([partnerProject]);
  });

  it('lets a user make an application credential and sign in with it once', async () => {
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    const headers = { 'x-auth-token': demo.token };
    const shown = await send(identity('/v3/auth/tokens'), 'GET', undefined, {
      ...headers,
      'x-subject-token': demo.token,
    });
    const path = `/v3/users/${String(pick(shown.json, 'token', 'user', 'id'))}/application_credentials`;
    const created = await send(identity(path), 'POST', { application_credential: { name: 'mine' } }, headers);
    expect(created.status).toBe(201);
    const { id, secret } = pick(created.json, 'application_credential') as Json;
    const again = await send(identity(path), 'POST', { application_credential: { name: 'mine' } }, headers);
    expect(again.status).toBe(409);
    const asked = {
      identity: { methods: ['application_credential'], application_credential: { id, secret } },
    };
    expect((await signIn({ auth: asked })).status).toBe(201);
    expect((await send(identity(`${path}/${String(id)}`), 'DELETE', undefined, headers)).status).toBe(204);
    expect((await signIn({ auth: asked })).status).toBe(401);
    expect((await get(demo, path)).text).not.toContain(String(secret));
  });
});
