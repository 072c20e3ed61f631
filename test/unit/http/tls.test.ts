import { X509Certificate } from 'node:crypto';
import { createServer as createTlsSockets } from 'node:tls';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readCertificate } from '../../../src/main/http/index.ts';
import { type Certificates, client, get, makeCertificates, serve, serveTls } from './servers.ts';

let certificates: Certificates;
beforeAll(() => {
  certificates = makeCertificates();
});
const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256;
const quiet = (): AbortSignal => new AbortController().signal;

describe('TLS', () => {
  test('a certificate that nobody vouches for is TLS_UNTRUSTED, and the error shows which it is', async () => {
    const url = await serveTls(certificates.self, (_request, response) => response.end('never'));
    const { http } = client();
    await expect(http.request(get(url))).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: /signed by itself/,
      hint: /fingerprint/,
      context: { subject: 'CN=self', issuer: 'CN=self', fingerprint: fingerprintOf(certificates.self.cert) },
    });
  });

  test('the authority of the connection is trusted, for this connection only', async () => {
    const url = await serveTls(certificates.signed, (_request, response) => response.end('hello'));
    const trusting = client({ caCertificate: certificates.authority });
    expect((await trusting.http.request(get(url))).text).toBe('hello');
    await expect(client().http.request(get(url))).rejects.toMatchObject({ code: 'TLS_UNTRUSTED' });
  });

  test('a certificate for another name is not accepted, whoever signed it', async () => {
    const url = await serveTls(certificates.elsewhere, (_request, response) => response.end('never'));
    const { http } = client({ caCertificate: certificates.authority });
    await expect(http.request(get(url))).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: /another host/,
    });
  });

  test('a pinned fingerprint accepts exactly that certificate', async () => {
    const url = await serveTls(certificates.self, (_request, response) => response.end('hello'));
    const { http } = client({ fingerprint: fingerprintOf(certificates.self.cert) });
    expect((await http.request(get(url))).text).toBe('hello');
  });

  test('with a pin, another certificate gets no byte of the request, even if an authority vouches for it', async () => {
    let received = 0;
    const server = createTlsSockets(certificates.signed, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        received += data.byteLength;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { http } = client({
      fingerprint: fingerprintOf(certificates.self.cert),
      caCertificate: certificates.authority,
    });
    const request = get(`https://127.0.0.1:${port}/`, { headers: { 'x-auth-token': 'secret' } });
    await expect(http.request(request)).rejects.toMatchObject({
      code: 'TLS_UNTRUSTED',
      message: /is not the one/,
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(received).toBe(0);
  });

  test('a CA certificate that cannot be read is INVALID', async () => {
    const { http } = client({
      caCertificate: 'nonsense\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    });
    await expect(http.request(get('https://127.0.0.1:1/'))).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('https to a plain port is not called a certificate fault', async () => {
    const url = await serve((_request, response) => response.end());
    const { http } = client();
    await expect(http.request(get(url.replace('http:', 'https:')))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      hint: /http:\/\//,
    });
  });
});

describe('reading a certificate', () => {
  test('shows what the server shows and sends it nothing', async () => {
    let asked = false;
    const url = await serveTls(certificates.self, (_request, response) => {
      asked = true;
      response.end();
    });
    const shown = await readCertificate(`${url}/v3`, quiet());
    expect(shown).toMatchObject({
      host: new URL(url).host,
      subject: 'CN=self',
      selfSigned: true,
      fingerprint: fingerprintOf(certificates.self.cert),
    });
    expect(Date.parse(shown.validTo)).toBeGreaterThan(Date.now());
    expect(asked).toBe(false);
  });

  test('an address without TLS is INVALID, one without a server UNREACHABLE', async () => {
    await expect(readCertificate('http://127.0.0.1/', quiet())).rejects.toMatchObject({ code: 'INVALID' });
    await expect(readCertificate('https://127.0.0.1:1/', quiet())).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});
