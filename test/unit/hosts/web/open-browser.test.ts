import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetOpened, openBrowser } from '../../../../src/main/hosts/web/open-browser.ts';
import { eventually } from '../../../support/eventually.ts';

const ADDRESS = 'http://127.0.0.1:1/#session=do-not-show';
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'argosy-open-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

test.skipIf(process.platform !== 'linux')(
  'the browser is given a file that only this user can read, never the address',
  async () => {
    const opener = join(home, 'xdg-open');
    await writeFile(
      opener,
      `#!/bin/sh\nprintf '%s' "$*" > "${home}/given.tmp"\nmv "${home}/given.tmp" "${home}/given"\n`,
    );
    await chmod(opener, 0o755);
    vi.stubEnv('PATH', `${home}:${process.env['PATH']}`);
    expect(await openBrowser(ADDRESS, home)).toBe(true);
    const given = await eventually(() => readFile(join(home, 'given'), 'utf8'));
    expect(given).not.toContain('do-not-show');
    const file = fileURLToPath(given);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(`url=${ADDRESS}"`);
    await forgetOpened(home);
    expect((await readdir(home)).toSorted()).toEqual(['given', 'xdg-open']);
  },
);

test('a machine without a browser, or a folder that cannot be written, is no error', async () => {
  expect(await openBrowser(ADDRESS, join(home, 'missing'))).toBe(false);
  if (process.platform !== 'linux') return;
  vi.stubEnv('PATH', home);
  expect(await openBrowser(ADDRESS, home)).toBe(false);
});
