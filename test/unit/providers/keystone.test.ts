import { describe, expect, test } from 'vitest';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { type Answers, call, fakeCloud, tokenAnswer } from './fake-cloud.ts';

const TOKENS = '/identity/v3/auth/tokens';

/** What is sent to sign in with these settings. */
async function signInBody(settings: Partial<KeystoneSettings>): Promise<unknown> {
  const cloud = await fakeCloud(undefined, settings);
  await cloud.provider.show('x', call);
  return JSON.parse(cloud.seen[0]?.body ?? '');
}

describe('signing in', () => {
  test('by name: user and project each in their domain', async () => {
    expect(await signInBody({ userDomain: 'Users', projectDomainId: 'd2' })).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'eve', domain: { name: 'Users' }, password: 'hush' } },
        },
        scope: { project: { name: 'lab', domain: { id: 'd2' } } },
      },
    });
  });

  test('by id: no domain is sent', async () => {
    expect(await signInBody({ userId: 'u9', projectId: 'p9' })).toEqual({
      auth: {
        identity: { methods: ['password'], password: { user: { id: 'u9', password: 'hush' } } },
        scope: { project: { id: 'p9' } },
      },
    });
  });

  test('with an application credential, by id or by name: never a scope', async () => {
    expect(await signInBody({ applicationCredentialId: 'c1' })).toEqual({
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: { id: 'c1', secret: 'hush' },
        },
      },
    });
    expect(await signInBody({ applicationCredentialName: 'ci' })).toEqual({
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: {
            name: 'ci',
            secret: 'hush',
            user: { name: 'eve', domain: { name: 'Default' } },
          },
        },
      },
    });
  });

  test('with a token: it is exchanged for one of the project', async () => {
    expect(await signInBody({ tokenAuth: true })).toMatchObject({
      auth: { identity: { methods: ['token'], token: { id: 'hush' } }, scope: { project: { name: 'lab' } } },
    });
  });

  test('with a token that may not be exchanged: it is used as it is', async () => {
    const cloud = await fakeCloud(
      ({ method, path }) => {
        if (path !== TOKENS) return undefined;
        return method === 'POST' ? { status: 403, body: {} } : { ...tokenAnswer(cloud.url), status: 200 };
      },
      { tokenAuth: true },
    );
    await cloud.provider.show('x', call);
    expect(cloud.seen.at(-1)?.headers['x-auth-token']).toBe('hush');
  });

  for (const typed of ['', '/', '/v3', '/v3/', '/v3.14']) {
    test(`the address may be typed as …/identity${typed}`, async () => {
      const cloud = await fakeCloud();
      const again = await fakeCloud(undefined, { authUrl: `${cloud.url}/identity${typed}` });
      await again.provider.show('x', call);
      expect(cloud.seen[0]?.path).toBe(TOKENS);
    });
  }

  test('many calls at once share one sign-in', async () => {
    const cloud = await fakeCloud();
    await Promise.all(Array.from({ length: 20 }, () => cloud.provider.show('x', call)));
    expect(cloud.seen.filter(({ path }) => path === TOKENS)).toHaveLength(1);
  });

  test('one of them giving up does not fail the others', async () => {
    const cloud = await fakeCloud();
    const controller = new AbortController();
    const leaving = cloud.provider.show('x', { ...call, signal: controller.signal });
    const staying = cloud.provider.show('x', call);
    controller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await staying).image.name).toBe('tiny');
  });
});

describe('renewal', () => {
  test('five minutes before the end of its life, by the local clock', async () => {
    const cloud = await fakeCloud();
    const signIns = (): number => cloud.seen.filter(({ path }) => path === TOKENS).length;
    await cloud.provider.show('x', call);
    cloud.clock.nowMs += 54 * 60_000;
    await cloud.provider.show('x', call);
    expect(signIns()).toBe(1);
    cloud.clock.nowMs += 2 * 60_000;
    await cloud.provider.show('x', call);
    expect(signIns()).toBe(2);
  });

  test('after a 401 of the service: once, and the request is repeated once', async () => {
    let tokens = 0;
    const cloud = await fakeCloud(({ path, headers }) => {
      if (path === TOKENS) {
        tokens += 1;
        return tokenAnswer(cloud.url, {}, `token-${tokens}`);
      }
      return headers['x-auth-token'] === 'token-1' ? { status: 401, body: {} } : undefined;
    });
    expect((await cloud.provider.show('x', call)).image.name).toBe('tiny');
    expect(tokens).toBe(2);
  });

  test('a service that goes on saying 401: AUTH_REQUIRED, no endless renewing', async () => {
    const cloud = await fakeCloud(({ path }) => (path === TOKENS ? undefined : { status: 401, body: {} }));
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
    expect(cloud.asked()).toHaveLength(2);
  });

  test('right before an upload that may outlive the token', async () => {
    const cloud = await fakeCloud();
    const signIns = (): number => cloud.seen.filter(({ path }) => path === TOKENS).length;
    await cloud.provider.show('x', call);
    cloud.clock.nowMs += 40 * 60_000;
    const send = (sizeBytes: number) =>
      cloud.provider
        .sendBytes({ imageId: 'x' }, NEW, { sizeBytes, open: () => nothing() }, call)
        .catch(() => undefined);
    await send(0);
    expect(signIns()).toBe(1);
    await send(8 * 2 ** 30);
    expect(signIns()).toBe(2);
  });
});

