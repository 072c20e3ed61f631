import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { client, get, makeCertificates, serve, serveTls } from './servers.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A proxy that leads every name to loopback and tells what it was asked for. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('by proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const port = Number(request.url?.split(':').at(-1));
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('a proxy in the environment', () => {
  test('carries http for other hosts, and never loopback', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    const own = await serve((_request, response) => response.end('direct'));
    const { http } = client();
    expect((await http.request(get('http://cloud.invalid/v2'))).text).toBe('by proxy');
    expect((await http.request(get(own))).text).toBe('direct');
    expect((await http.request(get(own.replace('127.0.0.1', 'localhost')))).text).toBe('direct');
    expect(proxy.asked).toEqual(['GET http://cloud.invalid/v2']);
  });

  test('NO_PROXY is obeyed', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', '.invalid');
    const { http } = client();
    await expect(http.request(get('http://cloud.invalid/'))).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(proxy.asked).toEqual([]);
  });

  test('tunnels https, where a pin counts as it does without a proxy', async () => {
    const proxy = await startProxy();
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    const { self, other } = makeCertificates();
    const port = new URL(await serveTls(self, (_request, response) => response.end('tunnelled'))).port;
    const url = `https://cloud.invalid:${port}/`;
    const pinned = client({ fingerprint: new X509Certificate(self.cert).fingerprint256 });
    expect((await pinned.http.request(get(url))).text).toBe('tunnelled');
    expect(proxy.asked).toEqual([`CONNECT cloud.invalid:${port}`]);
    const wrong = client({ fingerprint: new X509Certificate(other.cert).fingerprint256 });
    await expect(wrong.http.request(get(url))).rejects.toMatchObject({ code: 'TLS_UNTRUSTED' });
    await expect(client().http.request(get(url))).rejects.toMatchObject({ code: 'TLS_UNTRUSTED' });
  });

  test('a proxy that refuses the tunnel is named as the cause', async () => {
    const server = createServer();
    server.on('connect', (_request, socket) =>
      socket.end('HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { http } = client();
    await expect(http.request(get('https://cloud.invalid/'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      hint: /407/,
    });
  });
});
