import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { pick, send, until } from './client.ts';
import { FifoClient, jsonType, oauth } from './fifo-client.ts';

let sandbox: Sandbox;
let old: FifoClient;
let demo: FifoClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  old = await FifoClient.signIn(sandbox, '0.1.0', 'demo');
  demo = await FifoClient.signIn(sandbox, '2', 'demo');
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const missing = '00000000-0000-4000-8000-000000000000';
const login = (body: unknown) => send(`${sandbox.url}/fifo/api/0.1.0/sessions`, 'POST', body);

describe('the announcement', () => {
  it('has the options of `connection add --kind fifo`', () => {
    expect(sandbox.dialects['fifo']).toEqual({
      endpoint: `${sandbox.url}/fifo`,
      api: '2',
      username: 'demo',
      secret: 'demo-secret',
    });
  });
});

describe('the probe', () => {
  it('needs no sign-in, and counts howls in 0.1.0 only', async () => {
    const probe = (version: string) =>
      send(`${sandbox.url}/fifo/api/${version}/cloud/connection`, 'GET', undefined, jsonType);
    expect((await probe('2')).text).toBe('{"sniffle":1,"snarl":1}');
    expect((await probe('0.1.0')).text).toBe('{"sniffle":1,"snarl":1,"howl":1}');
  });
});

describe('a session of 0.1.0', () => {
  it('is in the Location, a header and a cookie of a 303', async () => {
    const reply = await login({ user: 'demo', password: 'demo-secret' });
    const token = reply.headers.get('x-snarl-token') ?? '';
    expect(token).toMatch(uuid);
    expect([reply.status, reply.text]).toEqual([303, '']);
    expect(reply.headers.get('location')).toBe(`/fifo/api/0.1.0/sessions/${token}`);
    expect(reply.headers.get('set-cookie')).toMatch(
      new RegExp(`^x-snarl-token=${token}; .*Max-Age=31449600`),
    );
  });

  it('is a 302, and a wrong password 403, where the documentation is right', async () => {
    sandbox.switches.set('fifo-documented', true);
    expect((await login({ user: 'demo', password: 'demo-secret' })).status).toBe(302);
    expect((await login({ user: 'demo', password: 'wrong' })).status).toBe(403);
  });

  it.each([
    [{ user: 'demo' }, 400, /^Missing JSON keys/],
    [{ user: 'demo', password: 'wrong' }, 401, /^Forbidden!$/],
    [{ user: 'nobody', password: 'x' }, 401, /^Forbidden!$/],
    [{ user: 'mfa', password: 'mfa-secret' }, 449, /otp/],
    [{ user: 'mfa', password: 'mfa-secret', otp: '123456' }, 303, /^$/],
    ['no object', 500, /^$/],
  ])('%j is answered with %i', async (body, status, text) => {
    const reply = await login(body);
    expect([reply.status, reply.text]).toEqual([status, expect.stringMatching(text)]);
  });

  it('shows its user by header or cookie, echoes the token, and ends', async () => {
    const other = await FifoClient.signIn(sandbox, '0.1.0', 'demo');
    const reply = await other.call('GET', `/sessions/${other.token}`);
    expect(reply.headers.get('x-snarl-token')).toBe(other.token);
    expect(reply.json).toMatchObject({
      name: 'demo',
      uuid: expect.stringMatching(uuid),
      session: other.token,
    });
    const cookie = { ...jsonType, cookie: `a=b; x-snarl-token=${other.token}` };
    expect((await send(other.url('/packages'), 'GET', undefined, cookie)).status).toBe(200);
    expect((await other.call('DELETE', `/sessions/${other.token}`)).status).toBe(204);
    expect((await other.call('GET', '/packages')).status).toBe(403);
  });
});

