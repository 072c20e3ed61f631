import { describe, expect, test } from 'vitest';
import { fakeNova, ID } from './fake-nova.ts';
import {
  type Answer,
  call,
  type Expected,
  expectActionable,
  listed,
  ODD_BODIES,
  REFUSALS,
} from './fake-service.ts';

const fault = (name: string, code: number, message: string): Answer => ({
  status: code,
  body: { [name]: { code, message } },
});
const notFromNova = { 'x-compute-request-id': '' };

/** nova-images.md §5: an answer to a deletion, as its code and a hint that says what to do. */
const TABLE: readonly (readonly [string, Answer, string, RegExp])[] = [
  ['400', fault('badRequest', 400, 'Malformed request'), 'INVALID', /Look at what was sent/],
  [
    '401 of the middleware',
    {
      status: 401,
      body: { error: { code: 401, title: 'Unauthorized', message: 'The request requires authentication.' } },
    },
    'AUTH_REQUIRED',
    /Sign in again/,
  ],
  [
    '401 of an older middleware, in plain text',
    { status: 401, headers: { 'content-type': 'text/plain' }, body: 'Authentication required' },
    'AUTH_REQUIRED',
    /Sign in again/,
  ],
  ['403', fault('forbidden', 403, 'Not authorized for image x.'), 'FORBIDDEN', /owner or an administrator/],
  [
    '403 of a protected image',
    fault('forbidden', 403, 'You are not allowed to delete the image.'),
    'FORBIDDEN',
    /unprotect/,
  ],
  [
    '403 of the quota',
    fault('forbidden', 403, 'Image metadata limit exceeded'),
    'QUOTA',
    /Remove some first/,
  ],
  [
    '413 of the quota, as once documented',
    fault('overLimit', 413, 'Image metadata limit exceeded'),
    'QUOTA',
    /Remove some first/,
  ],
  ['404', fault('itemNotFound', 404, 'Image not found.'), 'NOT_FOUND', /deleted, or belong/],
  [
    '406',
    fault('computeFault', 406, 'Version 9.9 is not supported by the API.'),
    'UNSUPPORTED',
    /names none/,
  ],
  ['409', fault('conflictingRequest', 409, 'In use'), 'CONFLICT', /Look at it again/],
  ['415', fault('badMediaType', 415, 'Unsupported'), 'INVALID', /JSON only/],
  [
    '429',
    { ...fault('overLimit', 429, 'Too many'), headers: { 'retry-after': '7' } },
    'UNAVAILABLE',
    /Try again later/,
  ],
  [
    '500 that hides what Glance said',
    fault('computeFault', 500, "Unexpected API Error.\n<class 'glanceclient.exc.HTTPConflict'>"),
    'CONFLICT',
    /image is in use/,
  ],
  [
    '500 that hides what Glance would not take',
    fault('computeFault', 500, "Unexpected API Error.\n<class 'nova.exception.ImageBadRequest'>"),
    'INVALID',
    /names and values/,
  ],
  ['500', fault('computeFault', 500, 'Unexpected API Error.'), 'UNAVAILABLE', /request id/],
  [
    '503 of the middleware',
    { status: 503, body: 'The Keystone service is temporarily unavailable.' },
    'UNAVAILABLE',
    /Try again later/,
  ],
  ['418', { status: 418 }, 'PROTOCOL', /Check the address/],
];

