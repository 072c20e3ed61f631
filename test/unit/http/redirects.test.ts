import { describe, expect, test } from 'vitest';
import { client, get, makeCertificates, serve, serveTls } from './servers.ts';

describe('redirects', () => {
  test('a GET follows and keeps its credentials at the same origin', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else response.end(`${request.url} ${request.headers['x-auth-token']}`);
    });
    const { http } = client();
    const reply = await http.request(get(`${url}/old`, { headers: { 'x-auth-token': 't' } }));
    expect([reply.text, reply.url]).toEqual(['/new t', `${url}/new`]);
  });

  test('no credential crosses to another origin', async () => {
    const other = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const url = await serve((_request, response) =>
      response.writeHead(307, { location: `${other}/x` }).end(),
    );
    const { http } = client();
    const headers = {
      Authorization: 'a',
      'X-Auth-Token': 'b',
      Cookie: 'c',
      'X-Own': 'd',
      Accept: 'text/plain',
    };
    const seen = (await http.request(get(url, { headers, secretHeaders: ['x-own'] }))).json();
    expect(seen).toMatchObject({ accept: 'text/plain' });
    for (const name of ['authorization', 'x-auth-token', 'cookie', 'x-own'])
      expect(seen).not.toHaveProperty(name);
  });

  test('a POST, or a caller who does not want it, gets the redirect itself', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/' }).end());
    const { http } = client();
    expect((await http.request(get(url, { method: 'POST', body: '' }))).status).toBe(302);
    expect((await http.request(get(url, { follow: false }))).status).toBe(302);
  });

  test('a loop ends after five', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/again' }).end();
    });
    const { http } = client();
    await expect(http.request(get(url))).rejects.toMatchObject({
      code: 'PROTOCOL',
      message: /more than 5 times/,
    });
    expect(asked).toBe(6);
  });

  test('never from https to http, never to a file', async () => {
    const { self } = makeCertificates();
    const plain = await serve((_request, response) => response.end('leaked'));
    const url = await serveTls(self, (request, response) => {
      response.writeHead(302, { location: request.url === '/file' ? 'file:///etc/passwd' : plain }).end();
    });
    const { http } = client({ caCertificate: self.cert });
    await expect(http.request(get(url))).rejects.toMatchObject({ code: 'PROTOCOL', message: /plain http/ });
    await expect(http.request(get(`${url}/file`))).rejects.toMatchObject({ code: 'PROTOCOL' });
  });
});