describe('a token of API 2', () => {
  it('is granted for a password, without a refresh token', async () => {
    const reply = await oauth(sandbox, { grant_type: 'password', username: 'demo', password: 'demo-secret' });
    expect(reply.status).toBe(200);
    expect(reply.json).toEqual({
      access_token: expect.stringMatching(/^[\w-]{20,}$/),
      token_type: 'bearer',
      expires_in: 86400,
      scope: '*',
    });
  });

  it('is granted for client credentials, in the form or with Basic', async () => {
    const { id, secret } = sandbox.applicationCredential;
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    expect((await oauth(sandbox, form)).status).toBe(200);
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    expect((await oauth(sandbox, { grant_type: 'client_credentials' }, { authorization })).status).toBe(200);
  });

  it.each([
    [{ grant_type: 'password', username: 'demo', password: 'wrong' }, 400, 'access_denied'],
    [{ grant_type: 'password', username: 'mfa', password: 'mfa-secret' }, 400, 'access_denied'],
    [{ grant_type: 'password', username: 'demo' }, 400, 'invalid_request'],
    [{ grant_type: 'magic' }, 400, 'invalid_request'],
    [{ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' }, 401, 'invalid_client'],
  ])('is refused for %j with %i %s', async (form, status, error) => {
    const reply = await oauth(sandbox, form);
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ error, error_description: expect.any(String) });
    expect(reply.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic' : null);
  });

  it('is refused for other scopes, and asked for under /oauth/token with a form only', async () => {
    const grant = { grant_type: 'password', username: 'demo', password: 'demo-secret' };
    expect(pick((await oauth(sandbox, { ...grant, scope: 'x' })).json, 'error')).toBe('invalid_scope');
    expect((await send(demo.url('/oauth/token'), 'POST', grant)).status).toBe(415);
    expect((await send(demo.url('/oauth2/token'), 'POST', grant)).status).toBe(404);
  });

  it('takes a one-time password as fifo_otp', async () => {
    const grant = { grant_type: 'password', username: 'mfa', password: 'mfa-secret', fifo_otp: '123456' };
    expect((await oauth(sandbox, grant)).status).toBe(200);
  });

  it('shows the user and lends itself once', async () => {
    const user = (await demo.call('GET', '/sessions')).json;
    expect(user).toMatchObject({ name: 'demo', keys: [], metadata: {} });
    expect(pick(user, 'permissions')).toContainEqual(['cloud', 'packages', 'create']);
    const lent = (await demo.call('GET', '/sessions/one_time_token')).json;
    expect(lent).toEqual({ expiery: 30, token: expect.any(String) });
    const once = `${demo.url('/packages')}?fifo_ott=${String(pick(lent, 'token'))}`;
    expect((await send(once, 'GET', undefined, jsonType)).status).toBe(200);
    expect((await send(once, 'GET', undefined, jsonType)).status).toBe(401);
  });

  it('is the same for the other later versions, of which sessions know no more', async () => {
    for (const version of ['0.2.0', '3', 'whatever']) {
      const other = new FifoClient(sandbox, version, demo.token);
      expect((await other.call('GET', '/packages/')).status).toBe(200);
      expect((await other.call('GET', '/sessions')).status).toBe(version === 'whatever' ? 500 : 200);
    }
  });
});

describe('401 and 403', () => {
  const get = (client: FifoClient, headers: Record<string, string>) =>
    send(client.url('/packages'), 'GET', undefined, { ...jsonType, ...headers });

  it('without a token: 401 that names the header, and no body', async () => {
    const [first, second] = [await get(old, {}), await get(demo, {})];
    expect([first.status, first.headers.get('www-authenticate'), first.text]).toEqual([
      401,
      'x-snarl-token',
      '',
    ]);
    expect([second.status, second.headers.get('www-authenticate')]).toEqual([401, 'authorization']);
  });

  it('with an unknown token: 403 in 0.1.0, 401 in 2', async () => {
    expect((await get(old, { 'x-snarl-token': missing })).status).toBe(403);
    expect((await get(demo, { authorization: 'Bearer JaYo' })).status).toBe(401);
  });

  it('with the token of the other API: the same', async () => {
    expect((await get(old, { 'x-snarl-token': demo.token })).status).toBe(403);
    expect((await get(demo, { authorization: `Bearer ${old.token}` })).status).toBe(401);
    expect((await get(demo, { 'x-snarl-token': old.token })).status).toBe(401);
  });

  it('with an expired token, and after everybody was signed out', async () => {
    sandbox.switches.set('token-ttl', 0);
    const brief = await FifoClient.signIn(sandbox, '2', 'demo');
    expect((await brief.call('GET', '/packages')).status).toBe(401);
    sandbox.switches.reset();
    const partner = await FifoClient.signIn(sandbox, '2', 'partner');
    await send(`${sandbox.url}/sandbox/tokens`, 'DELETE');
    expect((await partner.call('GET', '/packages')).status).toBe(401);
    old = await FifoClient.signIn(sandbox, '0.1.0', 'demo');
    demo = await FifoClient.signIn(sandbox, '2', 'demo');
  });

  it('without permission: 403, even for what does not exist', async () => {
    const reader = await FifoClient.signIn(sandbox, '2', 'demo-reader');
    expect((await reader.call('POST', '/packages', { name: 'x' })).status).toBe(403);
    expect((await reader.call('DELETE', `/packages/${missing}`)).status).toBe(403);
    expect((await demo.call('GET', `/packages/${missing}`)).status).toBe(404);
    sandbox.switches.set('fifo-missing-forbidden', true);
    const admin = await FifoClient.signIn(sandbox, '2', 'admin');
    expect((await demo.call('GET', `/packages/${missing}`)).status).toBe(403);
    expect((await admin.call('GET', `/packages/${missing}`)).status).toBe(404);
  });
});

describe('the request log', () => {
  it('holds no token of a session, which is part of its address', async () => {
    const other = await FifoClient.signIn(sandbox, '0.1.0', 'demo');
    expect((await other.call('GET', `/sessions/${other.token}?fifo_ott=hunter2`)).status).toBe(200);
    const logged = await until(async () =>
      sandbox.requests
        .list()
        .map(({ path, query }) => `${path}?${query}`)
        .find((call) => /sessions\/.*fifo_ott/.test(call)),
    );
    expect(logged).toBe('/fifo/api/0.1.0/sessions/***?fifo_ott=***');
    expect(JSON.stringify(sandbox.requests.list())).not.toContain(other.token);
  });
});

describe('the rules of HTTP', () => {
  it('are checked in the order of cowboy: method, sign-in, permission, Accept, existence, type', async () => {
    const bare = { accept: 'text/html', 'content-type': 'text/plain' };
    const wrongMethod = await send(demo.url('/packages'), 'PATCH', '{}', bare);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'HEAD, OPTIONS, GET, POST']);
    expect((await send(demo.url('/packages'), 'GET', undefined, bare)).status).toBe(401);
    expect((await demo.call('HEAD', '/packages')).status).toBe(403);
    expect((await demo.call('GET', `/packages/${missing}`, undefined, bare)).status).toBe(406);
    expect((await demo.call('GET', '/packages', undefined, { accept: 'applicaiton/json' })).status).toBe(406);
    expect((await demo.call('POST', '/packages', {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await demo.call('GET', `/packages/${missing}/metadata`)).status).toBe(405);
    expect((await demo.call('GET', '/nothing')).status).toBe(404);
  });

  it('make an id that has not 36 bytes a crash', async () => {
    for (const client of [old, demo]) {
      const reply = await client.call('GET', '/packages/short');
      expect([reply.status, reply.text]).toEqual([500, '']);
    }
  });

  it('answer in msgpack unless JSON is asked for', async () => {
    for (const accept of ['*/*', 'application/*', 'application/x-msgpack, application/json;q=0.5']) {
      const reply = await fetch(demo.url('/cloud/connection'), { headers: { accept } });
      expect(reply.headers.get('content-type')).toBe('application/x-msgpack');
      const bytes = Buffer.from(await reply.arrayBuffer()).toString('latin1');
      expect(bytes).toBe('\x82\xa7sniffle\x01\xa5snarl\x01');
    }
    const reply = await demo.call('GET', '/cloud/connection', undefined, {
      accept: '*/*;q=0.1, application/json',
    });
    expect(reply.headers.get('content-type')).toBe('application/json');
  });

  it('fail with an empty body, or an HTML page behind a proxy', async () => {
    sandbox.switches.set('fail-next', '503x1');
    const reply = await demo.call('GET', '/packages');
    expect([reply.status, reply.text]).toEqual([503, '']);
    sandbox.switches.set('html-errors', true);
    expect((await demo.call('GET', `/packages/${missing}`)).text).toMatch(/^<html>/);
  });
});
