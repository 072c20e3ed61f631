import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtOutput } from '../fixtures/electron-fake/built.ts';
import {
  type ElectronProcess,
  type ElectronProcessOptions,
  startElectronProcess,
} from '../fixtures/electron-fake/electron-process.ts';
import { eventually } from '../support/eventually.ts';

let folder: string;
let out: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-electron-'));
  out = builtOutput();
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(environment: ElectronProcessOptions['environment'] = {}): Promise<ElectronProcess> {
  const home = await mkdtemp(join(folder, 'home-'));
  return startElectronProcess({ home, out, environment });
}

const entriesOf = async (electron: ElectronProcess, what: string): Promise<readonly unknown[]> =>
  (await electron.journal()).filter((entry) => entry.what === what).map((entry) => entry.details);

describe('the window', () => {
  let electron: ElectronProcess;
  beforeAll(async () => {
    electron = await start();
  });
  afterAll(() => electron.stop());

  test('isolates its page and gives it nothing of Node', async () => {
    const { options, count } = await electron.window();
    expect(count).toBe(1);
    expect(options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      partition: 'argosy',
      preload: join(out, 'preload', 'index.cjs'),
    });
    expect(options.show).toBe(false);
  });

  test('gets the built page under a scheme of its own, with a strict policy, and no other file', async () => {
    const { pageHeaders } = await electron.window();
    expect(pageHeaders['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(pageHeaders['content-security-policy']).not.toContain('unsafe');
    expect((await electron.fetchPage('argosy-page://app/')).text).toContain('<html');
    for (const path of ['../main/index.js', '..%2fmain%2findex.js', 'missing.js']) {
      expect((await electron.fetchPage(`argosy-page://app/${path}`)).status, path).toBe(404);
    }
    expect((await electron.fetchPage('argosy-page://other/index.html')).status).toBe(404);
  });

  test('finds five functions of the preload and nothing else', async () => {
    expect((await electron.pageKeys()).toSorted()).toEqual([
      'call',
      'chooseDestination',
      'chooseFiles',
      'grantForFile',
      'subscribe',
    ]);
  });

  test('stays on its page, opens no other, and sends only https links to the browser', async () => {
    await electron.journal();
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'argosy-page://other/',
      'javascript:1',
    ]) {
      expect(await electron.navigate(url), url).toEqual({ prevented: true });
    }
    expect(await electron.navigate('argosy-page://app/index.html#x')).toEqual({ prevented: false });
    for (const url of ['https://docs.example/', 'http://plain.example/', 'smb://share/', 'calculator:']) {
      expect(await electron.openWindow(url), url).toBe('deny');
    }
    expect(await entriesOf(electron, 'shell.openExternal')).toEqual([
      'https://evil.example/',
      'https://docs.example/',
    ]);
  });

  test('is denied every permission but putting text on the clipboard', async () => {
    const page = 'argosy-page://app/';
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      expect(await electron.permission(permission, page), permission).toEqual({
        requested: false,
        checked: false,
      });
    }
    expect(await electron.permission('clipboard-sanitized-write', page)).toEqual({
      requested: true,
      checked: true,
    });
    expect(await electron.permission('clipboard-sanitized-write', 'https://evil.example')).toEqual({
      requested: false,
      checked: false,
    });
  });

  test('is brought to the front by a second start, which does nothing else', async () => {
    await electron.journal();
    await electron.secondInstance();
    expect((await electron.journal()).map(({ what }) => what)).toEqual(['window.show', 'window.focus']);
  });
});

describe('a deep link', () => {
  const first = 'argosy://accept?v=1&kind=glance&cloud=https%3A%2F%2Fcloud.example&image=7';
  const second = first.replace('image=7', 'image=8');
  const waiting = (electron: ElectronProcess) => electron.call('links.waiting', {});

  test('of the start itself waits for the page', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const electron = await startElectronProcess({ home, out, argv: ['--sandbox-off', first] });
    try {
      expect(await waiting(electron)).toEqual({ ok: true, value: [first] });
      expect(await waiting(electron)).toEqual({ ok: true, value: [] });
    } finally {
      await electron.stop();
    }
  });

  test('of a second start, or of macOS, shows the window, is told to the page, and does nothing by itself', async () => {
    const electron = await start();
    const told: unknown[] = [];
    electron.subscribe((message) => told.push(message));
    try {
      await electron.journal();
      await electron.secondInstance(['--flag', first, 'https://example.org/']);
      expect(await electron.openUrl(second)).toEqual({ prevented: true });
      await electron.openUrl('argosy://connections/remove?name=lab');
      await eventually(() => expect(told).toHaveLength(3));
      expect(told).toEqual([1, 2, 3].map((count) => ({ event: 'link.opened', payload: { waiting: count } })));
      const shown = ['window.show', 'window.focus'];
      expect((await electron.journal()).map(({ what }) => what)).toEqual([...shown, ...shown, ...shown]);
      expect(await waiting(electron)).toEqual({
        ok: true,
        value: [first, second, 'argosy://connections/remove?name=lab'],
      });
    } finally {
      await electron.stop();
    }
  });
});

