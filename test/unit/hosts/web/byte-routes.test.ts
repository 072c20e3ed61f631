import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { AppEvents } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import { contentDisposition } from '../../../../src/main/hosts/web/download-routes.ts';
import { ask, startWebRig, type WebRig, writeAll } from './web-rig.ts';

let rig: WebRig;
afterEach(() => rig.close());

const never = new AbortController().signal;
const content = randomBytes(300_000);

/** A page that holds one file: connected, and with a grant for it. */
async function pageWithFile(options: { ticketLifeMs?: number; sizeBytes?: number } = {}) {
  rig = await startWebRig(options);
  const headers = { origin: rig.origin, cookie: await rig.cookie() };
  const page = new WebSocket(`${rig.origin.replace('http', 'ws')}/rpc`, { headers });
  await once(page, 'open');
  const granted = await ask(rig.port, 'POST', '/grants', {
    headers,
    body: JSON.stringify({ fileName: 'disk.qcow2', sizeBytes: options.sizeBytes ?? content.length }),
  });
  const { grant } = JSON.parse(granted.text) as { grant: string };
  const wanted = async (): Promise<AppEvents['source.wanted']> => {
    const [data] = (await once(page, 'message')) as [Buffer];
    return JSON.parse(data.toString()).payload;
  };
  return { headers, grant, wanted, page };
}

