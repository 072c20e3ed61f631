import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readyLine } from '../../../../src/main/hosts/web/index.ts';
import { ask, startWebRig, upgradeHeaders, type WebRig } from './web-rig.ts';

let rig: WebRig;
let cookie: string;
beforeAll(async () => {
  rig = await startWebRig();
  cookie = await rig.cookie();
});
afterAll(() => rig.close());

const own = (extra: Record<string, string> = {}): Record<string, string> => ({
  origin: rig.origin,
  cookie,
  ...extra,
});

describe('the session', () => {
  test('is a 256-bit secret in the fragment, new for each start', async () => {
    const other = await startWebRig();
    expect(rig.host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#session=[\w-]{43}$/);
    expect(other.secret).not.toBe(rig.secret);
    expect(readyLine(rig.host)).toBe(`Argosy ready at ${rig.host.url}`);
    await other.close();
  });

  test('is exchanged for a cookie that scripts and other sites cannot use, more than once', async () => {
    for (let tab = 0; tab < 2; tab++) {
      const answer = await ask(rig.port, 'POST', '/session', {
        headers: { origin: rig.origin },
        body: JSON.stringify({ secret: rig.secret }),
      });
      expect(answer.status).toBe(204);
      expect(answer.headers['set-cookie']?.[0]).toMatch(
        new RegExp(`^argosy-session-${rig.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
      );
      expect(answer.headers['set-cookie']?.[0]).not.toContain(rig.secret);
    }
  });

  test.each([
    ['a wrong secret', JSON.stringify({ secret: 'x'.repeat(43) })],
    ['an empty secret', JSON.stringify({ secret: '' })],
    ['no secret', '{}'],
    ['no JSON', 'secret'],
  ])('is refused for %s', async (_what, body) => {
    const answer = await ask(rig.port, 'POST', '/session', { headers: { origin: rig.origin }, body });
    expect([400, 401]).toContain(answer.status);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('does not take the cookie of another port or a wrong value', async () => {
    const value = cookie.split('=')[1] ?? '';
    for (const wrong of [
      `argosy-session-1=${value}`,
      `argosy-session-${rig.port}=${'A'.repeat(43)}`,
      value,
    ]) {
      const answer = await ask(rig.port, 'GET', '/session', { headers: { cookie: wrong } });
      expect(answer.status, wrong).toBe(401);
    }
    expect((await ask(rig.port, 'GET', '/session', { headers: { cookie: `a=b; ${cookie}` } })).status).toBe(
      204,
    );
  });
});

describe('every request', () => {
  const routes = [
    ['GET', '/'],
    ['POST', '/session'],
    ['GET', '/session'],
    ['POST', '/grants'],
    ['PUT', '/bytes/x'],
    ['GET', '/bytes/x'],
    ['GET', '/rpc'],
  ] as const;

  test.each(routes)('%s %s is refused under a foreign Host', async (method, path) => {
    for (const host of [
      'evil.example',
      `evil.example:${rig.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `[::1]:${rig.port}`,
    ]) {
      const answer = await ask(rig.port, method, path, {
        headers: own({ host, origin: `http://${host}` }),
      });
      expect(answer.status, host).toBe(421);
    }
  });

  test.each(routes)('%s %s is refused from a foreign Origin', async (method, path) => {
    const foreign = [
      'https://evil.example',
      'null',
      `https://127.0.0.1:${rig.port}`,
      `http://127.0.0.1:${rig.port + 1}`,
      `http://localhost:${rig.port}`,
    ];
    for (const origin of foreign) {
      const answer = await ask(rig.port, method, path, { headers: own({ origin }) });
      expect(answer.status, origin).toBe(403);
    }
  });

  test.each([
    ['POST', '/session'],
    ['POST', '/grants'],
    ['PUT', '/bytes/x'],
    ['DELETE', '/'],
    ['OPTIONS', '/grants'],
  ])('%s %s is refused without an Origin', async (method, path) => {
    expect((await ask(rig.port, method, path, { headers: { cookie } })).status).toBe(403);
  });

  test.each([
    ['GET', '/session'],
    ['POST', '/grants'],
    ['PUT', '/bytes/x'],
    ['GET', '/bytes/x'],
    ['DELETE', '/'],
  ])('%s %s is refused without the cookie', async (method, path) => {
    expect((await ask(rig.port, method, path, { headers: { origin: rig.origin } })).status).toBe(401);
  });

  test('is also served as localhost, with its own Origin', async () => {
    const localhost = `localhost:${rig.port}`;
    const headers = { host: localhost, origin: `http://${localhost}`, cookie };
    expect((await ask(rig.port, 'GET', '/session', { headers })).status).toBe(204);
  });

  test('is answered with a strict policy and without a CORS header, whatever the answer is', async () => {
    const answers = [
      await ask(rig.port, 'GET', '/'),
      await ask(rig.port, 'GET', '/assets/index-BkGZ12ab.js'),
      await ask(rig.port, 'GET', '/missing.js'),
      await ask(rig.port, 'GET', '/session'),
      await ask(rig.port, 'POST', '/grants', { headers: own(), body: '{}' }),
      await ask(rig.port, 'OPTIONS', '/grants', {
        headers: own({ 'access-control-request-method': 'POST', 'access-control-request-headers': 'x' }),
      }),
      await ask(rig.port, 'GET', '/', { headers: { host: 'evil.example' } }),
    ];
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'/,
      );
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('the upgrade to a WebSocket', () => {
  test('needs the cookie, the Origin, the Host and the path, before anything is spoken', async () => {
    const attempt = (path: string, headers: Record<string, string>): Promise<number> =>
      ask(rig.port, 'GET', path, { headers: upgradeHeaders(headers) }).then(({ status }) => status);
    expect(await attempt('/rpc', { origin: rig.origin })).toBe(401);
    expect(await attempt('/rpc', { cookie })).toBe(403);
    expect(await attempt('/rpc', own({ origin: 'https://evil.example' }))).toBe(403);
    expect(await attempt('/rpc', own({ host: 'evil.example' }))).toBe(421);
    expect(await attempt('/other', own())).toBe(404);
    expect(await attempt('/rpc', own())).toBe(101);
  });
});

describe('the static page', () => {
  test('carries a new nonce in the document and in its policy each time', async () => {
    const [first, second] = [await ask(rig.port, 'GET', '/'), await ask(rig.port, 'GET', '/')];
    const nonce = /nonce="([\w-]+)"/.exec(first.text)?.[1];
    expect(nonce).toBeDefined();
    expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(first.text).not.toContain('argosy-csp-nonce');
    expect(second.text).not.toBe(first.text);
    expect(first.headers['cache-control']).toBe('no-store');
  });

  test('caches for ever only what is named by its content', async () => {
    const hashed = await ask(rig.port, 'GET', '/assets/index-BkGZ12ab.js');
    expect(hashed.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(hashed.headers['cache-control']).toContain('immutable');
  });

  test('serves nothing outside its folder', async () => {
    await symlink(join(rig.staticDirectory, '..', 'private.json'), join(rig.staticDirectory, 'link.json'));
    const paths = [
      '/../private.json',
      '/..%2fprivate.json',
      '/%2e%2e/private.json',
      '/assets/../../private.json',
      '/assets/..%5c..%5cprivate.json',
      '//private.json',
      '/./../private.json',
      '/link.json',
      '/private.json%00.js',
      `/${encodeURIComponent(join(rig.staticDirectory, '..', 'private.json'))}`,
      '/%zz.js',
      '/.hidden.js',
      '/assets',
      '/assets/',
    ];
    for (const path of paths) {
      const answer = await ask(rig.port, 'GET', path);
      expect(answer.status, path).toBe(404);
      expect(answer.text, path).not.toContain('secret');
    }
  });

  test('answers HEAD without a body, and nothing else than reading', async () => {
    const head = await ask(rig.port, 'HEAD', '/');
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await ask(rig.port, 'DELETE', '/', { headers: own() })).status).toBe(405);
  });
});

test('the server listens on the loopback address only', async () => {
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address !== undefined && !address.internal && address.family === 'IPv4');
  if (outside === undefined) return;
  const { connect } = await import('node:net');
  const reached = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: outside.address, port: rig.port, timeout: 1000 });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('timeout', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
  expect(reached).toBe(false);
});
