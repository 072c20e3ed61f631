import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ImageEdit } from '#shared/model/index.ts';
import { ENVIRONMENT, type FakeAllianceOptions, fakeAlliance, REMOTE } from './fake-alliance.ts';
import { type Answer, call, type FakeService, listed } from './fake-service.ts';

const NEW = { name: 'made', diskFormat: 'qcow2', containerFormat: 'bare' } as const;
const SOURCE = { method: 'web-download', url: 'http://files.example/c.img' } as const;

describe('every request', () => {
  test('says where it goes and that it is JSON, with or without a body', async () => {
    const { provider, seen } = await fakeAlliance({ settings: { headers: ['X-Trace:  a: b '] } });
    await provider.show('1abc', call);
    await provider.edit('1abc', { name: 'x' }, {}, call);
    await provider.beginImport(NEW, SOURCE, call);
    await provider.remove('1abc', {}, call);
    await provider.test(() => undefined, call);
    expect(new Set(seen.map(({ method }) => method))).toEqual(new Set(['GET', 'PATCH', 'POST', 'DELETE']));
    for (const { headers } of seen) {
      expect(headers).toMatchObject({
        'x-target-ns': 'ccsr1',
        'x-environment-id': ENVIRONMENT,
        'content-type': 'application/json',
        'x-trace': 'a: b',
      });
      expect(headers).not.toHaveProperty('x-auth-token');
    }
  });

  test.for([
    ['t0ken', { 'x-auth-token': 't0ken' }],
    ['X-Auth-Token: t0ken', { 'x-auth-token': 't0ken' }],
    ['Authorization: Bearer a:b', { authorization: 'Bearer a:b' }],
  ] as const)('carries the secret %s in its header', async ([secret, header]) => {
    const { provider, seen } = await fakeAlliance({ secret });
    await provider.show('1abc', call);
    expect(seen[0]?.headers).toMatchObject(header);
  });

  test.for([
    ['no colon', /Name: value/],
    ['Bad Name: x', /Name: value/],
    [': x', /Name: value/],
    ['X-Empty:', /ASCII/],
    ['X-Two: a\r\nX-Injected: b', /ASCII/],
    ['X-Two: a\nb', /ASCII/],
    ['X-Accent: é', /ASCII/],
    ['Connection: close', /Edit the headers/],
    ['Transfer-Encoding: chunked', /Edit the headers/],
    ['Host: other.example', /Edit the headers/],
    ['Content-Length: 0', /Edit the headers/],
    ['Proxy-Authenticate: x', /Edit the headers/],
    ['X-Target-Ns: other', /Edit the headers/],
    ['Authorization: Basic x', /as the secret of the connection/],
    ['X-Auth-Token: x', /as the secret of the connection/],
  ] as const)('is not sent with the header %j', async ([line, hint]) => {
    const fake = await fakeAlliance({ settings: { headers: [line] } });
    await expect(listed(fake)).rejects.toMatchObject({ code: 'INVALID', hint: expect.stringMatching(hint) });
    expect(fake.seen).toEqual([]);
  });

  test('is not sent with a namespace, an environment or a secret that would be two headers', async () => {
    for (const options of [
      { settings: { namespace: 'a\r\nb' } },
      { settings: { environment: 'ü' } },
      { secret: 'a\nb' },
      { settings: { headers: ['X-A: 1', 'x-a: 2'] } },
    ]) {
      const fake = await fakeAlliance(options);
      await expect(listed(fake)).rejects.toMatchObject({ code: 'INVALID' });
      expect(fake.seen).toEqual([]);
    }
  });

  test('leaves token and added headers behind when it is sent to another origin', async () => {
    const stranger: Record<string, unknown>[] = [];
    const other = createServer((request, response) => {
      stranger.push(request.headers);
      response.end('[]');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/images/`;
    const fake = await fakeAlliance({
      secret: 'hush',
      settings: { headers: ['X-Key: hush'] },
      answers: () => ({ status: 302, headers: { location } }),
    });
    expect(await listed(fake)).toEqual([]);
    expect(stranger).toHaveLength(1);
    expect(JSON.stringify(stranger)).not.toContain('hush');
  });
});

describe('slashes at the end', () => {
  test('the list with one; a gateway that has it without is asked so, and remembered', async () => {
    const fake = await fakeAlliance({
      answers: ({ path }) => (path === '/images' ? { body: [REMOTE] } : undefined),
    });
    expect(await listed(fake)).toHaveLength(1);
    expect(fake.asked()).toEqual(['GET /images/']);
    const bare = await fakeAlliance({
      answers: ({ method, path, body }) => {
        if (path === '/images/') return { status: 404 };
        if (path !== '/images') return undefined;
        return method === 'GET'
          ? { body: [REMOTE] }
          : { status: 201, body: { ...REMOTE, ...JSON.parse(body).image } };
      },
    });
    await listed(bare);
    await bare.provider.beginImport(NEW, SOURCE, call);
    expect(bare.asked()).toEqual(['GET /images/', 'GET /images', 'GET /images', 'POST /images']);
  });

  test('a redirect that only mends the slash is followed, for writes too', async () => {
    const fake = await fakeAlliance({
      answers: ({ method, path }) => {
        if (path === '/images/1abc') return { status: 308, headers: { location: '/images/1abc/' } };
        return path === '/images/1abc/'
          ? { status: method === 'DELETE' ? 204 : 200, body: REMOTE }
          : undefined;
      },
    });
    await fake.provider.remove('1abc', {}, call);
    expect(fake.asked()).toEqual(['DELETE /images/1abc', 'DELETE /images/1abc/']);
  });

  test('the endpoint may have one, or name the list', async () => {
    const { url } = await fakeAlliance();
    for (const endpoint of [`${url}/`, `${url}/images`, `${url}/images/`]) {
      const fake = await fakeAlliance({ settings: { endpoint } });
      expect(await listed(fake)).toHaveLength(1);
    }
  });

  test('ids stay one part of the address', async () => {
    const fake = await fakeAlliance();
    await expect(fake.provider.show('a/b?c', call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(fake.asked()).toEqual(['GET /images/a%2Fb%3Fc']);
    for (const id of ['.', '..']) {
      await expect(fake.provider.remove(id, {}, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(fake.asked()).toHaveLength(1);
  });
});

/** The bodies of all changes that were sent. */
const changes = ({ seen }: FakeService) =>
  seen
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body }) => [method, path, JSON.parse(body).image]);

describe('an update', () => {
  const edited = async (edit: ImageEdit, options: FakeAllianceOptions = {}) => {
    const fake = await fakeAlliance(options);
    const outcome = await fake.provider.edit('1abc', edit, {}, call).catch((error: unknown) => error);
    return { fake, outcome };
  };

  test('names what changes and nothing else, and is read again', async () => {
    const { fake, outcome } = await edited({ name: 'ubuntu', diskFormat: 'qcow2', minRamMb: 1 });
    expect(changes(fake)).toEqual([['PATCH', '/images/1abc', { name: 'ubuntu' }]]);
    expect(outcome).toMatchObject({ image: { name: 'ubuntu', minRamMb: 1, minDiskGb: 500 } });
    expect(outcome).not.toHaveProperty('notes');
    expect(fake.asked()).toEqual(['GET /images/1abc', 'PATCH /images/1abc', 'GET /images/1abc']);
  });

  test('that changes nothing is not sent', async () => {
    const { fake } = await edited({ name: 'remote_image' });
    expect(changes(fake)).toEqual([]);
  });

  test.for([404, 405, 501])('PUT where PATCH is %i, and at once the next time', async (status) => {
    const fake = await fakeAlliance({
      answers: ({ method }) => (method === 'PATCH' ? { status } : undefined),
    });
    await fake.provider.edit('1abc', { name: 'one' }, {}, call);
    await fake.provider.edit('1abc', { name: 'two' }, {}, call);
    expect(changes(fake).map(([method]) => method)).toEqual(['PATCH', 'PUT', 'PUT']);
  });

  test('a gateway that wants names is told on; the name is never sent', async () => {
    const { fake, outcome } = await edited(
      { name: 'x' },
      { answers: ({ method }) => (method === 'GET' ? undefined : { status: 404 }) },
    );
    expect(outcome).toMatchObject({ code: 'UNSUPPORTED', hint: /want the name/ });
    expect(fake.asked().join()).not.toContain('remote_image');
  });

  test('of an image that is deleted meanwhile is NOT_FOUND', async () => {
    let isThere = true;
    const { outcome } = await edited(
      { name: 'x' },
      {
        answers: ({ method }) => {
          if (method !== 'GET') isThere = false;
          return isThere ? undefined : { status: 404 };
        },
      },
    );
    expect(outcome).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('what the gateway did not take over is said', async () => {
    const { outcome } = await edited(
      { name: 'ubuntu', diskFormat: 'ari' },
      {
        answers: ({ method }) =>
          method === 'PATCH' ? { body: { ...REMOTE, disk_format: 'ari' } } : undefined,
      },
    );
    expect(outcome).toMatchObject({
      image: { name: 'remote_image', diskFormat: 'qcow2' },
      notes: [
        'The gateway did not take over the name: it is "remote_image", not "ubuntu".',
        'The gateway did not take over the disk format: it is "qcow2", not "ari".',
      ],
    });
  });

  test('against another revision nothing is sent', async () => {
    const fake = await fakeAlliance();
    await expect(fake.provider.edit('1abc', { name: 'x' }, { revision: 'old' }, call)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(changes(fake)).toEqual([]);
  });
});

describe('a gateway that swaps the minimums', () => {
  test('only in its answer to a change is not believed', async () => {
    const fake = await fakeAlliance({
      answers: ({ method }) =>
        method === 'PATCH' ? { body: { ...REMOTE, min_ram: 7, min_disk: 64 } } : undefined,
      image: { min_ram: 64, min_disk: 7 },
    });
    const { image } = await fake.provider.edit('1abc', { name: 'x' }, {}, call);
    expect(image).toMatchObject({ minRamMb: 64, minDiskGb: 7 });
  });

  test.for([
    [
      { minRamMb: 64, minDiskGb: 7 },
      { minRamMb: 64, minDiskGb: 7 },
    ],
    [{ minRamMb: 64 }, { minRamMb: 64, minDiskGb: 500 }],
    [{ minDiskGb: 7 }, { minRamMb: 1, minDiskGb: 7 }],
  ] as const)('in what it keeps is found out by %j, mended and told', async ([edit, wanted]) => {
    const fake = await fakeAlliance({ swaps: true });
    const { image, notes } = await fake.provider.edit('1abc', edit, {}, call);
    expect(image).toMatchObject(wanted);
    expect(notes).toEqual([expect.stringMatching(/mixes up minimum RAM and minimum disk/)]);
    const before = changes(fake).length;
    const again = await fake.provider.edit('1abc', { minRamMb: 128 }, {}, call);
    expect(again.image).toMatchObject({ ...wanted, minRamMb: 128 });
    expect(changes(fake).slice(before)).toEqual([['PATCH', '/images/1abc', { min_disk: 128 }]]);
  });

  test('at the creation too', async () => {
    const fake = await fakeAlliance({ swaps: true });
    await fake.provider.beginImport({ ...NEW, minRamMb: 64, minDiskGb: 7 }, SOURCE, call);
    expect((await fake.provider.show('1abc', call)).image).toMatchObject({ minRamMb: 64, minDiskGb: 7 });
  });

  test('equal minimums tell nothing, and nothing is sent twice', async () => {
    const fake = await fakeAlliance({ swaps: true });
    await fake.provider.edit('1abc', { minRamMb: 9, minDiskGb: 9 }, {}, call);
    expect(changes(fake)).toHaveLength(1);
  });
});

describe('an import', () => {
  test('sends the address, wrapped, and leaves out what is not asked', async () => {
    const fake = await fakeAlliance();
    expect(await fake.provider.beginImport(NEW, SOURCE, call)).toEqual({ imageId: '1abc' });
    expect(changes(fake)).toEqual([
      [
        'POST',
        '/images/',
        {
          name: 'made',
          disk_format: 'qcow2',
          container_format: 'bare',
          copy_from: 'http://files.example/c.img',
        },
      ],
    ]);
    expect(fake.asked()).toEqual(['GET /images/', 'POST /images/']);
  });

  test('goes on where its minimums cannot be looked at', async () => {
    const fake = await fakeAlliance({
      answers: ({ method }) => (method === 'GET' ? { status: 503 } : undefined),
    });
    const ticket = await fake.provider.beginImport({ ...NEW, minRamMb: 64 }, SOURCE, call);
    expect(ticket).toEqual({ imageId: '1abc' });
  });

  const LOST = { ...REMOTE, id: '2new', name: NEW.name, copy_from: SOURCE.url, status: 'queued' };
  const OTHERS = { ...LOST, id: '3old' };
  const FOREIGN = { ...LOST, id: '4else', copy_from: 'http://files.example/another.img' };
  test.for<[string, Answer]>([
    ['a proxy that gave up', { status: 504, body: '<html><h1>504</h1></html>' }],
    ['a page', { status: 201, body: '<html>Created</html>' }],
    ['nothing', { status: 201 }],
  ])('whose answer is %s is found in the list, and made only once', async ([, answer]) => {
    let made = false;
    const fake = await fakeAlliance({
      answers: ({ method, path }) => {
        if (method === 'POST') made = true;
        if (path !== '/images/') return undefined;
        return method === 'POST' ? answer : { body: made ? [OTHERS, FOREIGN, LOST] : [OTHERS] };
      },
    });
    expect(await fake.provider.beginImport(NEW, SOURCE, call)).toEqual({ imageId: '2new' });
    expect(fake.asked()).toEqual(['GET /images/', 'POST /images/', 'GET /images/']);
  });

  test('whose answer is lost is no other image, and says that it may be there', async () => {
    const fake = await fakeAlliance({
      answers: ({ method }) => (method === 'POST' ? { status: 504 } : { body: [OTHERS, FOREIGN] }),
    });
    await expect(fake.provider.beginImport(NEW, SOURCE, call)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      hint: /look at the list first/,
    });
    expect(fake.asked().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  test('that is refused is not looked for', async () => {
    const fake = await fakeAlliance({
      answers: ({ method }) => (method === 'POST' ? { status: 409 } : { body: [] }),
    });
    await expect(fake.provider.beginImport(NEW, SOURCE, call)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(fake.asked()).toEqual(['GET /images/', 'POST /images/']);
  });

  test('is followed by the status of the image', async () => {
    let status = 'queued';
    const fake = await fakeAlliance({
      answers: ({ method }) => (method === 'GET' ? { body: { ...REMOTE, status } } : undefined),
    });
    const states = [];
    for (status of ['queued', 'saving', 'odd', 'active', 'killed', 'deleted']) {
      states.push((await fake.provider.pollProgress('1abc', call)).state);
    }
    expect(states).toEqual(['working', 'working', 'working', 'done', 'failed', 'failed']);
    status = 'active';
    expect(await fake.provider.pollProgress('1abc', call)).toMatchObject({
      bytesDone: 13_287_936,
      hash: { algo: 'md5', value: 'ee1eca47dc88f4879d8a229cc70a07c6' },
    });
  });

  test('that is given up removes the image, if it is still there', async () => {
    const fake = await fakeAlliance({
      answers: ({ method }) => (method === 'DELETE' ? { status: 404 } : undefined),
    });
    await fake.provider.abandonUpload({ imageId: '1abc' }, call);
    await fake.provider.abandonUpload({ imageId: null }, call);
    expect(fake.asked()).toEqual(['DELETE /images/1abc']);
  });
});

describe('text of a gateway', () => {
  const LONG = '\u202e\u001b[31m'.padEnd(5000, 'z');

  test('is short and plain in the reason of a failed import, and in the notes of a change', async () => {
    const { provider } = await fakeAlliance({
      answers: () => ({ body: { id: 'x', name: LONG, status: LONG, deleted: true } }),
    });
    const { reason } = await provider.pollProgress('x', call);
    const { notes = [] } = await provider.edit('x', { name: 'n' }, {}, call);
    expect(notes).toHaveLength(1);
    for (const said of [reason ?? '', ...notes]) {
      expect(said).toContain('zzz');
      expect(said.length).toBeLessThan(500);
      expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  test('shows no login of the address that it could not fetch from', async () => {
    const said = 'cannot fetch https://me:s3cret@files.example/c.img';
    const { provider } = await fakeAlliance({ answers: () => ({ status: 400, body: { error: said } }) });
    await expect(provider.beginImport(NEW, SOURCE, call)).rejects.toMatchObject({
      message: expect.stringContaining('cannot fetch https://…@files.example/c.img'),
    });
  });
});

describe('a deletion', () => {
  test.for(['..', '.', ''])('of %j is refused with a hint, and nothing is sent', async (id) => {
    const { provider, seen } = await fakeAlliance();
    await expect(provider.remove(id, {}, call)).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /list/ });
    expect(seen).toEqual([]);
  });

  test.for([
    [200, ''],
    [200, 'OK'],
    [200, '{"broken'],
    [202, '<html>'],
    [204, ''],
  ] as const)('is done with %i and the body %j', async ([status, body]) => {
    const { provider } = await fakeAlliance({ answers: () => ({ status, body }) });
    await expect(provider.remove('1abc', {}, call)).resolves.toBeUndefined();
  });
});
