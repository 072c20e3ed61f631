import { describe, expect, test } from 'vitest';
import { AppError, type ErrorCode } from '#shared/errors/index.ts';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { call } from './fake-cloud.ts';
import { type FifoAnswer, type FifoAnswers, fakeFifo, TOKEN, UUID } from './fake-fifo.ts';
import { type Expected, expectActionable, REFUSALS } from './fake-service.ts';

type Work = (provider: ImageProvider) => Promise<unknown>;

const show: Work = (provider) => provider.show(UUID, call);
const remove: Work = (provider) => provider.remove(UUID, {}, call);
const setMetadata: Work = (provider) => provider.setPackageMetadata(UUID, ['a'], 1, call);
const create: Work = (provider) => provider.createPackage({ name: 'small', ramMb: 1, quotaGb: 1 }, call);
const begin: Work = (provider) =>
  provider.beginUpload({ name: 'x', diskFormat: 'raw', containerFormat: 'bare' }, 5, call);
const list: Work = async (provider) => {
  for await (const page of provider.list({}, call)) void page;
};

const HTML = '<html><head><title>no</title></head><body><h1>Bad <b>gateway</b></h1></body></html>';

interface Row {
  readonly what: string;
  readonly answer: FifoAnswer;
  readonly work: Work;
  readonly code: ErrorCode;
  readonly hint: RegExp;
}

/** What is the same in all versions of the API (fifo.md §6). */
const ROWS: readonly Row[] = [
  { what: '404 of an object', answer: { status: 404 }, work: show, code: 'NOT_FOUND', hint: /deleted/ },
  { what: '404 of a deletion', answer: { status: 404 }, work: remove, code: 'NOT_FOUND', hint: /deleted/ },
  {
    what: '409 of a deletion',
    answer: { status: 409 },
    work: remove,
    code: 'CONFLICT',
    hint: /imported: delete/,
  },
  { what: '409 of a package', answer: { status: 409 }, work: create, code: 'CONFLICT', hint: /another name/ },
  { what: '400 of a manifest', answer: { status: 400 }, work: begin, code: 'INVALID', hint: /values/ },
  { what: '500 of a package', answer: { status: 500 }, work: create, code: 'INVALID', hint: /values/ },
  { what: '500 of a read', answer: { status: 500 }, work: list, code: 'UNAVAILABLE', hint: /again/ },
  { what: '405', answer: { status: 405 }, work: begin, code: 'PROTOCOL', hint: /0\.1\.0, 2 or 3/ },
  { what: '406', answer: { status: 406 }, work: show, code: 'INVALID', hint: /API version/ },
  { what: '412', answer: { status: 412 }, work: list, code: 'PROTOCOL', hint: /address/ },
  { what: '413 of a proxy', answer: { status: 413 }, work: begin, code: 'TOO_LARGE', hint: /proxy/ },
  { what: '415', answer: { status: 415 }, work: begin, code: 'INVALID', hint: /API version/ },
  { what: '429', answer: { status: 429 }, work: show, code: 'UNAVAILABLE', hint: /later/ },
  {
    what: '502 in HTML',
    answer: { status: 502, body: HTML },
    work: show,
    code: 'UNAVAILABLE',
    hint: /proxy/,
  },
  { what: '503 without a body', answer: { status: 503 }, work: show, code: 'UNAVAILABLE', hint: /storage/ },
  {
    what: 'HTML for a list',
    answer: { body: HTML },
    work: list,
    code: 'PROTOCOL',
    hint: /web page or a proxy/,
  },
  { what: 'text for an object', answer: { body: 'hello' }, work: show, code: 'PROTOCOL', hint: /address/ },
  { what: 'nothing for an object', answer: { body: '' }, work: show, code: 'PROTOCOL', hint: /address/ },
  { what: 'broken JSON', answer: { body: '{"uuid":' }, work: show, code: 'PROTOCOL', hint: /address/ },
  { what: 'another object', answer: { body: { a: 1 } }, work: show, code: 'PROTOCOL', hint: /API version/ },
  {
    what: 'an object for a list',
    answer: { body: { a: 1 } },
    work: list,
    code: 'PROTOCOL',
    hint: /API version/,
  },
  {
    what: 'a list that broke off',
    answer: { body: '["a","b' },
    work: list,
    code: 'UNAVAILABLE',
    hint: /again/,
  },
  { what: '303 to nowhere', answer: { status: 303 }, work: create, code: 'PROTOCOL', hint: /address/ },
  {
    what: '500 of metadata, of a package that is there',
    answer: { status: 500 },
    work: setMetadata,
    code: 'INVALID',
    hint: /values/,
  },
];

