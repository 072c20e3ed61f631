import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/argosy.ts';

/**
 * The real Electron, where its runtime is there (`npx install-electron` fetches it) and a display is. Not part
 * of `npm test`; never left out silently: without the runtime it fails and says so.
 */
const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
const note = join(folder, 'path.txt');

test('the window opens on the built page and reaches the application', async () => {
  expect(
    existsSync(note),
    `the Electron runtime is not in ${folder}; fetch it with "npx install-electron"`,
  ).toBe(true);
  const home = await temporaryFolder('electron');
  const app = await _electron.launch({
    executablePath: join(folder, 'dist', readFileSync(note, 'utf8').trim()),
    args: [join(import.meta.dirname, '../../out/main/index.js')],
    env: { ...(process.env as Record<string, string>), ARGOSY_HOME: home.path },
  });
  try {
    const window = await app.firstWindow();
    await window.getByRole('heading', { name: 'Bring your images aboard' }).waitFor();
    const info = await window.evaluate(() =>
      (
        globalThis as unknown as { argosy: { call(name: string, params: object): Promise<unknown> } }
      ).argosy.call('app.info', {}),
    );
    expect(info).toMatchObject({ ok: true, value: { host: 'electron' } });
    expect(await window.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
      'undefined',
    );
  } finally {
    await app.close();
    await home.remove();
  }
});
