import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import { describe, expect, it } from 'vitest';
import { type ConnectionProfile, DEFAULT_SETTINGS } from '#shared/model/index.ts';
import {
  configOptions,
  createSettingsHandlers,
  openSettings,
  setAsideUnreadable,
} from '../../../src/main/settings/index.ts';
import { silentLog } from '../connections/silent-log.ts';
import { temporaryFolder } from '../connections/temporary-folder.ts';

const damaged = (home: string): string[] => readdirSync(home).filter((name) => name.includes('.damaged-'));

function glance(name: string, authUrl = 'https://cloud.example:5000'): ConnectionProfile {
  return { name, kind: 'glance', settings: { authUrl, username: 'ann' }, tls: {}, color: 3 };
}

describe('settings', () => {
  it('start with the defaults and change only what is named', () => {
    const home = temporaryFolder();
    const settings = openSettings(home, { log: silentLog() });
    expect(settings.settings()).toEqual(DEFAULT_SETTINGS);
    expect(settings.update({ theme: 'dark' })).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' });
    settings.update({ density: 'compact', theme: undefined });
    expect(openSettings(home, { log: silentLog() }).settings()).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
      density: 'compact',
    });
    expect(statSync(join(home, 'config.json')).mode & 0o777).toBe(0o600);
  });

  it('tell every page of a change', async () => {
    const events: unknown[] = [];
    const settings = openSettings(temporaryFolder(), { log: silentLog() });
    const handlers = createSettingsHandlers({ settings, emit: (event) => events.push(event) });
    const signal = new AbortController().signal;
    await handlers['settings.set']({ theme: 'light' }, { signal });
    expect(events).toEqual([{ event: 'settings.changed', payload: { ...DEFAULT_SETTINGS, theme: 'light' } }]);
    expect(await handlers['settings.get']({}, { signal })).toMatchObject({ theme: 'light' });
  });

  it('of the app and of the command line on one directory do not undo each other', () => {
    const home = temporaryFolder();
    const app = openSettings(home, { log: silentLog() });
    const commandLine = openSettings(home, { log: silentLog() });
    app.saveConnection(glance('one'));
    commandLine.saveConnection(glance('two'));
    app.update({ theme: 'dark' });
    commandLine.update({ density: 'compact' });
    expect(app.connections().map(({ name }) => name)).toEqual(['one', 'two']);
    expect(app.settings()).toMatchObject({ theme: 'dark', density: 'compact' });
  });

  it.each(['{ "settings": {', '[]', 'null', '"text"', ''])('set an unreadable file aside: %j', (content) => {
    const home = temporaryFolder();
    const log = silentLog();
    writeFileSync(join(home, 'config.json'), content);
    const settings = openSettings(home, { log });
    expect(settings.settings()).toEqual(DEFAULT_SETTINGS);
    settings.update({ theme: 'dark' });
    const [aside] = damaged(home);
    expect(readFileSync(join(home, aside ?? ''), 'utf8')).toBe(content);
    expect(log.events).toContain('settings.unreadable');
  });

  it('set a file aside that is damaged while they are open', () => {
    const home = temporaryFolder();
    const settings = openSettings(home, { log: silentLog() });
    settings.update({ theme: 'dark' });
    writeFileSync(join(home, 'config.json'), '{ half');
    expect(settings.settings()).toEqual(DEFAULT_SETTINGS);
    settings.update({ density: 'compact' });
    expect(damaged(home)).toHaveLength(1);
  });

  it('keep a copy before wrong settings begin anew, and keep the connections', () => {
    const home = temporaryFolder();
    const content = { settings: { theme: 'purple' }, connections: [glance('one')] };
    writeFileSync(join(home, 'config.json'), JSON.stringify(content));
    const log = silentLog();
    expect(openSettings(home, { log }).settings()).toEqual(DEFAULT_SETTINGS);
    const again = openSettings(home, { log });
    expect(again.settings()).toEqual(DEFAULT_SETTINGS);
    expect(again.connections()).toHaveLength(1);
    expect(damaged(home)).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(home, damaged(home)[0] ?? ''), 'utf8'))).toEqual(content);
    expect(log.events).toEqual(['settings.invalid']);
  });

  it('pass over what a newer version added', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'config.json'), JSON.stringify({ settings: { theme: 'dark', font: 'serif' } }));
    expect(openSettings(home, { log: silentLog() }).settings()).toEqual({
      ...DEFAULT_SETTINGS,
      theme: 'dark',
    });
    expect(damaged(home)).toEqual([]);
  });
});

describe('connection profiles', () => {
  it('are replaced in their place and removed by their exact name', () => {
    const settings = openSettings(temporaryFolder(), { log: silentLog() });
    for (const name of ['a', 'A', '__proto__', 'toString']) settings.saveConnection(glance(name));
    settings.saveConnection(glance('a', 'https://other.example'));
    settings.removeConnection('A');
    settings.removeConnection('nothing');
    const profiles = settings.connections();
    expect(profiles.map(({ name }) => name)).toEqual(['a', '__proto__', 'toString']);
    expect(profiles[0]).toEqual(glance('a', 'https://other.example'));
  });

  it('that are wrong are passed over but stay in the file', () => {
    const home = temporaryFolder();
    const path = join(home, 'config.json');
    const wrong = { name: 'old', kind: 'azure', settings: {} };
    writeFileSync(path, JSON.stringify({ connections: [wrong, glance('good'), 7] }));
    const log = silentLog();
    const settings = openSettings(home, { log });
    expect(settings.connections().map(({ name }) => name)).toEqual(['good']);
    settings.saveConnection(glance('new'));
    settings.removeConnection('old');
    expect(JSON.parse(readFileSync(path, 'utf8')).connections).toMatchObject([
      wrong,
      { name: 'good' },
      7,
      { name: 'new' },
    ]);
    expect(log.events.filter((event) => event === 'settings.connection-skipped')).toHaveLength(2);
  });
});

it('a host may give its own store of the same file', () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'config.json'), 'broken');
  expect(setAsideUnreadable(home)).toMatch(/damaged/);
  const file = new Conf<Record<string, unknown>>({ projectName: 'x', ...configOptions(home) });
  openSettings(home, { log: silentLog(), file }).saveConnection(glance('one'));
  expect(openSettings(home, { log: silentLog() }).connections()).toEqual([glance('one')]);
});
