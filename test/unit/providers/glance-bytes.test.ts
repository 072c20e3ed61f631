import { describe, expect, test } from 'vitest';
import { type Answer, type Answers, call, fakeCloud, TINY } from './fake-cloud.ts';

const WHOLE = '0123456789';

/** Downloads from offset 4 of a service that answers a range in its own way. */
async function downloaded(onRange: (range: string) => Answer, from = 4) {
  const cloud = await fakeCloud(({ path, headers }) => {
    if (!path.endsWith('/file')) return undefined;
    return headers.range === undefined ? { body: WHOLE } : onRange(headers.range);
  });
  const download = await cloud.provider.openDownload('x', from, call);
  let text = '';
  for await (const piece of download.bytes) text += Buffer.from(piece).toString();
  return { offset: download.offset, total: download.totalBytes, text, asked: cloud.asked().length };
}

describe('a download from the middle', () => {
  test('of a service that can: the rest', async () => {
    const range = { status: 206, headers: { 'content-range': 'bytes 4-9/10' }, body: '456789' };
    expect(await downloaded(() => range)).toEqual({ offset: 4, total: 10, text: '456789', asked: 1 });
  });

  test('of an old service that answers 200: the whole, and it says so', async () => {
    expect(await downloaded(() => ({ body: WHOLE }))).toMatchObject({ offset: 0, text: WHOLE, asked: 1 });
  });

  test('answered 206 with the whole body: the whole, and it says so', async () => {
    const lie = {
      status: 206,
      headers: { 'content-range': 'bytes 4-9/10', 'content-length': '10' },
      body: WHOLE,
    };
    expect(await downloaded(() => lie)).toMatchObject({ offset: 0, text: WHOLE, asked: 1 });
    const honest = {
      status: 206,
      headers: { 'content-range': 'bytes 0-9/10', 'content-length': '10' },
      body: WHOLE,
    };
    expect(await downloaded(() => honest)).toMatchObject({ offset: 0, text: WHOLE, asked: 1 });
  });

  test.each([
    ['400 (a store without random access)', { status: 400, body: 'no random access' }],
    ['416', { status: 416, body: 'out of range' }],
    ['206 of another range', { status: 206, headers: { 'content-range': 'bytes 2-9/10' }, body: '23456789' }],
    ['206 without a range', { status: 206, body: '456789' }],
  ])('answered with %s: asked again for the whole', async (_name, answer) => {
    expect(await downloaded(() => answer)).toEqual({ offset: 0, total: 10, text: WHOLE, asked: 2 });
  });

  test('of an image without data: CONFLICT', async () => {
    await expect(downloaded(() => ({ status: 204 }))).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('that is refused: what the service says, not bytes', async () => {
    const refusal = { status: 403, body: { message: 'The requested image has been deactivated.' } };
    await expect(downloaded(() => refusal)).rejects.toMatchObject({ code: 'FORBIDDEN', hint: /deactivated/ });
  });
});

const NEW = { name: 'n', diskFormat: 'raw', containerFormat: 'bare' };
async function* bytes(offset: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(WHOLE.slice(offset));
}
const BODY = { sizeBytes: 10, open: bytes };

describe('an upload', () => {
  test('makes the record with what was named, then sends the bytes with their size', async () => {
    const cloud = await fakeCloud();
    const ticket = await cloud.provider.beginUpload(
      { ...NEW, tags: ['a', 'a'], properties: { k: 'v' } },
      10,
      call,
    );
    await cloud.provider.sendBytes(ticket, NEW, BODY, call);
    const [record, file] = cloud.seen.filter(({ path }) => path.startsWith('/image'));
    expect(JSON.parse(record?.body ?? '')).toEqual({
      k: 'v',
      name: 'n',
      disk_format: 'raw',
      container_format: 'bare',
      tags: ['a'],
    });
    expect(file).toMatchObject({
      method: 'PUT',
      path: `/image/v2/images/${TINY.id}/file`,
      body: WHOLE,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': '10',
        'x-openstack-image-size': '10',
      },
    });
  });

  test('whose token the service no longer knows is sent once more with a new one', async () => {
    let tries = 0;
    const cloud = await fakeCloud(({ method }) => {
      if (method !== 'PUT') return undefined;
      tries += 1;
      return { status: tries === 1 ? 401 : 204, body: '' };
    });
    await cloud.provider.sendBytes({ imageId: 'x' }, NEW, BODY, call);
    expect(cloud.seen.filter(({ method, body }) => method === 'PUT' && body === WHOLE)).toHaveLength(2);
  });

  test('can go on while its image is there and queued', async () => {
    const can = async (answer: Answer) => {
      const cloud = await fakeCloud(({ path }) => (path.endsWith('/x') ? answer : undefined));
      return cloud.provider.canResumeUpload({ imageId: 'x' }, call);
    };
    expect(await can({ body: { ...TINY, status: 'queued' } })).toBe(true);
    expect(await can({ body: { ...TINY, status: 'saving' } })).toBe(false);
    expect(await can({ status: 404, body: {} })).toBe(false);
  });

  test('given up removes its image, though protected; not finding it is success', async () => {
    let locked = true;
    const cloud = await fakeCloud(({ method }) => {
      if (method === 'PATCH') locked = false;
      return method === 'DELETE' && locked ? { status: 403, body: {} } : undefined;
    });
    await cloud.provider.abandonUpload({ imageId: 'x' }, call);
    expect(cloud.asked().map((line) => line.split(' ')[0])).toEqual(['DELETE', 'PATCH', 'DELETE']);
    const gone = await fakeCloud(() => undefined);
    await gone.provider.abandonUpload({ imageId: 'a/b' }, call);
    await gone.provider.abandonUpload({ imageId: null }, call);
    expect(gone.asked()).toEqual(['DELETE /image/v2/images/a%2Fb']);
  });
});

describe('an import', () => {
  const URL_SOURCE = { method: 'web-download', url: 'https://images.example/a.img' } as const;

  test('by the service itself: record, then the address', async () => {
    const cloud = await fakeCloud();
    await cloud.provider.beginImport(NEW, URL_SOURCE, call);
    const order = cloud.seen.find(({ path }) => path.endsWith('/import') && path.includes(TINY.id));
    expect(JSON.parse(order?.body ?? '')).toEqual({ method: { name: 'web-download', uri: URL_SOURCE.url } });
  });

  test('that the service refuses leaves no record', async () => {
    const cloud = await fakeCloud(({ method, path }) =>
      method === 'POST' && path.endsWith('/import')
        ? { status: 400, body: { message: 'URI filtered' } }
        : undefined,
    );
    await expect(cloud.provider.beginImport(NEW, URL_SOURCE, call)).rejects.toMatchObject({
      code: 'INVALID',
      message: /URI filtered/,
      hint: /ports 80 and 443/,
    });
    expect(cloud.asked().at(-1)).toBe(`DELETE /image/v2/images/${TINY.id}`);
  });

  test('over the staging area: bytes to /stage, then the order', async () => {
    const cloud = await fakeCloud();
    const ticket = await cloud.provider.beginImport(NEW, { method: 'glance-direct' }, call);
    await cloud.provider.sendBytes(JSON.parse(JSON.stringify(ticket)), NEW, BODY, call);
    expect(cloud.asked().slice(-2)).toEqual([
      `PUT /image/v2/images/${TINY.id}/stage`,
      `POST /image/v2/images/${TINY.id}/import`,
    ]);
  });

  const progress = async (document: object, tasks?: Answer) => {
    const answers: Answers = ({ path }) => {
      if (path.endsWith('/tasks')) return tasks;
      return path.endsWith('/x') ? { body: { ...TINY, ...document } } : undefined;
    };
    return (await fakeCloud(answers)).provider.pollProgress('x', call);
  };
  const task = (status: string, message = '') => ({
    body: { tasks: [{ status, message, created_at: '2026' }] },
  });

  test('is told apart: working, done, failed with the reason', async () => {
    expect(await progress({})).toMatchObject({ state: 'done', hash: { algo: 'sha512' }, bytesTotal: 10 });
    expect(await progress({ status: 'importing' })).toMatchObject({ state: 'working' });
    expect(await progress({ status: 'queued' }, task('processing'))).toMatchObject({ state: 'working' });
    expect(await progress({ status: 'queued', os_glance_import_task: 't' })).toMatchObject({
      state: 'working',
    });
    expect(await progress({ status: 'queued' }, task('failure', 'No route'))).toMatchObject({
      state: 'failed',
      reason: /No route/,
    });
    expect(await progress({ status: 'queued', os_glance_failed_import: 'main' })).toMatchObject({
      state: 'failed',
      reason: /store main/,
    });
    expect(await progress({ status: 'queued' })).toMatchObject({ state: 'failed' });
    expect(await progress({ status: 'killed' })).toMatchObject({ state: 'failed' });
  });
});
