import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Partner } from '#shared/model/index.ts';
import { createPartnerHandlers } from '../../../src/main/partners/index.ts';
import { openSettings } from '../../../src/main/settings/index.ts';
import { silentLog } from '../connections/silent-log.ts';
import { temporaryFolder } from '../connections/temporary-folder.ts';

const context = { signal: new AbortController().signal };
const ann: Partner = { memberId: 'f3a1', name: 'Ann’s team', color: 2, connection: 'north' };
const bob: Partner = { memberId: 'b0b', name: 'Bob', color: 5, connection: null };

function openBook(home: string) {
  const events: unknown[] = [];
  const settings = openSettings(home, { log: silentLog() });
  return {
    handlers: createPartnerHandlers({ settings, emit: (event) => events.push(event) }),
    settings,
    events,
  };
}
const source = (path: string): string => new URL(`../../../src/main/${path}`, import.meta.url).href;
const fileOf = (home: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')) as Record<string, unknown>;

describe('the address book', () => {
  it('starts empty, keeps partners by name, and tells each change to all pages', async () => {
    const home = temporaryFolder();
    const { handlers, events } = openBook(home);
    expect(await handlers['partners.list']({}, context)).toEqual([]);
    await handlers['partners.save']({ partner: bob }, context);
    expect(await handlers['partners.save']({ partner: ann }, context)).toEqual([ann, bob]);
    expect(events).toEqual([
      { event: 'partners.changed', payload: [bob] },
      { event: 'partners.changed', payload: [ann, bob] },
    ]);
    expect(await openBook(home).handlers['partners.list']({}, context)).toEqual([ann, bob]);
  });

  it('tells the same id in two clouds, and in any, apart', async () => {
    const { handlers } = openBook(temporaryFolder());
    const everywhere = { ...ann, connection: null, name: 'Ann anywhere' };
    for (const partner of [ann, { ...ann, connection: 'south' }, everywhere]) {
      await handlers['partners.save']({ partner }, context);
    }
    const renamed = { ...ann, name: 'Zoe', color: 7 };
    expect(await handlers['partners.save']({ partner: renamed }, context)).toEqual([
      everywhere,
      { ...ann, connection: 'south' },
      renamed,
    ]);
    const left = await handlers['partners.remove']({ memberId: 'f3a1', connection: null }, context);
    expect(left.map(({ connection }) => connection)).toEqual(['south', 'north']);
  });

  it('removes whom it does not have without a word to the pages', async () => {
    const { handlers, events } = openBook(temporaryFolder());
    expect(await handlers['partners.remove']({ memberId: 'x', connection: null }, context)).toEqual([]);
    expect(events).toEqual([]);
  });

  it('passes over entries that are no partners and never loses them by a write', async () => {
    const home = temporaryFolder();
    const foreign = [{ memberId: 'later', name: 'L', color: 1, connection: null, phone: '1' }, 'text', null];
    writeFileSync(
      join(home, 'config.json'),
      JSON.stringify({ partners: [foreign[0], ann, foreign[1], foreign[2], { ...ann, name: 'second' }] }),
    );
    const { handlers } = openBook(home);
    expect(await handlers['partners.list']({}, context)).toEqual([ann]);
    await handlers['partners.save']({ partner: { ...ann, color: 3 } }, context);
    await handlers['partners.remove']({ memberId: 'f3a1', connection: 'north' }, context);
    await handlers['partners.save']({ partner: bob }, context);
    expect(fileOf(home)['partners']).toEqual([...foreign, bob]);
  });

  it('of the app and of the command line on one file do not undo each other', async () => {
    const home = temporaryFolder();
    const app = openBook(home);
    const commandLine = openBook(home);
    await app.handlers['partners.save']({ partner: ann }, context);
    await commandLine.handlers['partners.save']({ partner: bob }, context);
    app.settings.update({ theme: 'dark' });
    await app.handlers['partners.remove']({ memberId: 'b0b', connection: null }, context);
    expect(await commandLine.handlers['partners.list']({}, context)).toEqual([ann]);
    expect(commandLine.settings.settings().theme).toBe('dark');
  });

  it('loses nobody where several commands add to it at the same time', async () => {
    const home = temporaryFolder();
    const program = `
      const [home, who] = process.argv.slice(1);
      const { openSettings } = await import(${JSON.stringify(source('settings/index.ts'))});
      const { createPartnerBook } = await import(${JSON.stringify(source('partners/partner-book.ts'))});
      const log = { warn() {}, error() {} };
      const book = createPartnerBook(openSettings(home, { log }));
      for (let count = 0; count < 20; count += 1)
        book.save({ memberId: who + count, name: who, color: 0, connection: null });`;
    const run = promisify(execFile);
    await Promise.all(
      ['a', 'b', 'c'].map((who) =>
        run(process.execPath, ['--input-type=module', '--eval', program, home, who]),
      ),
    );
    expect(await openBook(home).handlers['partners.list']({}, context)).toHaveLength(60);
  }, 20_000);

  it('keeps the partners of a connection that is removed', async () => {
    const home = temporaryFolder();
    const { handlers, settings } = openBook(home);
    settings.saveConnection({
      name: 'north',
      kind: 'glance',
      settings: { authUrl: 'https://cloud.example:5000' },
      tls: {},
      color: 0,
    });
    await handlers['partners.save']({ partner: ann }, context);
    settings.removeConnection('north');
    expect(await handlers['partners.list']({}, context)).toEqual([ann]);
  });
});