describe('what Nova says becomes a code and something to do', () => {
  test.for(TABLE)('%s', async ([, answer, code, hint]) => {
    const { provider } = await fakeNova({
      answers: ({ method }) => (method === 'DELETE' ? answer : undefined),
    });
    const error = await provider.remove(ID, {}, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'AppError',
      code,
      hint: expect.stringMatching(hint),
      message: expect.stringMatching(/^Nova at 127\.0\.0\.1:\d+ did not delete image /),
      context: expect.objectContaining({ status: answer.status, requestId: 'req-1' }),
    });
  });

  const odd = Object.entries(ODD_BODIES).flatMap(([name, body]) =>
    ([401, 403, 409, 413, 415, 500, 502, 503] as const).map((status) => ({ name, status, body })),
  );
  test.for(odd)('$status with a body that is $name', async ({ status, body }) => {
    const { provider } = await fakeNova({
      answers: ({ method }) =>
        method === 'DELETE'
          ? { status, ...body, headers: { ...notFromNova, ...('headers' in body && body.headers) } }
          : undefined,
    });
    const error = await provider.remove(ID, {}, call).catch((thrown: unknown) => thrown);
    const codes = {
      401: 'AUTH_REQUIRED',
      403: 'FORBIDDEN',
      409: 'CONFLICT',
      413: 'TOO_LARGE',
      415: 'INVALID',
    };
    const code = status >= 500 ? 'UNAVAILABLE' : codes[status as keyof typeof codes];
    expect(error).toMatchObject({ name: 'AppError', code, hint: expect.stringMatching(/^[A-Z].{10,}/) });
    const { message } = error as Error;
    expect(message).not.toMatch(/[<\p{Cc}]|alert/u);
    expect(message).toMatch(/127\.0\.0\.1/);
  });

  test.for(Object.entries(ODD_BODIES))('a success with a body that is %s is PROTOCOL', async ([, body]) => {
    const { provider } = await fakeNova({
      answers: ({ path }) => (path.endsWith(ID) ? { status: 200, ...body } : undefined),
    });
    await expect(provider.show(ID, call)).rejects.toMatchObject({
      code: 'PROTOCOL',
      hint: /Check the address/,
    });
  });

  test('413 of something before Nova is about the length of the request', async () => {
    const { provider } = await fakeNova({
      answers: ({ method }) => (method === 'DELETE' ? PROXY_413 : undefined),
    });
    await expect(provider.remove(ID, {}, call)).rejects.toMatchObject({ code: 'TOO_LARGE', hint: /nginx/ });
  });
});

const PROXY_413: Answer = {
  status: 413,
  headers: { server: 'nginx', 'x-compute-request-id': '' },
  body: 'no',
};

describe('404 of a Nova without images is not 404 of a missing image', () => {
  const bare404: Answer = {
    status: 404,
    body: { itemNotFound: { code: 404, message: 'The resource could not be found.' } },
  };
  const listOf = async (answers: () => Answer | undefined) => listed(await fakeNova({ answers }));

  test('a list that is not there: the proxy is gone, with what to do instead', async () => {
    await expect(listOf(() => bare404)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: /serves no images any more/,
      hint: /removed at this microversion.*Glance connection/,
    });
  });

  test('an answer that was made for a microversion above 2.35 says so', async () => {
    const headers = { 'x-openstack-nova-api-version': '2.36' };
    const { provider, asked } = await fakeNova({ answers: () => ({ ...bare404, headers }) });
    await expect(provider.show(ID, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: /microversion 2\.36; images end with 2\.35/,
    });
    expect(asked()).toHaveLength(1);
  });

  test('an image whose 404 leaves it open: the list decides, gone', async () => {
    const { provider, asked } = await fakeNova({ answers: () => bare404 });
    await expect(provider.show(ID, call)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(asked()).toEqual([`GET /compute/v2.1/images/${ID}`, 'GET /compute/v2.1/images?limit=1']);
  });

  test('an image whose 404 leaves it open: the list decides, missing', async () => {
    const { provider } = await fakeNova({
      answers: ({ path }) => (path.endsWith(ID) ? bare404 : undefined),
    });
    await expect(provider.show(ID, call)).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /deleted/ });
  });

  test('a 404 that Nova has not signed is a wrong address', async () => {
    const answer = {
      status: 404,
      headers: { 'x-compute-request-id': '', server: 'nginx' },
      body: '<h1>Lost</h1>',
    };
    await expect(listOf(() => answer)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: /^nginx at /,
      hint: /check the address of the compute service/,
    });
  });
});

describe('each refusal of Nova with each body', () => {
  const expected: Expected = {
    401: ['AUTH_REQUIRED', /Sign in again|credentials/],
    403: ['FORBIDDEN', /owner or an administrator/],
    404: ['NOT_FOUND', /deleted, or belong/],
    409: ['CONFLICT', /Look at it again/],
    // Signed by Nova: its limit of properties. A proxy's own is told above.
    413: ['QUOTA', /Remove some first/],
    415: ['INVALID', /JSON only/],
    503: ['UNAVAILABLE', /Try again/],
  };
  test.for(REFUSALS)('$status $name', async ({ status, answer }) => {
    const { provider, url } = await fakeNova({
      answers: ({ method }) => (method === 'DELETE' ? answer : undefined),
    });
    const thrown = await provider.remove(ID, {}, call).catch((error: unknown) => error);
    expectActionable(thrown, expected[status], new URL(url).host);
  });
});