describe('a file that a page holds', () => {
  test('is asked for with a one-time address and read from it, whole or a stretch', async () => {
    const { grant, headers, wanted } = await pageWithFile();
    for (const [offset, length] of [
      [0, null],
      [1000, 70_000],
      [299_990, 500],
    ] as const) {
      const asked = wanted();
      const opened = rig.pageFiles.open(grant, offset, length, never);
      const wish = await asked;
      expect(wish).toMatchObject({ grant, offset, length });
      const stretch = content.subarray(offset, length === null ? undefined : offset + length);
      const put = ask(rig.port, 'PUT', wish.url, { headers, body: stretch });
      expect(stretch.equals(await buffer(await opened))).toBe(true);
      expect((await put).status).toBe(204);
    }
  });

  test('has an address that works once only', async () => {
    const { grant, headers, wanted } = await pageWithFile();
    const asked = wanted();
    const opened = rig.pageFiles.open(grant, 0, 10, never);
    const { url } = await asked;
    const first = ask(rig.port, 'PUT', url, { headers, body: content.subarray(0, 10) });
    await buffer(await opened);
    expect((await first).status).toBe(204);
    expect((await ask(rig.port, 'PUT', url, { headers, body: content.subarray(0, 10) })).status).toBe(404);
    expect((await ask(rig.port, 'GET', url, { headers })).status).toBe(404);
  });

  test('is refused if the page sends another length than was asked for', async () => {
    const { grant, headers, wanted } = await pageWithFile();
    const asked = wanted();
    const opened = rig.pageFiles.open(grant, 0, null, never);
    opened.catch(() => undefined);
    const { url } = await asked;
    expect((await ask(rig.port, 'PUT', url, { headers, body: 'short' })).status).toBe(409);
    await expect(opened).rejects.toMatchObject({ code: 'CONFLICT', operation: 'transfers.upload' });
  });

  test('is an error in plain words when no page answers in time', async () => {
    const { grant, headers, wanted } = await pageWithFile({ ticketLifeMs: 60 });
    const asked = wanted();
    const opened = rig.pageFiles.open(grant, 0, null, never);
    await expect(opened).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
    expect((await ask(rig.port, 'PUT', (await asked).url, { headers, body: content })).status).toBe(404);
  });

  test('is an error at once when no page ever gave that grant', async () => {
    await pageWithFile();
    await expect(rig.pageFiles.open('of-an-earlier-run', 0, null, never)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('breaks off with an error when the page goes away in the middle', async () => {
    const { grant, headers, wanted } = await pageWithFile();
    const asked = wanted();
    const opened = rig.pageFiles.open(grant, 0, null, never);
    const { url } = await asked;
    const socket = connect(rig.port, '127.0.0.1');
    socket.write(
      `PUT ${url} HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: ${headers.origin}\r\n` +
        `Cookie: ${headers.cookie}\r\nContent-Length: ${content.length}\r\n\r\n`,
    );
    socket.write(content.subarray(0, 1000));
    const body = await opened;
    const read = buffer(body);
    read.catch(() => undefined);
    setTimeout(() => socket.destroy(), 50);
    await expect(read).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
  });

  test('stops when the transfer is cancelled, before and while the page sends', async () => {
    const { grant, headers, wanted } = await pageWithFile();
    const before = new AbortController();
    const unused = wanted();
    const refused = rig.pageFiles.open(grant, 0, null, before.signal);
    before.abort();
    await expect(refused).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(rig.pageFiles.open(grant, 0, null, before.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });

    await unused;
    const during = new AbortController();
    const asked = wanted();
    const opened = rig.pageFiles.open(grant, 0, null, during.signal);
    const { url } = await asked;
    const socket = connect(rig.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `PUT ${url} HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nOrigin: ${headers.origin}\r\n` +
        `Cookie: ${headers.cookie}\r\nContent-Length: ${content.length}\r\n\r\n`,
    );
    socket.resume();
    const body = await opened;
    during.abort();
    await expect(buffer(body)).rejects.toMatchObject({ code: 'CANCELLED' });
    await once(socket, 'close');
  });
});

describe('a download into the browser', () => {
  async function destination(suggestedName = 'disk.qcow2') {
    rig = await startWebRig({ ticketLifeMs: 500 });
    const headers = { origin: rig.origin, cookie: await rig.cookie() };
    const answer = await ask(rig.port, 'POST', '/grants', {
      headers,
      body: JSON.stringify({ destination: suggestedName }),
    });
    const { grant, url } = JSON.parse(answer.text) as { grant: string; url: string };
    const found = rig.grants.find(grant);
    if (found?.type !== 'stream') throw new Error('The grant is no stream.');
    return { headers, url, sink: found.writable, options: found.options };
  }

  test('streams under the name and size that the transfer tells', async () => {
    const { headers, url, sink, options } = await destination();
    const got = ask(rig.port, 'GET', url, { headers });
    options.onStart?.({ fileName: 'Debian 12.qcow2', sizeBytes: 5 });
    await writeAll(sink, Buffer.from('bytes'));
    const { status, text, headers: received } = await got;
    expect([status, text]).toEqual([200, 'bytes']);
    expect(received['content-disposition']).toContain('filename="Debian 12.qcow2"');
    expect(received['content-length']).toBe('5');
    expect(received['content-type']).toBe('application/octet-stream');
    expect((await ask(rig.port, 'GET', url, { headers })).status).toBe(404);
  });

  test('takes a write for done only when its memory may be used again', async () => {
    const { headers, url, sink } = await destination();
    const whole = createHash('sha256');
    // Far more than sockets hold, read slowly, out of one piece of memory as a transfer does it.
    const memory = Buffer.alloc(256 * 1024);
    const sent = (async () => {
      for (let number = 0; number < 64; number++) {
        memory.fill(number);
        whole.update(memory);
        await new Promise((resolve) => sink.write(memory, resolve));
      }
      sink.end();
    })();
    const response = await fetch(rig.origin + url, { headers });
    const received = createHash('sha256');
    for await (const chunk of response.body ?? []) {
      received.update(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sent;
    expect(received.digest('hex')).toBe(whole.digest('hex'));
  });

  test('is an error answer when the transfer fails before the first byte', async () => {
    const { headers, url, sink } = await destination();
    const got = ask(rig.port, 'GET', url, { headers });
    setTimeout(() => sink.destroy(new AppError('NOT_FOUND', 'No such image.', { operation: 'x' })), 30);
    const { status, text } = await got;
    expect([status, JSON.parse(text).error.message]).toEqual([404, 'No such image.']);
  });

  test('is broken off, not ended, when the transfer fails in the middle', async () => {
    const { headers, url, sink } = await destination();
    const got = ask(rig.port, 'GET', url, { headers });
    got.catch(() => undefined);
    sink.write('half');
    setTimeout(() => sink.destroy(new Error('wrong hash')), 50);
    await expect(got).rejects.toThrow(/aborted|reset|hang up/);
  });

  test('ends its stream when nobody fetches it, or when the browser leaves', async () => {
    const { sink } = await destination();
    const [error] = await once(sink, 'error');
    expect(error).toMatchObject({ code: 'UNREACHABLE' });
    await rig.close();

    const second = await destination();
    const socket = connect(rig.port, '127.0.0.1');
    socket.write(
      `GET ${second.url} HTTP/1.1\r\nHost: 127.0.0.1:${rig.port}\r\nCookie: ${second.headers.cookie}\r\n\r\n`,
    );
    setTimeout(() => socket.destroy(), 50);
    const [left] = await once(second.sink, 'error');
    expect(left).toMatchObject({ code: 'CANCELLED' });
  });

  test.each([
    ['plain.qcow2', `attachment; filename="plain.qcow2"; filename*=UTF-8''plain.qcow2`],
    ['../../etc/passwd', `attachment; filename="_.._etc_passwd"; filename*=UTF-8''_.._etc_passwd`],
    ['a"b\r\nSet-Cookie: x', `attachment; filename="a_bSet-Cookie_ x"; filename*=UTF-8''a_bSet-Cookie_%20x`],
    ['Größe.img', `attachment; filename="Gr__e.img"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.img`],
    ["it's.img", `attachment; filename="it's.img"; filename*=UTF-8''it%27s.img`],
    ['\ud800', `attachment; filename="image"; filename*=UTF-8''image`],
    ['...', `attachment; filename="image"; filename*=UTF-8''image`],
  ])('names %j safely', (name, header) => {
    expect(contentDisposition(name)).toBe(header);
  });
});

describe('a grant', () => {
  test.each([
    ['no name', '{"sizeBytes":1}'],
    ['a negative size', '{"fileName":"a","sizeBytes":-1}'],
    ['a path to a file of this machine', '{"path":"/etc/passwd"}'],
    ['no JSON', '{'],
  ])('is refused for %s', async (_what, body) => {
    rig = await startWebRig();
    const headers = { origin: rig.origin, cookie: await rig.cookie() };
    const answer = await ask(rig.port, 'POST', '/grants', { headers, body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.code).toBe('INVALID');
  });

  test('is refused for more than 16 KiB', async () => {
    rig = await startWebRig();
    const headers = { origin: rig.origin, cookie: await rig.cookie() };
    const answer = await ask(rig.port, 'POST', '/grants', { headers, body: ' '.repeat(20_000) });
    expect(answer.status).toBe(413);
  });
});
