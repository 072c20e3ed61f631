import { describe, expect, it, test } from 'vitest';
import { bodyOf } from '../../conformance/service.ts';
import { fakeDjinn } from './fake-djinn.ts';
import { type Answer, call, type Expected, expectActionable, ODD_BODIES, REFUSALS } from './fake-service.ts';

const message = (text: string) => ({ message: text });
const IMPORT = { method: 'web-download', url: 'https://images.example/a' } as const;
const BYTES = Buffer.from('QFI\xfb and more', 'latin1');
const IMAGE = { name: 'new', diskFormat: 'qcow2', containerFormat: 'bare' };

describe('the error of an answer', () => {
  it.each<[number, Answer, string, RegExp]>([
    [400, { body: { name: ['Name already exists'] } }, 'CONFLICT', /another name/],
    [400, { body: { name: ['Name does not match ^x$'], namespace: ['Odd'] } }, 'INVALID', /letters, digits/],
    [400, { body: { namespace: ['Namespace permission denied'] } }, 'FORBIDDEN', /collaborators/],
    [400, { body: { file: ['File not a valid QCOW2 file format'] } }, 'INVALID', /qemu-img convert/],
    [400, { body: { download_url: ['Download_url invalid url scheme'] } }, 'INVALID', /http or https/],
    [400, { body: { '': ['cannot unmarshal array to http.Form'] } }, 'INVALID', /Correct/],
    [400, ODD_BODIES.malformed, 'INVALID', /Correct/],
    [401, { body: message('Unauthorized') }, 'AUTH_REQUIRED', /token/],
    [401, ODD_BODIES.html, 'AUTH_REQUIRED', /token/],
    [403, ODD_BODIES.html, 'FORBIDDEN', /permission image:write/],
    [403, ODD_BODIES.empty, 'FORBIDDEN', /permission image:write/],
    [409, ODD_BODIES.plain, 'CONFLICT', /Look at it again/],
    [413, ODD_BODIES.html, 'TOO_LARGE', /nginx at .* limits the size/],
    [413, ODD_BODIES.empty, 'TOO_LARGE', /limits the size/],
    [415, ODD_BODIES.plain, 'INVALID', /qemu-img convert/],
    [429, ODD_BODIES.plain, 'UNAVAILABLE', /pause/],
    [500, { body: message('fs: limit exceeded') }, 'TOO_LARGE', /larger than this service stores/],
    [500, { body: message('lab2: namespace: name can only contain letters') }, 'INVALID', /letters and \//],
    [500, { body: { message: 'Something went wrong', stack: 'QUJD' } }, 'UNAVAILABLE', /operator/],
    [500, ODD_BODIES.malformed, 'UNAVAILABLE', /operator/],
    [502, ODD_BODIES.html, 'UNAVAILABLE', /look at the list/],
    [503, ODD_BODIES.plain, 'UNAVAILABLE', /Try again/],
    [504, ODD_BODIES.empty, 'UNAVAILABLE', /look at the list/],
    [303, { headers: { location: '/login' } }, 'PROTOCOL', /It sends to \/login.*try http:\/\/127.*\/api\./],
    [301, { headers: { location: 'https://other.example/images' } }, 'PROTOCOL', /other\.example/],
    [405, { body: message('Method Not Allowed') }, 'PROTOCOL', /address of the connection/],
  ])('%i %j is %s', async (status, answer, code, hint) => {
    const { provider } = await fakeDjinn(({ method }) =>
      method === 'POST' ? { ...answer, status } : undefined,
    );
    const failure = await provider
      .sendBytes({ imageId: null }, IMAGE, bodyOf(BYTES), call)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'AppError', code, hint: expect.stringMatching(hint) });
    const { message: text } = failure as Error;
    expect(text).toMatch(/127\.0\.0\.1:\d+ did not take the image "new": .{3,}\.$/);
    expect(text).not.toMatch(/[<\p{Cc}]|alert|QUJD/u);
  });

  test('names every field of a refused form once', async () => {
    const body = {
      name: ['Name field required', 'Name is odd'],
      file: ['File field required', 'File field required'],
    };
    const { provider } = await fakeDjinn(({ method }) =>
      method === 'POST' ? { status: 400, body } : undefined,
    );
    await expect(provider.beginImport(IMAGE, IMPORT, call)).rejects.toMatchObject({
      message: expect.stringContaining('name: Name field required, Name is odd; file: File field required.'),
    });
  });

  test.each([
    ['short', 'parse "https://me:p4ss@images.example/%zz": invalid URL'],
    ['cut inside the password', `${'x'.repeat(290)} https://me:${'p4ss'.repeat(20)}@images.example/a`],
  ])('shows no password of an address (%s)', async (_what, text) => {
    const { provider } = await fakeDjinn(({ method }) =>
      method === 'POST' ? { status: 400, body: message(text) } : undefined,
    );
    const failure = await provider.beginImport(IMAGE, IMPORT, call).catch((error: unknown) => error);
    expect(String(failure)).toContain('https://…');
    expect(JSON.stringify(failure) + String(failure)).not.toContain('p4ss');
  });

  test('reads the longest answer in no time', async () => {
    const body = 'a.b-'.repeat(1_000_000);
    const { provider } = await fakeDjinn(({ method }) =>
      method === 'POST' ? { status: 400, body } : undefined,
    );
    const started = performance.now();
    await expect(provider.beginImport(IMAGE, IMPORT, call)).rejects.toMatchObject({ code: 'INVALID' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

/** Missing, forbidden and signed out look the same; who asks again is told apart (djinn.md §1). */
describe('a 404', () => {
  const missing = { status: 404, body: message('Not Found') };

  it.each([
    ['JSON', missing],
    ['a page', { ...ODD_BODIES.html, status: 404 }],
    ['empty', { status: 404 }],
  ])('of a good token is a missing image (%s)', async (_what, answer) => {
    const { provider, asked } = await fakeDjinn(({ path }) => (path === '/images/7' ? answer : undefined));
    await expect(provider.show('7', call)).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /deleted/ });
    expect(asked()).toEqual(['GET /', 'GET /images/7', 'GET /user']);
  });

  it.each([
    ['JSON', missing],
    ['a page', { ...ODD_BODIES.html, status: 404 }],
    ['a 401', { ...missing, status: 401 }],
  ])('of a bad token is the sign-in (%s)', async (_what, answer) => {
    const { provider } = await fakeDjinn(({ path }) => (path === '/' ? undefined : answer));
    await expect(provider.show('7', call)).rejects.toMatchObject({ code: 'AUTH_REQUIRED', hint: /token/ });
    await expect(provider.listShared('all', call)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
    });
  });

  it('where nothing can be missing is a permission that the token lacks', async () => {
    const { provider } = await fakeDjinn(({ path }) => (path.startsWith('/images') ? missing : undefined));
    await expect(provider.list({}, call)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: expect.stringContaining('image:read'),
    });
  });

  it('to a deletion of what can be seen is one that is not allowed', async () => {
    const { provider } = await fakeDjinn(({ method }) => (method === 'DELETE' ? missing : undefined));
    await expect(provider.remove('10', {}, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: expect.stringContaining('image:write'),
    });
  });

  it('is neither while the service is down', async () => {
    const { provider } = await fakeDjinn(({ path }) => {
      if (path === '/user') return { status: 503, body: 'busy', headers: { 'retry-after': '7' } };
      return path === '/images/7' ? missing : undefined;
    });
    await expect(provider.show('7', call)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retry: 'safe',
      context: { retryAfter: '7' },
    });
  });
});

