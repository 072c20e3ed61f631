import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  client,
  get,
  makeCertificates,
  serve,
  serveSockets,
  serveTls,
  serveTlsSockets,
} from './servers.ts';

const MIB = 1_048_576;

/**
 * Pieces in two buffers of shared memory that are overwritten in turn: as the hashing worker does it. A
 * writer that asks for the next piece while it still needs the last but one would send wrong bytes.
 */
async function* reusedPieces(
  count: number,
  tailBytes: number,
  hash = createHash('sha256'),
): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(new SharedArrayBuffer(MIB));
  for (let piece = 0; piece < count; piece += 1) {
    // One buffer only, and scribbled over as soon as the writer asks for more.
    memory.fill(piece + 1);
    const part = piece === count - 1 ? memory.subarray(0, tailBytes) : memory;
    hash.update(part);
    yield part;
    memory.fill(0xee);
  }
}

const lengthOf = (count: number, tailBytes: number): number => (count - 1) * MIB + tailBytes;

describe('a streamed upload', () => {
  for (const protocol of ['http', 'https'] as const) {
    test(`over ${protocol} to a slow reader arrives whole though the source reuses its memory`, async () => {
      const received = createHash('sha256');
      let bytes = 0;
      const { self } = makeCertificates();
      const onRequest: Parameters<typeof serve>[0] = async (request, response) => {
        for await (const piece of request) {
          received.update(piece as Buffer);
          bytes += (piece as Buffer).byteLength;
          if (bytes % 7 === 0) await sleep(1);
        }
        response.end('stored');
      };
      const url = protocol === 'http' ? await serve(onRequest) : await serveTls(self, onRequest);
      const sent = createHash('sha256');
      const { http } = client({ caCertificate: self.cert });
      const reply = await http.request(
        get(url, { method: 'PUT', body: reusedPieces(24, 5000, sent), bodyBytes: lengthOf(24, 5000) }),
      );
      expect(reply.text).toBe('stored');
      expect(bytes).toBe(lengthOf(24, 5000));
      expect(received.digest('hex')).toBe(sent.digest('hex'));
    });
  }

  test('pieces smaller than the socket buffer arrive whole too, chunked where no length is known', async () => {
    const url = await serve(async (request, response) => {
      await sleep(30);
      const body = await bodyOf(request);
      response.end(
        `${request.headers['transfer-encoding']} ${createHash('sha256').update(body).digest('hex')}`,
      );
    });
    const sent = createHash('sha256');
    async function* small(): AsyncGenerator<Uint8Array> {
      const memory = new Uint8Array(1000);
      for (let piece = 0; piece < 2000; piece += 1) {
        memory.fill(piece % 251);
        sent.update(memory);
        yield memory;
        memory.fill(0xee);
      }
    }
    const { http } = client();
    const reply = await http.request(get(url, { method: 'PUT', body: small() }));
    expect(reply.text).toBe(`chunked ${sent.digest('hex')}`);
  });

  test('asks for no more than the reader takes', async () => {
    const url = await serveSockets((socket) => socket.pause());
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield new Uint8Array(MIB);
      }
    }
    const controller = new AbortController();
    const { http } = client();
    const sending = http.request(get(url, { method: 'PUT', body: endless(), signal: controller.signal }));
    // On a busy machine the pipes take a while to fill.
    for (let before = -1; asked === 0 || asked !== before; ) {
      before = asked;
      await sleep(200);
    }
    expect(asked).toBeLessThan(16);
    controller.abort();
    await expect(sending).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('the time for the answer counts from the last byte, not from the first', async () => {
    const url = await serve(async (request, response) => {
      await bodyOf(request);
      response.end('stored');
    });
    async function* slow(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 5; piece += 1) {
        await sleep(250);
        yield new Uint8Array(10);
      }
    }
    const { http } = client();
    const reply = await http.request(
      get(url, { method: 'PUT', body: slow(), bodyBytes: 50, timeoutMs: 1000 }),
    );
    expect(reply.text).toBe('stored');
    const silent = await serve((request) => request.resume());
    const waiting = http.request(
      get(silent, { method: 'PUT', body: slow(), bodyBytes: 50, timeoutMs: 1000 }),
    );
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT', message: /took all bytes/ });
  });

  test('a source that fails gives its own error, and the service sees a broken request', async () => {
    let whole: boolean | undefined;
    const url = await serve((request) => {
      request.resume();
      request.on('close', () => {
        whole = request.complete;
      });
    });
    const failure = Object.assign(new Error('disk'), { code: 'EIO' });
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(MIB);
      throw failure;
    }
    const { http } = client();
    const error = await http
      .request(get(url, { method: 'PUT', body: failing(), bodyBytes: 3 * MIB }))
      .catch((e) => e);
    expect(error.cause).toBe(failure);
    await expect.poll(() => whole).toBe(false);
  });

  test('fewer or more bytes than announced: INVALID, never a second request in the tail', async () => {
    const url = await serve(async (request, response) => {
      await bodyOf(request).catch(() => undefined);
      response.end();
    });
    const { http } = client();
    for (const bodyBytes of [MIB - 1, MIB + 1]) {
      const sending = http.request(get(url, { method: 'PUT', body: reusedPieces(1, MIB), bodyBytes }));
      await expect(sending).rejects.toMatchObject({ code: 'INVALID', message: /not as many/ });
    }
  });
});

