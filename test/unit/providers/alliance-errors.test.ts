import { describe, expect, test } from 'vitest';
import { fakeAlliance } from './fake-alliance.ts';
import { type Answer, call, listed, ODD_BODIES } from './fake-service.ts';

const fault = (code: number, message: string): Answer => ({
  status: code,
  body: { error: { code, title: 'T', message } },
});

/** alliance.md §5: none is documented, so an answer to a deletion means what it means in Glance. */
const TABLE: readonly (readonly [string, Answer, string, RegExp])[] = [
  ['400', fault(400, 'The header X-Target-Ns is missing.'), 'INVALID', /namespace and the environment/],
  ['401', fault(401, 'The request requires authentication.'), 'AUTH_REQUIRED', /token.*as its secret/],
  ['403', fault(403, 'Not permitted'), 'FORBIDDEN', /environment that owns/],
  ['403 of a protected image', fault(403, 'Image is protected'), 'FORBIDDEN', /cloud behind it can/],
  ['403 of a quota', fault(403, 'Quota exceeded'), 'QUOTA', /Delete what is not needed/],
  ['404', fault(404, 'No image found with ID x'), 'NOT_FOUND', /deleted, or the namespace/],
  ['405', fault(405, 'Method Not Allowed'), 'UNSUPPORTED', /does not offer/],
  ['409', fault(409, 'In use'), 'CONFLICT', /Look at it again/],
  ['413', fault(413, 'Too large'), 'TOO_LARGE', /Ask its operator/],
  ['413 of a quota', fault(413, 'Limit of images reached'), 'QUOTA', /Delete what is not needed/],
  ['415', fault(415, 'Unsupported'), 'INVALID', /Check the formats/],
  ['429', fault(429, 'Slow down'), 'UNAVAILABLE', /Try again later/],
  ['500', fault(500, 'Traceback'), 'UNAVAILABLE', /tell its operator/],
  ['501', fault(501, 'No'), 'UNSUPPORTED', /does not offer/],
  ['502', fault(502, 'Peer gone'), 'UNAVAILABLE', /its peer before the cloud/],
  ['503', { ...fault(503, 'Down'), headers: { 'retry-after': '3' } }, 'UNAVAILABLE', /Try again later/],
  ['504', fault(504, 'Peer late'), 'UNAVAILABLE', /its peer before the cloud/],
  ['418', { status: 418 }, 'PROTOCOL', /Check the address/],
  [
    'a way to somewhere else',
    { status: 302, headers: { location: 'https://login.example/' } },
    'PROTOCOL',
    /points to https:\/\/login\.example/,
  ],
];

describe('what the gateway says becomes a code and something to do', () => {
  test.for(TABLE)('%s', async ([, answer, code, hint]) => {
    const { provider } = await fakeAlliance({
      answers: ({ method }) => (method === 'DELETE' ? answer : undefined),
    });
    await expect(provider.remove('1abc', {}, call)).rejects.toMatchObject({
      name: 'AppError',
      code,
      hint: expect.stringMatching(hint),
      message: expect.stringMatching(/^The gateway at 127\.0\.0\.1:\d+ did not delete image 1abc: .+\.$/),
      context: expect.objectContaining({ status: answer.status }),
    });
  });

  const shapes: readonly unknown[] = [
    { error: { code: 409, title: 'Conflict', message: 'it is in use' } },
    { error: 'it is in use' },
    { message: 'it is in use' },
    { conflictingRequest: { message: 'it is in use' } },
    'it is in use',
    '<html><body><h1>it is in use</h1></body></html>',
  ];
  test.for(shapes)('the words in %j are shown', async (body) => {
    const { provider } = await fakeAlliance({ answers: () => ({ status: 409, body }) });
    await expect(provider.remove('1abc', {}, call)).rejects.toMatchObject({
      message: expect.stringMatching(/: it is in use\.$/),
    });
  });

  const odd = Object.entries(ODD_BODIES).flatMap(([name, body]) =>
    ([401, 403, 404, 409, 413, 415, 500, 503] as const).map((status) => ({ name, status, body })),
  );
  const codes = {
    401: 'AUTH_REQUIRED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    409: 'CONFLICT',
    413: 'TOO_LARGE',
    415: 'INVALID',
    500: 'UNAVAILABLE',
    503: 'UNAVAILABLE',
  } as const;
  test.for(odd)('$status with a body that is $name', async ({ status, body }) => {
    const { provider } = await fakeAlliance({ answers: () => ({ status, ...body }) });
    const error = await provider.remove('1abc', {}, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'AppError',
      code: codes[status],
      hint: expect.stringMatching(/^[A-Z].{10,}\.$/),
    });
    const { message } = error as Error;
    expect(message).not.toMatch(/[<\p{Cc}]|alert/u);
    expect(message).toMatch(/127\.0\.0\.1/);
  });

  test.for(Object.entries(ODD_BODIES))('a success with a body that is %s is PROTOCOL', async ([, body]) => {
    const fake = await fakeAlliance({ answers: () => ({ status: 200, ...body }) });
    await expect(fake.provider.show('1abc', call)).rejects.toMatchObject({
      code: 'PROTOCOL',
      hint: /Check the address/,
    });
    await expect(listed(fake)).rejects.toMatchObject({ code: 'PROTOCOL', hint: /Check the address/ });
  });
});