/** The answer to everything but sign-ins and the brief lists, which tell what may be seen. */
function always(answer: FifoAnswer): FifoAnswers {
  return ({ path }) => (/^\/(sessions|oauth\/token|packages|datasets)$/.test(path) ? undefined : answer);
}

describe.for(['0.1.0', '2', '3'] as const)('API %s', (api) => {
  test.for(ROWS)('$what is $code', async ({ answer, work, code, hint }) => {
    const answers: FifoAnswers = (seen, response) => {
      const isCreation = seen.method === 'POST' && /^\/(datasets|packages)/.test(seen.path);
      return isCreation ? answer : always(answer)(seen, response);
    };
    const { provider, url } = await fakeFifo(api, answers);
    const error = await fault(work(provider));
    expect(error).toMatchObject({
      name: 'AppError',
      code,
      hint: expect.stringMatching(hint),
      operation: 'test',
    });
    // Who answered stands in the message or the context, and the words are plain.
    expect(`${error.message} ${JSON.stringify(error.context)}`).toContain(new URL(url).host);
    expect(error.message).not.toMatch(/[<>\n]/);
  });

  test('403 for what is in the list is FORBIDDEN, for anything else NOT_FOUND', async () => {
    const { provider } = await fakeFifo(api, always({ status: 403 }));
    const other = UUID.replace('1', '2');
    await expect(show(provider)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: expect.stringMatching(/permission/),
    });
    await expect(provider.show(other, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(provider.showPackage(other, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('500 of metadata, of a package that is not there, is NOT_FOUND', async () => {
    const { provider } = await fakeFifo(api, always({ status: 500 }));
    await expect(provider.setPackageMetadata(UUID.replace('1', '2'), ['a'], 1, call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('an id that is no UUID is NOT_FOUND without any request', async () => {
    const { provider, seen } = await fakeFifo(api);
    for (const id of ['short', '..', `${UUID}0`, 'ü'.repeat(36), `../${'a'.repeat(33)}`]) {
      for (const work of [
        () => provider.show(id, call),
        () => provider.remove(id, {}, call),
        () => provider.edit(id, { setProperties: { a: 1 } }, {}, call),
        () => provider.openDownload(id, 0, call),
        () => provider.showPackage(id, call),
        () => provider.removePackage(id, call),
        () => provider.unsetPackageMetadata(id, ['a'], call),
      ]) {
        await expect(work()).rejects.toMatchObject({
          code: 'NOT_FOUND',
          hint: expect.stringMatching(/UUID/),
        });
      }
    }
    expect(seen).toEqual([]);
  });

  test('a package that was half made is told', async () => {
    const { provider } = await fakeFifo(api, ({ method, path }) => {
      if (method === 'POST' && path === '/packages') return { status: 500 };
      if (path.startsWith('/packages?')) return { body: [{ uuid: UUID, name: 'small' }] };
      return undefined;
    });
    await expect(create(provider)).rejects.toMatchObject({
      code: 'INVALID',
      hint: expect.stringMatching(/delete it, and create it anew/),
    });
  });
});

describe('signing in', () => {
  interface SignInRow {
    readonly api: '0.1.0' | '2';
    readonly what: string;
    readonly answer: FifoAnswer;
    readonly code: ErrorCode;
    readonly hint: RegExp;
  }
  const oauth = (error: string, text = 'No.', status = 400): FifoAnswer => ({
    status,
    body: { error, error_description: text },
  });
  test.for<SignInRow>([
    {
      api: '0.1.0',
      what: '401',
      answer: { status: 401, body: 'Forbidden!' },
      code: 'AUTH_REQUIRED',
      hint: /password/,
    },
    {
      api: '0.1.0',
      what: '403',
      answer: { status: 403, body: 'Forbidden!' },
      code: 'AUTH_REQUIRED',
      hint: /password/,
    },
    {
      api: '0.1.0',
      what: '449',
      answer: { status: 449, body: 'Retry' },
      code: 'AUTH_REQUIRED',
      hint: /YubiKey/,
    },
    {
      api: '0.1.0',
      what: '400',
      answer: { status: 400, body: 'Missing JSON keys' },
      code: 'INVALID',
      hint: /values/,
    },
    { api: '0.1.0', what: '404', answer: { status: 404 }, code: 'PROTOCOL', hint: /another API version/ },
    { api: '0.1.0', what: '405', answer: { status: 405 }, code: 'PROTOCOL', hint: /another API version/ },
    { api: '0.1.0', what: '503', answer: { status: 503 }, code: 'UNAVAILABLE', hint: /later/ },
    {
      api: '0.1.0',
      what: 'a redirect to a login page',
      answer: { status: 302, headers: { location: 'https://sso.example/login' } },
      code: 'PROTOCOL',
      hint: /address/,
    },
    {
      api: '2',
      what: 'wrong password',
      answer: oauth('access_denied'),
      code: 'AUTH_REQUIRED',
      hint: /password/,
    },
    {
      api: '2',
      what: 'a YubiKey that is missing',
      answer: oauth('access_denied', 'A one-time password is needed.'),
      code: 'AUTH_REQUIRED',
      hint: /YubiKey/,
    },
    {
      api: '2',
      what: 'invalid_client',
      answer: oauth('invalid_client', 'No.', 401),
      code: 'AUTH_REQUIRED',
      hint: /password/,
    },
    {
      api: '2',
      what: 'unauthorized_client',
      answer: oauth('unauthorized_client', 'No.', 403),
      code: 'AUTH_REQUIRED',
      hint: /password/,
    },
    {
      api: '2',
      what: 'invalid_request',
      answer: oauth('invalid_request'),
      code: 'INVALID',
      hint: /API version/,
    },
    { api: '2', what: 'invalid_scope', answer: oauth('invalid_scope'), code: 'INVALID', hint: /API version/ },
    { api: '2', what: 'server_error', answer: oauth('server_error'), code: 'UNAVAILABLE', hint: /later/ },
    {
      api: '2',
      what: 'temporarily_unavailable',
      answer: oauth('temporarily_unavailable'),
      code: 'UNAVAILABLE',
      hint: /later/,
    },
    { api: '2', what: '400 in HTML', answer: { status: 400, body: HTML }, code: 'INVALID', hint: /address/ },
    { api: '2', what: '404', answer: { status: 404 }, code: 'PROTOCOL', hint: /another API version/ },
    { api: '2', what: '200 without a token', answer: { body: {} }, code: 'PROTOCOL', hint: /API version/ },
    { api: '2', what: '200 with HTML', answer: { body: HTML }, code: 'PROTOCOL', hint: /web page/ },
    {
      api: '2',
      what: 'a token that no header takes',
      answer: { body: { access_token: 'a\nb' } },
      code: 'PROTOCOL',
      hint: /address/,
    },
    { api: '2', what: '503', answer: { status: 503 }, code: 'UNAVAILABLE', hint: /later/ },
  ])('API $api: $what is $code', async ({ api, answer, code, hint }) => {
    const { provider, seen } = await fakeFifo(api, () => answer);
    const error = await fault(show(provider));
    expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) });
    expect(error.message).not.toMatch(/[<>\n]/);
    expect(seen).toHaveLength(1);
  });

  test.for(['0.1.0', '2'] as const)('API %s: a token that is refused asks for a new one', async (api) => {
    const refusal = { status: api === '0.1.0' ? 403 : 401 };
    const { provider, asked } = await fakeFifo(api, () => refusal, { username: undefined }, TOKEN);
    await expect(show(provider)).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
      hint: expect.stringMatching(/new one/),
    });
    expect(asked().filter((one) => one.startsWith('POST'))).toEqual([]);
  });

  test('without a secret, or with one that is no token, nothing is sent', async () => {
    const none = await fakeFifo('2', undefined, {}, null);
    await expect(show(none.provider)).rejects.toMatchObject({ code: 'AUTH_REQUIRED', hint: /password/ });
    const odd = await fakeFifo('2', undefined, { username: undefined }, 'two words');
    await expect(show(odd.provider)).rejects.toMatchObject({ code: 'AUTH_REQUIRED', hint: /user name/ });
    expect([...none.seen, ...odd.seen]).toEqual([]);
  });
});

async function fault(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
  return error;
}

describe.for(['0.1.0', '2', '3'] as const)('API %s: each refusal with each body', (api) => {
  const expected: Expected = {
    401: ['AUTH_REQUIRED', /password or token/],
    403: ['FORBIDDEN', /Ask an administrator/],
    404: ['NOT_FOUND', /deleted.*Refresh/],
    409: ['CONFLICT', /Look at it again/],
    413: ['TOO_LARGE', /Ask its operator/],
    415: ['INVALID', /Check the API version/],
    503: ['UNAVAILABLE', /Try again later/],
  };
  test.for(REFUSALS)('$status $name', async ({ status, answer }) => {
    const { provider, url } = await fakeFifo(api, always(answer));
    const thrown = await show(provider).catch((error: unknown) => error);
    expectActionable(thrown, expected[status], new URL(url).host);
  });
});
