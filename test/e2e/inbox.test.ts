import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient, partnerProject, pick } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { makeQcow2 } from '../support/images.ts';
import { until } from '../support/sandbox-control.ts';

/** A person of the project partner answers three images of the project demo, in a browser. */
const NAMES = ['base', 'gpu', 'old'] as const;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let owner: GlanceClient;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let ids: Readonly<Record<(typeof NAMES)[number], string>>;

beforeAll(async () => {
  folder = await temporaryFolder('inbox');
  const home = join(folder.path, 'home');
  sandbox = await startSandbox({ switches: ['empty'] });
  owner = await GlanceClient.signIn(sandbox, 'demo');
  const qcow2 = await readFile(await makeQcow2(join(folder.path, 'a.qcow2'), { virtualMiB: 64, dataMiB: 2 }));
  const bytes = new Uint8Array(qcow2);
  const share = async (name: string): Promise<string> => {
    const id = await owner.createActive(bytes, { name, visibility: 'shared', disk_format: 'qcow2' });
    await owner.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    return id;
  };
  ids = { base: await share('base'), gpu: await share('gpu'), old: await share('old') };
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  await argosy(addGlance('mine', glance), { home, secret: glance.secret });
  const partner = { ...glance, username: 'partner', project: 'partner' };
  await argosy(addGlance('theirs', partner), { home, secret: 'partner-secret' });
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url, { colorScheme: 'light' }));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await sandbox?.close();
  await folder?.remove();
});
beforeEach(async () => {
  // What is read beside the lists after the start is nobody's answer: it is let come to its end.
  for (let before = -1, rest = 0; rest < 4; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    rest = sandbox.requests.list().length === before ? rest + 1 : 0;
    before = sandbox.requests.list().length;
  }
  sandbox.requests.clear();
});

const item = () =>
  page.getByRole('navigation', { name: 'Clouds' }).getByRole('button', { name: /^Shared with me/ });
const row = (name: string) => page.getByRole('row', { name: new RegExp(`\\b${name}\\b`) });
const tab = (name: 'Pending' | 'Accepted' | 'Declined', count: number) =>
  page.getByRole('navigation', { name: 'Which answers' }).getByRole('button', { name: `${name} ${count}` });
const writes = () =>
  sandbox.requests.list().flatMap(({ method, path }) => (method === 'GET' ? [] : [`${method} ${path}`]));
const answer = (name: (typeof NAMES)[number]) =>
  `PUT /image/v2/images/${ids[name]}/members/${partnerProject}`;
const statusOf = async (name: (typeof NAMES)[number]) =>
  pick((await owner.call('GET', `/v2/images/${ids[name]}/members`)).json, 'members', 0, 'status');

describe('what others share', () => {
  test('is counted beside the inbox and in the title, and can be looked into before it is answered', async () => {
    await item().getByText('3').waitFor();
    expect(await page.title()).toBe('(3) Argosy');
    await item().click();
    await row('gpu').click();
    const inside = page.getByRole('region', { name: 'Inside the image' });
    await inside.getByRole('button', { name: 'Look inside' }).click();
    await inside.getByText('qcow2 v3').waitFor();
    await inside.getByText('64 MiB in the guest').waitFor();
    expect(writes()).toEqual([]);
    expect(await statusOf('gpu')).toBe('pending');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('two accepted and one declined are three requests that write, and no list', async () => {
    await page.getByRole('checkbox', { name: 'Mark base' }).check();
    await page.getByRole('button', { name: 'Accept 2' }).click();
    await tab('Accepted', 2).waitFor();
    await row('old').click();
    await page.getByRole('main').getByRole('button', { name: 'Decline', exact: true }).click();
    await tab('Declined', 1).waitFor();
    await until('the badge is gone', async () => (await page.title()) === 'Argosy');
    expect(writes().toSorted()).toEqual([answer('base'), answer('gpu'), answer('old')].toSorted());
    // Beside them the two images that are in the list now, each read once; and no list.
    const reads = sandbox.requests
      .list()
      .flatMap(({ method, path }) => (method === 'GET' && path.startsWith('/image/') ? [path] : []));
    expect(reads.toSorted()).toEqual(
      [`/image/v2/images/${ids.base}`, `/image/v2/images/${ids.gpu}`].toSorted(),
    );
    expect(await Promise.all(NAMES.map(statusOf))).toEqual(['accepted', 'accepted', 'rejected']);
    await page.getByText('Nothing waits for your answer').waitFor();
    await page.getByRole('button', { name: /^All images/ }).click();
    await page.getByRole('row', { name: /gpu.*theirs/ }).waitFor();
  });

  test('an answer is taken back by its undo: it waits again', async () => {
    await item().click();
    // The message that offers it, too, leaves by itself.
    await page.getByRole('button', { name: 'Undo last change' }).click();
    await tab('Pending', 1).waitFor();
    expect(writes()).toEqual([answer('old')]);
    expect(await statusOf('old')).toBe('pending');
  });

  test('is answered with the keyboard alone, the focus staying in the list', async () => {
    await page.getByRole('button', { name: 'Settings' }).focus();
    await page.keyboard.press('Alt+b');
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await until('the list has the focus', async () => (await focused()) === 'inbox-table');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('i');
    await page.getByRole('region', { name: 'Inside the image' }).getByText('qcow2 v3').waitFor();
    await page.keyboard.press('a');
    await tab('Pending', 0).waitFor();
    expect(await focused()).toBe('inbox-table');
    expect(await statusOf('old')).toBe('accepted');

    await tab('Accepted', 3).press('Enter');
    await page.keyboard.press('Alt+b');
    await until('the list has the focus', async () => (await focused()) === 'inbox-table');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('d');
    await tab('Declined', 3).waitFor();
    expect(writes().toSorted()).toEqual(
      [answer('old'), answer('base'), answer('gpu'), answer('old')].toSorted(),
    );
    await tab('Declined', 3).press('Enter');
    await page.keyboard.press('Alt+b');
    await until('the list has the focus', async () => (await focused()) === 'inbox-table');
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('a');
    await tab('Accepted', 3).waitFor();
    expect(await Promise.all(NAMES.map(statusOf))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('that is new comes when the services are asked, and stays when its cloud is away', async () => {
    // A person who looks elsewhere, and who once allowed notifications: neither can be had without a desktop.
    await page.evaluate(`
      globalThis.told = [];
      globalThis.Notification = class {
        static permission = 'granted';
        static requestPermission() { throw new Error('nobody is asked'); }
        constructor(title, { body }) { globalThis.told.push([title, body]); }
      };
      document.hasFocus = () => false;
    `);
    const id = await owner.create({ name: 'late', visibility: 'shared' });
    await owner.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    await page.getByRole('button', { name: 'Ask the services again' }).first().click();
    await tab('Pending', 1).press('Enter');
    await expect
      .poll(() => page.evaluate('globalThis.told'))
      .toEqual([['“late” was shared with you', 'theirs']]);
    await row('late').click();
    await sandbox.close();
    await page.getByRole('button', { name: 'Ask the services again' }).first().click();
    await page.getByText('theirs did not say what is shared with you').waitFor();
    await row('late').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the page complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
