import { describe, expect, test } from 'vitest';
import { type Answer, call, fakeCloud } from './fake-cloud.ts';
import { type Expected, expectActionable, REFUSALS } from './fake-service.ts';

/** An error as Glance writes it for those who accept JSON (glance-v2.md §5). */
const glance = (message: string) =>
  JSON.stringify({ message: `${message}<br /><br />\n\n\n`, code: 'x', title: 'y' });
/** The same for everybody else. */
const page = (message: string) =>
  `<html>\n <head>\n  <title>x</title>\n </head>\n <body>\n  <h1>x</h1>\n  ${message}<br /><br />\n\n\n </body>\n</html>`;

describe('the error of an answer', () => {
  test.each([
    [400, glance('Invalid'), 'INVALID', /what the service names/],
    [400, glance("Image is already present at store 'second'"), 'CONFLICT', /leave it out/],
    [401, glance('no'), 'AUTH_REQUIRED', /Sign in again/],
    [401, 'Authentication required', 'AUTH_REQUIRED', /Sign in again/],
    [403, glance('Image x is protected and cannot be deleted.'), 'FORBIDDEN', /unprotect it first/],
    [403, page('Image x is protected and cannot be deleted.'), 'FORBIDDEN', /unprotect it first/],
    [
      403,
      glance('You are not authorized to complete publicize_image action.'),
      'FORBIDDEN',
      /administrators/,
    ],
    [403, glance('You are not authorized to complete copy_image action.'), 'FORBIDDEN', /administrators/],
    [403, glance('Only shared images have members.'), 'CONFLICT', /visibility shared/],
    [403, glance('Not allowed to update members for image x.'), 'FORBIDDEN', /is shared with/],
    [
      403,
      glance('Attribute disk_format can be only replaced for a queued image.'),
      'CONFLICT',
      /before the bytes are there/,
    ],
    [
      403,
      glance(
        'Cannot delete image data from the only store containing it. Consider deleting the image instead.',
      ),
      'CONFLICT',
      /last copy/,
    ],
    [403, glance('The requested image has been deactivated.'), 'FORBIDDEN', /reactivate/],
    [403, glance('Not allowed'), 'FORBIDDEN', /owner/],
    [403, '', 'FORBIDDEN', /owner/],
    [404, glance('No image'), 'NOT_FOUND', /deleted/],
    [404, page('No image'), 'NOT_FOUND', /deleted/],
    [404, '', 'NOT_FOUND', /deleted/],
    [404, glance('p2 not found in the member list of the image x.'), 'NOT_FOUND', /not shared with/],
    [404, glance('Image x is not stored in store y.'), 'NOT_FOUND', /stores/],
    [409, glance('Image is in use'), 'CONFLICT', /Look at it again/],
    [409, glance('Member p2 is duplicated for image x'), 'CONFLICT', /member already/],
    [409, glance('Image has active task'), 'CONFLICT', /under way/],
    [409, glance('Only images with status active can be targeted for copying'), 'CONFLICT', /ready first/],
    [409, glance('Store for identifier x not found'), 'CONFLICT', /stores/],
    [410, 'gone', 'NOT_FOUND', /meanwhile/],
    [
      413,
      glance('The limit has been exceeded on the number of allowed image tags.'),
      'QUOTA',
      /limit of the/,
    ],
    [413, glance('Image member limit exceeded for image x: y:'), 'QUOTA', /limit of the project/],
    [413, glance('Image exceeds the storage quota'), 'QUOTA', /limit of the project/],
    [413, glance('Size cap exceeded'), 'TOO_LARGE', /larger than/],
    [415, glance('format_inspector'), 'INVALID', /disk format/],
    [429, '', 'UNAVAILABLE', /pause/],
    [500, '<html><body>Oops</body></html>', 'UNAVAILABLE', /request id/],
    [502, '<html>Bad Gateway</html>', 'UNAVAILABLE', /proxy/],
    [503, '', 'UNAVAILABLE', /Try again later/],
    [503, glance('The server is currently unavailable.'), 'UNAVAILABLE', /Try again later/],
    [503, '{"message": "cut off', 'UNAVAILABLE', /Try again later/],
    [418, 'teapot', 'PROTOCOL', /address/],
  ])('%i %s is %s', async (status, body, code, hint) => {
    const cloud = await fakeCloud(({ method }) =>
      method === 'DELETE' ? { status, body, headers: { 'retry-after': '7' } } : undefined,
    );
    await expect(cloud.provider.remove('x', {}, call)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^Glance at 127\.0\.0\.1:\d+ did not delete image x: .+\.$/),
      hint: expect.stringMatching(hint),
      retry: status === 429 || status >= 500 ? 'safe' : 'never',
      operation: 'test',
      context: { status, requestId: 'req-1', retryAfter: '7' },
    });
  });

  test('of a success that is none says what was expected, and what to look at', async () => {
    const refused = async (answer: Answer): Promise<unknown> => {
      const cloud = await fakeCloud(({ path }) =>
        path.includes('/images') ? { headers: { 'content-type': 'text/html' }, ...answer } : undefined,
      );
      for (const run of [
        () => cloud.provider.show('x', call),
        () => cloud.provider.listMembers('x', call),
        () => cloud.provider.listTasks('x', call),
      ]) {
        await expect(run()).rejects.toMatchObject({
          code: 'PROTOCOL',
          message: expect.stringMatching(/127\.0\.0\.1/),
          hint: expect.stringMatching(/./),
          context: { status: 200 },
        });
      }
      return undefined;
    };
    await refused({ body: page('Welcome! Please log in to the hotel network.') });
    await refused({ body: 'plain text' });
    await refused({ body: '{"id": "cut o' });
    await refused({ body: '[]' });
    await refused({ body: '' });
  });

  test('shows no tags, no control characters and at most 300 characters of what the service says', async () => {
    const page = `<html><head><title>T</title><style>b{}</style></head><body><h1>404</h1>\u0007\u202e ${'long '.repeat(200)}</body></html>`;
    const cloud = await fakeCloud(({ method }) =>
      method === 'DELETE' ? { status: 404, body: page } : undefined,
    );
    const { message } = await cloud.provider.remove('x', {}, call).catch((error) => error);
    expect(message).toMatch(/did not delete image x: 404 long long/);
    for (const character of '<>\u0007\u202e') expect(message).not.toContain(character);
    expect(message.length).toBeLessThan(400);
  });

  test('a proxy that limits the size is named', async () => {
    const cloud = await fakeCloud(({ method }, response) => {
      if (method !== 'DELETE') return undefined;
      response.writeHead(413, { server: 'nginx/1.25', via: '1.1 edge' }).end('<html>Too large</html>');
      return 'handled';
    });
    await expect(cloud.provider.remove('x', {}, call)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: /^nginx\/1\.25 via 1\.1 edge at 127/,
      hint: /before Glance/,
    });
  });
});

describe('each refusal with each body', () => {
  const expected: Expected = {
    401: ['AUTH_REQUIRED', /Sign in again/],
    403: ['FORBIDDEN', /owner/],
    404: ['NOT_FOUND', /deleted/],
    409: ['CONFLICT', /Look at it again/],
    413: ['TOO_LARGE', /operator|larger than/],
    415: ['INVALID', /disk format/],
    503: ['UNAVAILABLE', /Try again later/],
  };
  test.for(REFUSALS)('$status $name', async ({ status, answer }) => {
    const cloud = await fakeCloud(({ method }) => (method === 'DELETE' ? answer : undefined));
    const thrown = await cloud.provider.remove('x', {}, call).catch((error: unknown) => error);
    expectActionable(thrown, expected[status], new URL(cloud.url).host);
  });
});