describe('a service that answers before it has all bytes', () => {
  const refuse =
    'HTTP/1.1 413 Too Large\r\nserver: gate\r\ncontent-length: 5\r\nconnection: close\r\n\r\nlarge';

  test('and goes on reading: its answer is the result, and the source is told to end', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(MIB);
      } finally {
        ended = true;
      }
    }
    const url = await serveSockets((socket) => {
      socket.once('data', () => socket.write(refuse));
      socket.resume();
    });
    const { http } = client();
    const reply = await http.request(get(url, { method: 'PUT', body: endless() }));
    expect([reply.status, reply.text, reply.answeredBy]).toEqual([413, 'large', 'gate']);
    await expect.poll(() => ended).toBe(true);
  });

  for (const protocol of ['http', 'https'] as const) {
    test(`over ${protocol} and closes with bytes unread, which resets the socket: its answer is the result`, async () => {
      const onSocket = (socket: Socket): void => {
        let seen = 0;
        socket.on('data', (data) => {
          seen += data.byteLength;
          if (seen < 3 * MIB || socket.writableEnded) return;
          socket.pause();
          socket.end(refuse, () => socket.destroy());
        });
      };
      const { self } = makeCertificates();
      const url = protocol === 'http' ? await serveSockets(onSocket) : await serveTlsSockets(self, onSocket);
      const { http } = client({ caCertificate: self.cert });
      const outcomes: unknown[] = [];
      for (let round = 0; round < 20; round += 1) {
        const request = get(url, { method: 'PUT', body: reusedPieces(64, MIB), bodyBytes: 64 * MIB });
        outcomes.push(await http.request(request).then((reply) => reply.status, String));
      }
      expect(outcomes).toEqual(Array(20).fill(413));
    });
  }

  test('nothing, but only closes: UNREACHABLE', async () => {
    const url = await serveSockets((socket) => {
      socket.once('data', () => socket.destroy());
    });
    const { http } = client();
    const request = get(url, { method: 'PUT', body: reusedPieces(64, MIB), bodyBytes: 64 * MIB });
    await expect(http.request(request)).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
  });
});

describe('a streamed download', () => {
  test('waits at the socket while nobody reads, and destroying it frees the socket', async () => {
    let written = 0;
    let closed = false;
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(1024 * MIB) });
      const more = (): void => {
        while (!response.destroyed && written < 1024 * MIB) {
          written += MIB;
          if (!response.write(Buffer.alloc(MIB))) break;
        }
      };
      response.on('drain', more).on('close', () => {
        closed = true;
      });
      more();
    });
    const { http } = client();
    const reply = await http.stream(get(url));
    await sleep(200);
    const before = written;
    await sleep(200);
    expect(written).toBe(before);
    expect(written).toBeLessThan(64 * MIB);
    reply.body.destroy();
    await expect.poll(() => closed).toBe(true);
  });

  test('cut in the middle: the reader gets an AppError that may be tried again', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('some');
      setTimeout(() => response.destroy(), 30);
    });
    const { http } = client();
    const reply = await http.stream(get(url));
    const read = async (): Promise<number> => {
      let bytes = 0;
      for await (const piece of reply.body) bytes += (piece as Buffer).byteLength;
      return bytes;
    };
    await expect(read()).rejects.toMatchObject({ name: 'AppError', code: 'UNREACHABLE', retry: 'safe' });
  });

  test('cut before anybody reads: no unhandled error, the reader gets it later', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('some');
      setTimeout(() => response.destroy(), 10);
    });
    const { http } = client();
    const reply = await http.stream(get(url));
    await sleep(100);
    await expect(bodyOf(reply.body as never)).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  test('given up in the middle: CANCELLED', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('some');
    });
    const controller = new AbortController();
    const { http } = client();
    const reply = await http.stream(get(url, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 30);
    await expect(bodyOf(reply.body as never)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('closing the client cuts what is under way', async () => {
    let asked = 0;
    const url = await serve(() => {
      asked += 1;
    });
    const { http } = client();
    const waiting = http.request(get(url));
    waiting.catch(() => undefined);
    await expect.poll(() => asked).toBe(1);
    await http.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(http.request(get(url))).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
