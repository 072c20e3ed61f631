import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startWebHost } from '../../src/main/hosts/web/index.ts';
import { createWebBridge } from '../../src/renderer/src/rpc/index.ts';
import { createNodeBrowser } from './node-browser.ts';

vi.stubEnv('ARGOSY_SECRET_STORE', 'file');

test('the session secret and the cookie are in no file, no log and no output', async () => {
  const home = await mkdtemp(join(tmpdir(), 'argosy-web-host-'));
  const written: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0),
  );
  const host = await startWebHost({ home, staticDirectory: home });
  const cookies: string[] = [];
  const browser = createNodeBrowser(host.url);
  const bridge = createWebBridge({
    ...browser,
    async fetch(url, init) {
      const response = await browser.fetch(url, init);
      cookies.push(...response.headers.getSetCookie());
      return response;
    },
  });
  await bridge.call('app.info', {});
  await bridge.call('connections.test', { name: 'nowhere' });
  await fetch(new URL('/rpc', host.url), { headers: { cookie: cookies[0] ?? '' } });
  bridge.close();
  await host.close();
  for (const stream of streams) stream.mockRestore();

  const secret = new URL(host.url).hash.replace('#session=', '');
  const cookie = /=([\w-]{43});/.exec(cookies[0] ?? '')?.[1] ?? '';
  expect([secret.length, cookie.length]).toEqual([43, 43]);
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map((file) => file.name)).toContain('argosy.log');
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  for (const text of [...texts, ...written]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(cookie);
  }
  await rm(home, { recursive: true, force: true });
});
