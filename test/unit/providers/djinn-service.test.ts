import { describe, expect, it } from 'vitest';
import type { TestStep } from '#shared/model/index.ts';
import { bodyOf } from '../../conformance/service.ts';
import { fakeDjinn, TINY } from './fake-djinn.ts';
import { type Answer, call, listed } from './fake-service.ts';

const API_ROOT: Answer = { body: { images_url: 'https://api.djinn.example/images' } };
const PAGE: Answer = {
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE HTML><title>Djinn CI</title>',
};
const QEMU = 'application/x-qemu-disk';

describe('the API’s address', () => {
  it('may be the root, or a path, with slashes and a query at its end', async () => {
    const { provider, asked } = await fakeDjinn(
      ({ path }) => (path === '/ci/djinn' ? API_ROOT : { status: 200, body: TINY }),
      { path: '/ci/djinn//?x#y' },
    );
    await provider.show('10', call);
    expect(asked()[0]).toBe('GET /ci/djinn');
    expect(asked()[1]).toBe('GET /ci/djinn/images/10');
  });

  it.each<[string, Answer]>([
    ['a page', PAGE],
    ['the way to the sign-in', { status: 303, headers: { location: '/login' } }],
    ['nothing', { status: 404, body: { message: 'Not Found' } }],
  ])('is found under /api where the root answers with %s', async (_what, answer) => {
    const { provider, asked } = await fakeDjinn(({ path }) => {
      if (path === '/api') return API_ROOT;
      if (path === '/login') return PAGE;
      if (path.startsWith('/api/images/')) return { body: TINY };
      return answer;
    });
    await provider.show('10', call);
    await provider.show('10', call);
    // Once found it is kept.
    expect(asked().filter((line) => line === 'GET /api')).toHaveLength(1);
    expect(asked()).toContain('GET /api/images/10');
  });

  it.each<[string, Answer, RegExp]>([
    ['pages', PAGE, /with a web page/],
    ['the sign-in', { status: 303, headers: { location: '/login' } }, /with a web page/],
    ['JSON of something else', { body: { versions: [] } }, /something else \(status 200\)/],
    [
      'JSON that is none',
      { headers: { 'content-type': 'application/json' }, body: '{"images_url' },
      /something else/,
    ],
  ])('is said to be wrong where %s answer, and no token is sent', async (_what, answer, words) => {
    const { provider, seen, url } = await fakeDjinn(({ path }) => (path === '/login' ? PAGE : answer));
    await expect(provider.show('10', call)).rejects.toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringMatching(words),
      hint: expect.stringContaining(`${url} and ${url}/api`),
    });
    expect(seen.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it('is asked for again after a bad moment', async () => {
    let tries = 0;
    const { provider } = await fakeDjinn(({ path }) => {
      if (path !== '/') return undefined;
      tries += 1;
      return tries === 1 ? { status: 502, body: 'x' } : API_ROOT;
    });
    await expect(provider.show('10', call)).rejects.toMatchObject({ code: 'UNAVAILABLE', retry: 'safe' });
    expect((await provider.show('10', call)).image.id).toBe('10');
  });

  it('is not followed to another place', async () => {
    const other = await fakeDjinn();
    const { provider } = await fakeDjinn(({ path }) =>
      path === '/' ? { status: 301, headers: { location: `${other.url}/` } } : undefined,
    );
    await expect(provider.show('10', call)).rejects.toMatchObject({
      code: 'PROTOCOL',
      message: expect.stringContaining(other.url),
    });
    expect(other.seen.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
  });

  it('is tried step by step, and the step that fails says why', async () => {
    const steps: TestStep[] = [];
    const { provider, url } = await fakeDjinn(({ path }) =>
      path === '/user' ? { status: 404, body: {} } : undefined,
    );
    await provider.test((step) => steps.push(step), call);
    expect(steps.map(({ step, verdict }) => `${step} ${verdict}`)).toEqual([
      'address passed',
      'tls skipped',
      'sign-in failed',
      'service skipped',
      'version skipped',
    ]);
    expect(steps[2]?.error?.code).toBe('AUTH_REQUIRED');
    const good = await fakeDjinn();
    const words: string[] = [];
    await good.provider.test(({ detail }) => words.push(detail), call);
    expect(words.slice(2)).toEqual([
      `The API at ${good.url} takes the token: it is eve's.`,
      'It lists images: none yet.',
      'It is build v1.2.',
    ]);
    expect(url).not.toBe(good.url);
  });
});

describe('an image', () => {
  it('has what the service tells, and nothing else', async () => {
    const { provider } = await fakeDjinn();
    const { image, raw } = await provider.show('10', call);
    expect(image).toMatchObject({
      connection: 'ci',
      id: '10',
      name: 'alpine-3',
      status: 'ready',
      serviceStatus: null,
      sizeBytes: 196_608,
      diskFormat: null,
      visibility: null,
      owner: 'eve',
      createdAt: '2023-07-01T10:00:00.123Z',
      updatedAt: null,
      checksum: null,
    });
    expect(raw).toEqual(TINY);
  });

  const at = '2023-07-01T12:00:00Z';
  it.each([
    ['queued', { error: null, started_at: null, finished_at: null }, 'waiting', 'queued'],
    ['running', { error: null, started_at: at, finished_at: null }, 'busy', 'running'],
    ['done', { error: null, started_at: at, finished_at: at }, 'ready', 'finished'],
    ['done without an error', { error: '', started_at: at, finished_at: at }, 'ready', 'finished'],
    ['failed', { error: 'unexpected EOF', started_at: at, finished_at: at }, 'failed', 'failed'],
    ['failed before it began', { error: 'context canceled', started_at: null }, 'failed', 'failed'],
  ])('whose fetching is %s', async (_what, download, status, serviceStatus) => {
    const { provider } = await fakeDjinn(({ path, headers }) =>
      path === '/images/10' && headers.accept !== QEMU ? { body: { ...TINY, download } } : undefined,
    );
    expect((await provider.show('10', call)).image).toMatchObject({ status, serviceStatus });
  });

  it.each([
    ['private', 'private'],
    ['internal', 'community'],
    ['public', 'public'],
    ['strange', null],
    ['constructor', null],
    ['__proto__', null],
  ])('of a namespace that is %s', async (visibility, expected) => {
    const namespace = { id: 4, path: 'lab', visibility, user: TINY.user };
    const { provider } = await fakeDjinn(({ path, headers }) =>
      path === '/images/10' && headers.accept !== QEMU
        ? { body: { ...TINY, namespace_id: 4, namespace } }
        : undefined,
    );
    const { image, raw } = await provider.show('10', call);
    expect(image.visibility).toBe(expected);
    expect(raw).toMatchObject({ namespace: { visibility } });
  });

  it('with strange fields is not lost, nor is the list with it', async () => {
    const strange = `[{"id":1,"name":5,"created_at":"soon","user":"x","author":[],"namespace":{"id":"4"},
      "namespace_id":"4","download":7,"__proto__":{"polluted":true}},{"id":2,"name":"good","user":{"username":"eve"}}]`;
    const { provider } = await fakeDjinn(({ path }) => (path === '/images' ? { body: strange } : undefined));
    const images = await listed({ provider });
    expect(images.map(({ id, name, status }) => [id, name, status])).toEqual([
      ['1', null, 'unknown'],
      ['2', 'good', 'ready'],
    ]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('that is none is left out of a list of others', async () => {
    const body = [{ id: 'x' }, 5, null, { id: 0 }, TINY];
    const { provider } = await fakeDjinn(({ path }) => (path === '/images' ? { body } : undefined));
    expect((await listed({ provider })).map(({ id }) => id)).toEqual(['10']);
  });

  it.each<[string, Answer]>([
    ['an object', { body: { images: [] } }],
    ['an image without a number', { body: [{ id: 'x' }] }],
    ['a page', PAGE],
  ])('in a list that is %s is a PROTOCOL error', async (_what, answer) => {
    const { provider } = await fakeDjinn(({ path }) => (path === '/images' ? answer : undefined));
    await expect(listed({ provider })).rejects.toMatchObject({ code: 'PROTOCOL', hint: /address/ });
  });

  it.each(['abc', '..', '1/2', '-1', '1?x', '', '99999999-9999-4999-8999-999999999999'])(
    'named %j does not exist, and nothing is asked of it',
    async (id) => {
      const { provider, asked } = await fakeDjinn();
      for (const asking of [
        () => provider.show(id, call),
        () => provider.remove(id, {}, call),
        () => provider.openDownload(id, 0, call),
        () => provider.listMembers(id, call),
      ]) {
        await expect(asking()).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      expect(asked().every((line) => line === 'GET /')).toBe(true);
    },
  );

  it.each<[string, Answer, number | null]>([
    ['a server without ranges', { headers: { 'content-length': '6' }, body: 'QFI\u00fb\u0001' }, 6],
    ['an empty file', { status: 416, headers: { 'content-range': 'bytes */0' } }, 0],
    ['a file that is gone', { status: 404, body: { message: 'Not Found' } }, null],
    ['a page', { status: 500, ...PAGE }, null],
    [
      'a range without a total',
      { status: 206, headers: { 'content-range': 'bytes 0-3/*' }, body: 'QFI!' },
      null,
    ],
  ])('shows its size as far as it can be had: %s', async (_what, answer, sizeBytes) => {
    const { provider } = await fakeDjinn(({ path, headers }) =>
      path === '/images/10' && headers.accept === QEMU ? answer : undefined,
    );
    expect((await provider.show('10', call)).image).toMatchObject({ status: 'ready', sizeBytes });
  });
});

describe('a list', () => {
  const many = (from: number, count: number) =>
    Array.from({ length: count }, (_none, at) => ({ ...TINY, id: from + at, name: `image-${from + at}` }));

  it('takes only the number of a page from its link, whose address lacks the prefix', async () => {
    const { provider, asked } = await fakeDjinn(
      ({ path }) => {
        if (path === '/ci') return API_ROOT;
        const page = Number(/page=(\d+)/.exec(path)?.[1] ?? 1);
        const next = Math.min(3, page + 1);
        const link = `</images?page=${Math.max(1, page - 1)}>; rel="prev", </images?page=${next}>; rel="next"`;
        return { headers: { link }, body: many(page * 100, page === 3 ? 5 : 25) };
      },
      { path: '/ci' },
    );
    expect(await listed({ provider })).toHaveLength(55);
    expect(asked().slice(1)).toEqual(['GET /ci/images', 'GET /ci/images?page=2', 'GET /ci/images?page=3']);
  });

  it('gives an image once that moved onto the next page meanwhile', async () => {
    const { provider } = await fakeDjinn(({ path }) => {
      const last = path.includes('page=2');
      const link = `</images?page=2>; rel="next"`;
      return path.startsWith('/images')
        ? { headers: { link }, body: last ? many(24, 3) : many(0 + 1, 25) }
        : undefined;
    });
    expect((await listed({ provider })).map(({ id }) => Number(id))).toEqual(many(1, 26).map(({ id }) => id));
  });

  it('of a server that gives the same page for ever is a PROTOCOL error', async () => {
    const { provider, asked } = await fakeDjinn(({ path }) => {
      const page = Number(/page=(\d+)/.exec(path)?.[1] ?? 1);
      if (!path.startsWith('/images')) return undefined;
      return { headers: { link: `</images?page=${page + 1}>; rel="next"` }, body: many(1, 25) };
    });
    await expect(listed({ provider })).rejects.toMatchObject({
      code: 'PROTOCOL',
      message: /again and again/,
    });
    expect(asked()).toHaveLength(3);
  });

  it('searches for a name, and looks at what comes', async () => {
    const { provider, asked } = await fakeDjinn(({ path }) =>
      path.startsWith('/images') ? { body: many(1, 12) } : undefined,
    );
    expect((await listed({ provider }, { name: 'image-1' })).map(({ id }) => id)).toEqual(['1']);
    expect((await listed({ provider }, { name: '100%' })).map(({ id }) => id)).toEqual([]);
    expect(asked().slice(1)).toEqual(['GET /images?search=image-1', 'GET /images']);
  });

  it('of a foreign namespace completes what it leaves out', async () => {
    const bare = { ...TINY, id: 10, namespace_id: 4, author: null, user: null };
    const { provider, asked } = await fakeDjinn(
      ({ path }) => {
        if (path === '/n/bob/lab') return { body: { id: 4, path: 'lab', user: { username: 'bob' } } };
        if (path === '/n/bob/lab/-/images') return { body: [bare, { ...bare, id: 11 }] };
        return path === '/images/11' ? { status: 404, body: { message: 'Not Found' } } : undefined;
      },
      { namespace: 'lab@bob' },
    );
    expect((await listed({ provider })).map(({ id, owner, status }) => [id, owner, status])).toEqual([
      ['10', 'eve', 'ready'],
    ]);
    expect(asked()).toContain('GET /images/11');
  });

  it('of a namespace that is not there is no empty one when the token died', async () => {
    let alive = true;
    const { provider } = await fakeDjinn(
      ({ path }) =>
        path === '/user' && !alive ? { status: 404, body: { message: 'Not Found' } } : undefined,
      { namespace: 'new' },
    );
    expect(await listed({ provider })).toEqual([]);
    alive = false;
    await expect(listed({ provider })).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  it('of a namespace of one’s own that is not there yet is empty, of somebody else’s an error', async () => {
    const own = await fakeDjinn(undefined, { namespace: 'new' });
    expect(await listed(own)).toEqual([]);
    const others = await fakeDjinn(undefined, { namespace: 'new@bob' });
    await expect(listed(others)).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /does not share/ });
  });
});

describe('an upload', () => {
  const image = { name: 'new', diskFormat: 'qcow2', containerFormat: 'bare' };

  it.each([
    ['raw bytes', Buffer.from('raw bytes')],
    ['nothing', Buffer.alloc(0)],
    ['too little', Buffer.from('QFI')],
    ['a packed image', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('of %s is refused before anything is sent', async (_what, bytes) => {
    const { provider, asked } = await fakeDjinn();
    const ticket = await provider.beginUpload(image, bytes.byteLength, call);
    const before = asked().length;
    await expect(provider.sendBytes(ticket, image, bodyOf(bytes), call)).rejects.toMatchObject({
      code: 'INVALID',
      hint: /qemu-img convert/,
    });
    expect(asked().slice(before)).toEqual([]);
  });

  it('sends the bytes as they are, whatever pieces they come in', async () => {
    const { provider, seen } = await fakeDjinn(undefined, { namespace: 'lab/web@bob' });
    const bytes = Buffer.from('QFI\xfb and the rest', 'latin1');
    const memory = Buffer.alloc(1);
    async function* piecemeal(): AsyncGenerator<Uint8Array> {
      // The same byte of memory for every piece, as a source may do.
      for (const byte of bytes) {
        memory[0] = byte;
        yield memory;
      }
    }
    const body = { sizeBytes: bytes.byteLength, open: piecemeal };
    const ticket = await provider.beginUpload(image, bytes.byteLength, call);
    expect(ticket.imageId).toBeNull();
    expect((await provider.sendBytes(ticket, image, body, call)).imageId).toBe('10');
    const sent = seen.at(-1);
    expect(sent?.path).toBe('/images?name=new&namespace=lab%2Fweb%40bob');
    expect(sent?.headers).toMatchObject({ 'content-type': QEMU, 'content-length': String(bytes.byteLength) });
    expect(sent?.body).toBe(bytes.toString());
  });

  it.each([
    [{ ...image, name: 'two words' }, {}, 'INVALID', /like two-words/],
    [{ ...image, name: '..' }, {}, 'INVALID', /letters, digits/],
    [{ ...image, diskFormat: 'raw' }, {}, 'INVALID', /qemu-img convert/],
    [image, { namespace: 'lab2' }, 'INVALID', /digits/],
    [image, { namespace: 'my lab' }, 'INVALID', /@owner/],
  ])('%j into %j is %s at once', async (wanted, settings, code, hint) => {
    const { provider, asked } = await fakeDjinn(undefined, settings);
    await expect(provider.beginUpload(wanted, 5, call)).rejects.toMatchObject({ code, hint });
    expect(asked()).toEqual([]);
  });

  it('under a name that is taken is a CONFLICT before any byte', async () => {
    const { provider } = await fakeDjinn(({ path }) =>
      path.startsWith('/images?search=') ? { body: [TINY] } : undefined,
    );
    const taken = { ...image, name: 'alpine-3' };
    await expect(provider.beginUpload(taken, 5, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('10, made 2023-07-01 10:00 UTC'),
    });
  });
});

describe('an import into a namespace whose answer is lost', () => {
  const IMAGE = { name: 'fetched', diskFormat: 'qcow2', containerFormat: 'bare' };
  const SOURCE = { method: 'web-download', url: 'https://files.example/a' } as const;
  /** The list of a namespace leaves out who made an image: its own address tells (djinn.md §4). */
  const lostTo = async (username: string) => {
    const maker = { username, email: `${username}@example.com` };
    const made = { ...TINY, id: 77, name: IMAGE.name, namespace_id: 4, user: maker, author: maker };
    let asked = false;
    return fakeDjinn(
      ({ method, path }) => {
        if (method === 'POST') {
          asked = true;
          return { status: 504, body: '<html>504</html>' };
        }
        if (path === '/images/77') return { body: made };
        if (!path.startsWith('/n/eve/lab/-/images')) return undefined;
        return { body: asked ? [{ ...made, user: null, author: null }] : [] };
      },
      { namespace: 'lab' },
    );
  };

  it('is the image of that name, if this user made it', async () => {
    const { provider } = await lostTo('eve');
    expect(await provider.beginImport(IMAGE, SOURCE, call)).toEqual({ imageId: '77' });
  });

  it('is not the image that a collaborator made in the same moment', async () => {
    const { provider } = await lostTo('mallory');
    await expect(provider.beginImport(IMAGE, SOURCE, call)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
