import { describe, expect, test } from 'vitest';
import { redactUrl } from '../../../src/main/http/index.ts';
import { bodyOf, client, get, serve, serveSockets } from './servers.ts';

describe('a control call', () => {
  test('sends text with its length and reads the answer whole', async () => {
    const url = await serve(async (request, response) => {
      const body = (await bodyOf(request)).toString();
      response.setHeader('server', 'lab/1.0');
      response.setHeader('via', '1.1 gate');
      response.end(
        JSON.stringify({
          body,
          length: request.headers['content-length'],
          agent: request.headers['user-agent'],
        }),
      );
    });
    const { http } = client();
    const reply = await http.request(get(`${url}/a?secret=1`, { method: 'POST', body: 'grüße' }));
    expect(reply.json()).toEqual({ body: 'grüße', length: '7', agent: 'argosy-test' });
    expect(reply.answeredBy).toBe('lab/1.0 via 1.1 gate');
    expect(reply.url).toBe(`${url}/a`);
  });

  test('reads headers as long as the properties of an image may be, and no longer ones', async () => {
    const url = await serve((request, response) => {
      const count = Number(request.url?.slice(1));
      for (let index = 0; index < count; index += 1) response.setHeader(`x-${index}`, '%E2'.repeat(768));
      response.end();
    });
    const { http } = client();
    expect((await http.request(get(`${url}/32`))).headers['x-31']).toHaveLength(2304);
    await expect(http.request(get(`${url}/100`))).rejects.toMatchObject({ name: 'AppError' });
  });

  test.for(['..', '.', '%2e%2E', 'a/..', '..?x=1'])(
    'sends nothing to an address with the step %s',
    async (step) => {
      let asked = 0;
      const url = await serve((_request, response) => {
        asked += 1;
        response.end();
      });
      const { http } = client();
      const request = get(`${url}/images/one/members/${step}`, { method: 'DELETE' });
      await expect(http.request(request)).rejects.toMatchObject({ code: 'INVALID' });
      await http.request(get(`${url}/images/..one../a.b?path=/../x`));
      expect(asked).toBe(1);
    },
  );

  test('takes no JSON that is nested without end', async () => {
    const nested = (depth: number) => `${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`;
    const url = await serve((request, response) => response.end(nested(Number(request.url?.slice(1)))));
    const { http } = client();
    expect((await http.request(get(`${url}/40`))).json()).toHaveProperty('a');
    const deep = await http.request(get(`${url}/20000`));
    expect(() => deep.json()).toThrow(
      expect.objectContaining({ code: 'PROTOCOL', message: expect.stringMatching(/nested too deeply/) }),
    );
  });

  test('does not make an error of a status', async () => {
    const url = await serve((_request, response) => response.writeHead(503).end('down'));
    const { http } = client();
    const reply = await http.request(get(url));
    expect([reply.status, reply.text]).toEqual([503, 'down']);
  });

  test('tells the log the way, the status and the id of the request, but no query value', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('x-openstack-request-id', 'req-7');
      response.end('{}');
    });
    const { http, exchanges } = client();
    await http.request(get(`${url}/v2?token=hush`));
    expect(exchanges).toEqual([
      {
        operation: 'test',
        method: 'GET',
        url: `${url}/v2?token=…`,
        status: 200,
        milliseconds: expect.any(Number),
        requestId: 'req-7',
      },
    ]);
  });

  test('stops at 16 MiB', async () => {
    const url = await serve((_request, response) => {
      const piece = Buffer.alloc(1_048_576);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        response.once('drain', more);
      };
      more();
    });
    const { http } = client();
    await expect(http.request(get(url))).rejects.toMatchObject({
      code: 'PROTOCOL',
      message: /longer than 16 MiB/,
    });
  });

  test('stops where the request says', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(3 * 1_048_576)));
    const { http } = client();
    await expect(http.request({ ...get(url), maxReplyBytes: 2 * 1_048_576 })).rejects.toMatchObject({
      code: 'PROTOCOL',
      message: /longer than 2 MiB/,
    });
    expect((await http.request({ ...get(url), maxReplyBytes: 3 * 1_048_576 })).text).toHaveLength(3_145_728);
  });

  test('an answer that is not JSON is PROTOCOL and says who gave it', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', server: 'captive-portal' }).end('<h1>Pay</h1>');
    });
    const { http } = client();
    const reply = await http.request(get(url));
    expect(() => reply.json()).toThrow(
      expect.objectContaining({
        code: 'PROTOCOL',
        context: expect.objectContaining({ answeredBy: 'captive-portal' }),
      }),
    );
  });
});

describe('a failure of the network', () => {
  test('nothing listens: UNREACHABLE names host and port, may be tried again', async () => {
    const { http } = client();
    await expect(http.request(get('http://127.0.0.1:1/'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      retry: 'safe',
      message: '127.0.0.1:1 cannot be reached: nothing listens there.',
      context: { cause: 'ECONNREFUSED' },
    });
  });

  test('an unknown name: UNREACHABLE', async () => {
    const { http } = client();
    await expect(http.request(get('http://nowhere.invalid/'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: /nowhere\.invalid:80/,
    });
  });

  test('no answer in time: TIMEOUT', async () => {
    const url = await serve(() => undefined);
    const { http } = client();
    await expect(http.request(get(url, { timeoutMs: 300 }))).rejects.toMatchObject({
      code: 'TIMEOUT',
      retry: 'safe',
    });
  });

  test('the caller gives up before, while and after waiting: CANCELLED', async () => {
    const url = await serve(() => undefined);
    const { http } = client();
    await expect(http.request(get(url, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    const controller = new AbortController();
    const waiting = http.request(get(url, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('cut in mid-body: UNREACHABLE, may be tried again', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('some');
      setTimeout(() => response.destroy(), 20);
    });
    const { http } = client();
    await expect(http.request(get(url))).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
  });

  test('cut before any answer: a write is not repeated, unless it is said to do no harm', async () => {
    let requests = 0;
    const url = await serveSockets((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests % 2 === 1) socket.destroy();
        else socket.end('HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const { http } = client();
    const post = get(url, { method: 'POST', body: '{}' });
    expect(await http.request({ ...post, repeatable: true })).toMatchObject({ status: 201 });
    expect(requests).toBe(2);
    await expect(http.request(post)).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
    expect(requests).toBe(3);
  });

  test('what is not HTTP: PROTOCOL', async () => {
    const url = await serveSockets((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const { http } = client();
    await expect(http.request(get(url))).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  test('a socket that died idle is no failure of the next read', async () => {
    let connections = 0;
    const url = await serveSockets((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (connections === 1 && requests === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const { http } = client();
    expect((await http.request(get(url))).text).toBe('ok');
    expect((await http.request(get(url))).text).toBe('ok');
    expect(connections).toBe(2);
  });
});

test('an address in front of people has no user, password, query value or fragment', () => {
  expect(redactUrl('https://eve:pw@h.example:1/p?a=1&b=2&a=3#f')).toBe('https://h.example:1/p?a=…&b=…');
  expect(redactUrl('not an address')).toBe('(not an address)');
});