describe('a call', () => {
  let electron: ElectronProcess;
  beforeAll(async () => {
    electron = await start();
  });
  afterAll(() => electron.stop());

  test('is served on exactly four channels', async () => {
    expect(
      (await electron.channels()).filter((name) => !name.startsWith('electron-store')).toSorted(),
    ).toEqual(['argosy:call', 'argosy:choose-destination', 'argosy:choose-files', 'argosy:grant']);
  });

  test.each([
    'another window',
    'a frame inside the page',
    'a page that was navigated away',
    'a frame that is gone',
  ] as const)('is refused from %s, on every channel', async (from) => {
    await electron.journal();
    const calls = [
      ['argosy:call', ['settings.get', {}]],
      ['argosy:grant', ['/etc/hostname']],
      ['argosy:choose-files', []],
      ['argosy:choose-destination', ['x']],
    ] as const;
    for (const [channel, values] of calls) {
      const envelope = await electron.invokeFrom(from, channel, values);
      expect(envelope, channel).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
    expect(await electron.journal()).toEqual([]);
  });
});

describe('files', () => {
  let electron: ElectronProcess;
  let path: string;
  beforeAll(async () => {
    electron = await start();
    path = join(folder, 'dropped.img');
    await writeFile(path, Buffer.alloc(4096));
  });
  afterAll(() => electron.stop());

  test('that are dropped become grants, whose path the page never sees', async () => {
    const grant = await electron.grantForPath(path);
    expect(grant).toMatch(/^[\w-]{32}$/);
    expect(await electron.call('transfers.inspect', { grant })).toMatchObject({
      ok: true,
      value: { fileName: 'dropped.img', inspection: { sizeBytes: 4096 } },
    });
  });

  test('that are none are refused in plain words', async () => {
    await expect(electron.grantForText('made by a script')).rejects.toMatchObject({ code: 'INVALID' });
    await expect(electron.grantForPath(folder)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(electron.grantForPath(join(folder, 'gone.img'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('are chosen in the system dialog, none if the person cancels', async () => {
    const [chosen] = await electron.chooseFiles([path]);
    expect(chosen).toEqual({ grant: expect.any(String), fileName: 'dropped.img', sizeBytes: 4096 });
    expect(await electron.chooseFiles([])).toEqual([]);
  });

  test('are saved where the system dialog says, under a suggested name made safe', async () => {
    await electron.journal();
    expect(await electron.pickDestination(join(folder, 'saved.img'), '../../.ssh/id')).toMatch(/^[\w-]{32}$/);
    expect(await electron.pickDestination(null, 'x')).toBeNull();
    const [first] = (await entriesOf(electron, 'dialog.showSaveDialog')) as { defaultPath: string }[];
    const { value } = (await electron.call('app.info', {})) as { value: { downloadFolder: string } };
    expect(first?.defaultPath.startsWith(`${value.downloadFolder}/`)).toBe(true);
    expect(first?.defaultPath.slice(value.downloadFolder.length + 1)).not.toContain('/');
  });
});

describe('secrets', () => {
  const connection = {
    create: true,
    secret: 'correct-horse-battery-staple',
    profile: {
      name: 'lab',
      kind: 'glance',
      tls: {},
      settings: { authUrl: 'http://127.0.0.1:1/v3', username: 'demo', project: 'demo' },
    },
  };

  async function saved(environment: Record<string, string>) {
    const home = await mkdtemp(join(folder, 'secrets-'));
    const electron = await startElectronProcess({ home, out, environment });
    expect(await electron.call('connections.save', connection)).toMatchObject({ ok: true });
    const info = (await electron.call('app.info', {})) as { value: { secretStore: string } };
    await electron.quit();
    await electron.quitted;
    const names = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const texts = await Promise.all(
      names.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    expect(texts.join('\n') + electron.output()).not.toContain(connection.secret);
    return { label: info.value.secretStore, files: names.map((entry) => entry.name), home };
  }

  test('are sealed by the system keychain', async () => {
    const { label, files, home } = await saved({});
    expect(label).toBe('a file sealed by the system keyring (gnome_libsecret)');
    expect(files).toContain('secrets.sealed.json');
    expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')).connections).toHaveLength(1);
  });

  test.each(['none', 'basic_text'])(
    'go to the other store where the keychain is %s, which says so',
    async (keychain) => {
      const { label, files } = await saved({ FAKE_KEYCHAIN: keychain });
      expect(label).toContain('an encrypted file');
      expect(files).not.toContain('secrets.sealed.json');
    },
  );
});

describe('the start and the end', () => {
  test('a second instance on the same data directory opens nothing and goes', async () => {
    const electron = await start({ FAKE_SECOND_INSTANCE: '1' });
    await electron.quitted;
  });

  test('the window comes back where it was', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const first = await startElectronProcess({ home, out });
    await first.closeWindow();
    await first.quitted;
    const second = await startElectronProcess({ home, out });
    expect((await second.window()).options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
    await second.stop();
  });

  test('a damaged settings file is set aside, and the window opens', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    await writeFile(join(home, 'config.json'), '{"settings": {');
    const electron = await startElectronProcess({ home, out });
    expect(await electron.call('settings.get', {})).toMatchObject({ ok: true, value: { theme: 'system' } });
    expect((await readdir(home)).some((name) => name.startsWith('config.json.damaged-'))).toBe(true);
    await electron.stop();
  });

  test('the settings are the same file as the other hosts’', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    const electron = await startElectronProcess({ home, out });
    await electron.call('settings.set', { theme: 'dark' });
    expect(JSON.parse(await readFile(join(home, 'config.json'), 'utf8')).settings.theme).toBe('dark');
    await eventually(async () =>
      expect(await entriesOf(electron, 'nativeTheme.themeSource')).toContain('dark'),
    );
    await electron.quit();
    await electron.quitted;
  });
});