const NEW = { name: 'n', diskFormat: 'raw', containerFormat: 'bare' };
async function* nothing(): AsyncGenerator<Uint8Array> {}

describe('a sign-in that is not granted', () => {
  const answering =
    (answer: ReturnType<Answers>): Answers =>
    ({ path }) =>
      path === TOKENS ? answer : undefined;

  test.each([
    [401, 'AUTH_REQUIRED', 'never'],
    [403, 'FORBIDDEN', 'never'],
    [400, 'INVALID', 'never'],
    [404, 'PROTOCOL', 'never'],
    [429, 'UNAVAILABLE', 'safe'],
    [500, 'UNAVAILABLE', 'safe'],
    [503, 'UNAVAILABLE', 'safe'],
  ])('%i is %s, retry %s', async (status, code, retry) => {
    const cloud = await fakeCloud(answering({ status, body: { error: { message: 'because' } } }));
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({ code, retry });
  });

  test('404 with an error of Keystone’s own: an id that it does not know', async () => {
    const unknown = {
      error: { code: 404, title: 'Not Found', message: 'Could not find Application Credential: c1.' },
    };
    const cloud = await fakeCloud(answering({ status: 404, body: unknown }));
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
      message: /Could not find Application Credential/,
    });
  });

  test('a missing second factor is named', async () => {
    const cloud = await fakeCloud(
      answering({
        status: 401,
        headers: { 'openstack-auth-receipt': 'r' },
        body: { receipt: { methods: ['password'] }, required_auth_methods: [['totp', 'password']] },
      }),
    );
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
      message: /needs totp as well/,
      context: { missing: 'totp' },
    });
  });

  test('no project: the ones to choose from are named', async () => {
    const cloud = await fakeCloud(({ path, headers }) => {
      if (path === TOKENS) return tokenAnswer(cloud.url, { project: undefined, catalog: undefined });
      if (path !== '/identity/v3/auth/projects' || headers['x-auth-token'] !== 'token-1') return undefined;
      const off = { name: 'old', enabled: false };
      return { body: { projects: [{ name: 'one', enabled: true }, { name: 'two', enabled: true }, off] } };
    });
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({
      code: 'INVALID',
      hint: /: one, two\.$/,
    });
  });

  test('no secret: AUTH_REQUIRED without a request', async () => {
    const cloud = await fakeCloud(undefined, {}, null);
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
    expect(cloud.seen).toEqual([]);
  });

  test('a success without a token is PROTOCOL', async () => {
    const cloud = await fakeCloud(answering({ status: 201, body: { token: {} } }));
    await expect(cloud.provider.show('x', call)).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  test('the secret is in no error', async () => {
    const cloud = await fakeCloud(answering({ status: 401, body: {} }));
    const error = await cloud.provider.show('x', call).catch((thrown) => thrown);
    expect(JSON.stringify(error.toWire()) + String(error.stack)).not.toContain('hush');
  });
});

describe('finding the service', () => {
  const endpoint = (region: string, kind: string, url: string) => ({
    interface: kind,
    region,
    region_id: region,
    url,
  });
  const withCatalog =
    (catalog: object): Answers =>
    ({ path }) =>
      path === TOKENS ? tokenAnswer('', { catalog }) : undefined;

  test('by region and interface, also under an alias of its type', async () => {
    const other = await fakeCloud();
    const catalog = [
      { type: 'compute', endpoints: [endpoint('R2', 'internal', 'http://nova.invalid')] },
      {
        type: 'imagev2',
        endpoints: [
          endpoint('R1', 'internal', 'http://one.invalid'),
          endpoint('R2', 'public', 'http://two.invalid'),
          endpoint('R2', 'internal', `${other.url}/image`),
        ],
      },
    ];
    const cloud = await fakeCloud(withCatalog(catalog), { region: 'R2', interface: 'internal' });
    expect((await cloud.provider.show('x', call)).image.name).toBe('tiny');
    expect(other.asked()).toEqual(['GET /image/v2/images/x']);
  });

  test('a wrong region, a missing interface and a missing service each say what there is', async () => {
    const catalog = [{ type: 'image', endpoints: [endpoint('R1', 'public', 'http://one.invalid')] }];
    const show = async (settings: Partial<KeystoneSettings>, services: object = catalog) =>
      (await fakeCloud(withCatalog(services), settings)).provider.show('x', call);
    await expect(show({ region: 'R7' })).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /regions: R1/ });
    await expect(show({ interface: 'admin' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: /interfaces: public/,
    });
    await expect(show({}, [{ type: 'compute' }])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: /compute/,
    });
  });

  test('an address that a person typed wins over the catalogue', async () => {
    const other = await fakeCloud();
    const cloud = await fakeCloud(undefined, { endpoint: `${other.url}/image/v2` });
    await cloud.provider.show('x', call);
    expect(other.asked()).toEqual(['GET /image/v2/images/x']);
  });
});
