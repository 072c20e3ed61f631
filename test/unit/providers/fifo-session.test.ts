import { describe, expect, test } from 'vitest';
import { call } from './fake-cloud.ts';
import { DATASET, type FifoAnswers, fakeFifo, PASSWORD, TOKEN, UUID } from './fake-fifo.ts';

const SECOND = '2c3341b0-14cc-4c08-bc5a-97fbc614cf27';

describe('API 0.1.0', () => {
  test.for([
    ['in the header', { 'x-snarl-token': TOKEN }, 303],
    ['in the address only', { location: `/api/0.1.0/sessions/${TOKEN}` }, 303],
    ['as documentation says', { location: `/api/0.1.0/sessions/${TOKEN}`, 'x-snarl-token': TOKEN }, 302],
  ] as const)('takes the token %s, and does not follow the redirect', async ([, headers, status]) => {
    const { provider, seen, asked, exchanges } = await fakeFifo('0.1.0', ({ path }) =>
      path === '/sessions' ? { status, headers } : undefined,
    );
    await provider.show(UUID, call);
    expect(asked()).toEqual(['POST /sessions', `GET /datasets/${UUID}`]);
    expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({ user: 'eve', password: PASSWORD });
    expect(seen[1]?.headers).toMatchObject({ 'x-snarl-token': TOKEN, accept: 'application/json' });
    expect(seen[1]?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(exchanges)).not.toContain(TOKEN);
  });

  test('a 403 while the lists answer is a missing permission: no second sign-in', async () => {
    const { provider, asked } = await fakeFifo('0.1.0', ({ method }) =>
      method === 'DELETE' ? { status: 403 } : undefined,
    );
    await expect(provider.remove(UUID, {}, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(asked().filter((one) => one === 'POST /sessions')).toHaveLength(1);
  });

  test('a 403 of everything is a dead token: signed in anew, and asked once more', async () => {
    let signIns = 0;
    const { provider, asked } = await fakeFifo('0.1.0', ({ path, headers }) => {
      if (path === '/sessions') {
        signIns += 1;
        return { status: 303, headers: { 'x-snarl-token': signIns === 1 ? TOKEN : SECOND } };
      }
      return headers['x-snarl-token'] === SECOND ? undefined : { status: 403 };
    });
    expect((await provider.show(UUID, call)).image.id).toBe(UUID);
    expect(asked().filter((one) => one === `GET /datasets/${UUID}`)).toHaveLength(2);
    expect(signIns).toBe(2);
  });
});

describe.for(['2', '3'] as const)('API %s', (api) => {
  test('signs in by the password grant at the address of the code, not of the documentation', async () => {
    const { provider, seen, exchanges } = await fakeFifo(api);
    await provider.show(UUID, call);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/oauth/token' });
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body.toString()))).toEqual({
      grant_type: 'password',
      username: 'eve',
      password: PASSWORD,
    });
    expect(seen[1]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, accept: 'application/json' });
    expect(JSON.stringify(exchanges)).not.toMatch(new RegExp(`${TOKEN}|pass`));
  });

  test('a 401 is a dead token: signed in anew, and asked once more', async () => {
    let grants = 0;
    const { provider } = await fakeFifo(api, ({ path, headers }) => {
      if (path === '/oauth/token') {
        grants += 1;
        return { body: { access_token: grants === 1 ? TOKEN : SECOND } };
      }
      return headers.authorization === `Bearer ${SECOND}` ? undefined : { status: 401 };
    });
    await provider.show(UUID, call);
    expect(grants).toBe(2);
  });

  test('a token is renewed before it dies', async () => {
    const { provider, asked, clock } = await fakeFifo(api);
    await provider.show(UUID, call);
    clock.nowMs += 86_000_000;
    await provider.show(UUID, call);
    clock.nowMs += 200_000;
    await provider.show(UUID, call);
    expect(asked().filter((one) => one === 'POST /oauth/token')).toHaveLength(2);
  });
});

test.for(['0.1.0', '2'] as const)('API %s: many calls at once share one sign-in', async (api) => {
  const { provider, asked } = await fakeFifo(api);
  await Promise.all(Array.from({ length: 10 }, () => provider.show(UUID, call)));
  expect(asked().filter((one) => one.startsWith('POST'))).toHaveLength(1);
});

test.for(['0.1.0', '2'] as const)('API %s: without a user name the secret is the token', async (api) => {
  const { provider, seen } = await fakeFifo(api, undefined, { username: undefined }, ` ${SECOND}\n`);
  await provider.show(UUID, call);
  const header = api === '0.1.0' ? seen[0]?.headers['x-snarl-token'] : seen[0]?.headers.authorization;
  expect(header).toBe(api === '0.1.0' ? SECOND : `Bearer ${SECOND}`);
  expect(seen).toHaveLength(1);
});

test('a caller who gives up does not end the sign-in of the others', async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const answers: FifoAnswers = ({ path }, response) => {
    if (path !== '/oauth/token') return { body: DATASET };
    void opened.then(() => response.end(JSON.stringify({ access_token: TOKEN })));
    return 'handled';
  };
  const { provider, asked } = await fakeFifo('2', answers);
  const leaving = new AbortController();
  const one = provider.show(UUID, { ...call, signal: leaving.signal });
  const other = provider.show(UUID, call);
  await expect.poll(asked).toHaveLength(1);
  leaving.abort();
  await expect(one).rejects.toMatchObject({ code: 'CANCELLED' });
  open();
  await expect(other).resolves.toMatchObject({ image: { id: UUID } });
});

test.for(['', '/', '/api', '/api/', '/api/2', '/api/0.1.0/', '?a=b'])(
  'an address may end in "%s"',
  async (end) => {
    const { url } = await fakeFifo('2');
    const second = await fakeFifo('2', undefined, { endpoint: `${url}/fifo${end}` });
    await expect(second.provider.show(UUID, call)).resolves.toMatchObject({ image: { id: UUID } });
  },
);

describe('redirects', () => {
  test.for(['0.1.0', '2'] as const)(
    'API %s: the token stays behind when one leads to another origin',
    async (api) => {
      const elsewhere = await fakeFifo(api);
      const { provider, seen } = await fakeFifo(api, ({ method }) =>
        method === 'GET'
          ? { status: 302, headers: { location: `${elsewhere.url}/fifo/api/${api}/x` } }
          : undefined,
      );
      await provider.show(UUID, call);
      expect(JSON.stringify(seen.at(-1)?.headers)).toContain(TOKEN);
      expect(elsewhere.seen).toHaveLength(1);
      expect(JSON.stringify(elsewhere.seen[0]?.headers)).not.toContain(TOKEN);
    },
  );

  test('after a creation are read for the id only: the next read goes to the own address', async () => {
    const { provider, asked } = await fakeFifo('2', ({ method, path }) =>
      method === 'POST' && path === '/packages'
        ? { status: 303, headers: { location: `https://elsewhere.example/packages/${UUID}?a=b` } }
        : undefined,
    );
    const made = await provider.createPackage({ name: 'tiny', ramMb: 1, quotaGb: 1 }, call);
    expect(made.package.id).toBe(UUID);
    expect(asked().at(-1)).toBe(`GET /packages/${UUID}`);
  });
});
