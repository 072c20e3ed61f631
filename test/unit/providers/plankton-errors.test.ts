import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import { call, type Expected, expectActionable, REFUSALS } from './fake-service.ts';

const ID = '940509eb-eb4f-496c-8443-22ffd24912e9';

let server: Server;
let provider: ImageProvider;
let answer: {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(answer.status, { server: 'gunicorn', ...answer.headers });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider = createProvider({
    profile: {
      ...{ name: 'p', kind: 'plankton', tls: {}, color: 0 },
      settings: { endpoint: `${url}/image/v1.0`, storageUrl: `${url}/store`, userId: 'me' },
    },
    http: createHttpClient({ tls: {}, userAgent: 'test' }),
    secret: async () => 'hush',
    now: Date.now,
  });
});
afterAll(async () => {
  await provider.close();
  server.close();
});

const fault = (name: string, code: number, message: string) =>
  JSON.stringify({ [name]: { code, message, details: '' } });

/** Answers of Synnefo in its generations, of what stands before it, and of what it is not (plankton.md §6). */
const TABLE: readonly (readonly [string, number, string, string, RegExp, RegExp])[] = [
  ['no token', 401, fault('unauthorized', 401, 'Access denied'), 'AUTH_REQUIRED', /Access denied/, /new one/],
  ['a dead token', 401, fault('fault', 401, 'Invalid token'), 'AUTH_REQUIRED', /Invalid token/, /new one/],
  ['an empty 401 of 2012', 401, '', 'AUTH_REQUIRED', /status 401/, /new one/],
  ['a member who writes', 403, fault('forbidden', 403, 'Not allowed'), 'FORBIDDEN', /Not allowed/, /owner/],
  [
    'an unknown image',
    404,
    fault('itemNotFound', 404, 'Image not found'),
    'NOT_FOUND',
    /not found/,
    /deleted/,
  ],
  ['a conflict', 409, fault('conflict', 409, 'Container is not empty'), 'CONFLICT', /not empty/, /again/],
  ['a condition', 412, 'Resource exists', 'CONFLICT', /Resource exists/, /again/],
  ['bytes without a length', 411, '', 'INVALID', /status 411/, /to a file, then upload/],
  ['a full account', 413, fault('overLimit', 413, 'Used up'), 'QUOTA', /Used up/, /larger quota/],
  ['a full account of 2012', 413, 'Quota error', 'QUOTA', /Quota error/, /larger quota/],
  ['a proxy with a limit', 413, '<html><body>Too Large</body></html>', 'TOO_LARGE', /Too Large/, /gunicorn/],
  ['a wrong type', 415, '', 'INVALID', /status 415/, /addresses/],
  ['a wrong checksum', 422, 'ETag does not match', 'CORRUPT', /ETag/, /Try again/],
  ['an overload', 503, '<html><body><h1>503</h1></body></html>', 'UNAVAILABLE', /503/, /later/],
  [
    'a dead identity service',
    500,
    fault('fault', 500, 'Unexpected error'),
    'UNAVAILABLE',
    /Unexpected/,
    /operator/,
  ],
  ['a busy proxy', 429, '', 'UNAVAILABLE', /status 429/, /later/],
  ['raw data', 501, '', 'UNSUPPORTED', /status 501/, /list/],
  [
    'a wrong address',
    400,
    fault('badRequest', 400, 'API endpoint not found'),
    'PROTOCOL',
    /endpoint/,
    /v1\.0/,
  ],
  ['a limit', 400, fault('badRequest', 400, 'Metadata key exceeds'), 'INVALID', /exceeds/, /93 characters/],
  ['a wrong word', 400, fault('badRequest', 400, 'Invalid name'), 'INVALID', /Invalid name/, /Check/],
  ['another service', 405, '', 'PROTOCOL', /status 405/, /addresses/],
  ['broken JSON', 403, '{"forbidden": {', 'FORBIDDEN', /forbidden/, /owner/],
  ['a redirect of a write', 302, '', 'PROTOCOL', /status 302/, /addresses/],
];

describe('an answer that is no success', () => {
  it.each(TABLE)('%s (%i)', async (_what, status, body, code, message, hint) => {
    answer = { status, body, headers: status === 302 ? { location: '/elsewhere' } : {} };
    asked = [];
    const error = await provider.remove(ID, {}, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'AppError',
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
      context: { status },
      operation: 'test',
    });
    expect(error).toHaveProperty('message', expect.stringMatching(/^(gunicorn|Plankton) at 127\.0\.0\.1/));
    expect(JSON.stringify(error)).not.toContain('hush');
    expect(asked).toEqual([`DELETE /image/v1.0/images/${ID}`]);
    const passing = code === 'UNAVAILABLE' || code === 'CORRUPT';
    expect(error).toHaveProperty('retry', passing ? 'safe' : 'never');
  });

  it('about an id that is no uuid means that there is no such image', async () => {
    answer = { status: 400, body: fault('badRequest', 400, 'Invalid image ID') };
    await expect(provider.remove('../x', {}, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(asked.at(-1)).toBe('DELETE /image/v1.0/images/..%2Fx');
  });

  it('and a success that is none of Plankton says so', async () => {
    const list = async () => {
      for await (const page of provider.list({}, call)) return page;
      return [];
    };
    for (const body of ['<html><body>Welcome</body></html>', '{"images": 5}', '"x"', '', '{"images": [']) {
      answer = { status: 200, body };
      await expect(list()).rejects.toMatchObject({ code: 'PROTOCOL', hint: expect.stringMatching(/./) });
    }
    answer = { status: 200, body: '[{"name":"no id"},5,null,{"id":"i","properties":{"__proto__":"p"}}]' };
    const page = await list();
    expect(page.map(({ image }) => [image.id, Object.entries(image.properties)])).toEqual([
      ['i', [['__proto__', 'p']]],
    ]);
    answer = { status: 200, body: '' };
    await expect(provider.show(ID, call)).rejects.toMatchObject({ code: 'PROTOCOL' });
  });
});

describe('each refusal with each body', () => {
  const expected: Expected = {
    401: ['AUTH_REQUIRED', /Copy a new one/],
    403: ['FORBIDDEN', /owner/],
    404: ['NOT_FOUND', /deleted or unregistered/],
    409: ['CONFLICT', /Look at it again/],
    413: ['TOO_LARGE', /Ask its operator/],
    415: ['INVALID', /Check its addresses/],
    503: ['UNAVAILABLE', /Try again later/],
  };
  it.each(REFUSALS)('$status $name', async ({ status, answer: refusal }) => {
    answer = { status, body: String(refusal.body ?? ''), headers: refusal.headers ?? {} };
    const thrown = await provider.remove(ID, {}, call).catch((error: unknown) => error);
    expectActionable(thrown, expected[status], '127.0.0.1:');
  });
});