describe('a token', () => {
  it.each([undefined, '', 'two words', 'line\nbreak'])(
    '%j is asked for before anything is sent',
    async (secret) => {
      const { provider, asked } = await fakeDjinn(
        undefined,
        secret === undefined ? { secret: '' } : { secret },
      );
      await expect(provider.show('7', call)).rejects.toMatchObject({
        code: 'AUTH_REQUIRED',
        hint: /Make a token/,
      });
      expect(asked()).toEqual(['GET /']);
    },
  );

  it('goes to no other address than the API', async () => {
    const { provider, seen } = await fakeDjinn();
    await provider.show('10', call);
    const tokens = seen.map(({ path, headers }) => [path, headers.authorization]);
    expect(tokens).toEqual([
      ['/', undefined],
      ['/images/10', 'Bearer hush'],
      ['/images/10', 'Bearer hush'],
    ]);
  });
});

describe('each refusal with each body', () => {
  const expected: Expected = {
    401: ['AUTH_REQUIRED', /Make one on the page Settings/],
    403: ['FORBIDDEN', /permission image:read.*Make one with/],
    404: ['NOT_FOUND', /deleted.*token lacks image:read/],
    409: ['CONFLICT', /Look at it again/],
    413: ['TOO_LARGE', /Ask its operator/],
    415: ['INVALID', /qemu-img convert/],
    503: ['UNAVAILABLE', /Try again/],
  };
  test.for(REFUSALS)('$status $name', async ({ status, answer }) => {
    const { provider, url } = await fakeDjinn(({ path }) => (path === '/images/7' ? answer : undefined));
    const thrown = await provider.show('7', call).catch((error: unknown) => error);
    expectActionable(thrown, expected[status], new URL(url).host);
  });
});
