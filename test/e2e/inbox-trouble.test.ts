import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient, partnerProject, pick } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { until } from '../support/sandbox-control.ts';
import { type Held, type HoldingProxy, holdingProxy } from './holding-proxy.ts';

/** Answers that a service accepts and says nothing of, and a page that goes while many are given. */
const SINGLE = ['alpha', 'beta', 'gamma'] as const;
const BATCH = Array.from({ length: 12 }, (_, index) => `n${String(index + 1).padStart(2, '0')}`);
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let proxy: HoldingProxy;
let owner: GlanceClient;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
const ids = new Map<string, string>();

beforeAll(async () => {
  folder = await temporaryFolder('inbox-trouble');
  const home = join(folder.path, 'home');
  sandbox = await startSandbox({ switches: ['empty'] });
  proxy = await holdingProxy(sandbox.url);
  owner = await GlanceClient.signIn(sandbox, 'demo');
  for (const name of [...SINGLE, ...BATCH]) {
    const id = await owner.create({ name, visibility: 'shared' });
    await owner.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    ids.set(name, id);
  }
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  const partner = { ...glance, username: 'partner', project: 'partner' };
  const mine = addGlance('mine', glance);
  await argosy(mine, { home, secret: glance.secret });
  const through = addGlance('theirs', partner, '--endpoint', `${proxy.url}/image`);
  const added = await argosy(through, { home, secret: 'partner-secret' });
  expect(added.code).toBe(0);
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url, { colorScheme: 'light' }));
  page.setDefaultTimeout(20_000);
  await page.getByRole('button', { name: /^Shared with me/ }).click();
  await tab('Pending', SINGLE.length + BATCH.length).waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await proxy?.close();
  await sandbox?.close();
  await folder?.remove();
});
beforeEach(() => proxy.release());

const row = (name: string) => page.getByRole('row', { name: new RegExp(`\\b${name}\\b`) });
const tab = (name: 'Pending' | 'Accepted' | 'Declined', count: number) =>
  page.getByRole('navigation', { name: 'Which answers' }).getByRole('button', { name: `${name} ${count}` });
const strip = () => page.getByRole('region', { name: 'Change of many' });
/** The names whose answers were sent, once for each time. */
const sent = () =>
  proxy.writes.map((write) => [...ids].find(([, id]) => write.includes(`/${id}/members/`))?.[0] ?? write);
const times = (name: string) => sent().filter((each) => each === name).length;
const hold = (of: (name: string) => Held | undefined) =>
  proxy.hold((method, path) => {
    const name = [...ids].find(([, id]) => path.includes(`/${id}/members/`))?.[0];
    return method === 'PUT' && name !== undefined ? of(name) : undefined;
  });
const statusOf = async (name: string) =>
  pick((await owner.call('GET', `/v2/images/${ids.get(name)}/members`)).json, 'members', 0, 'status');

describe('an answer that the service accepts and says nothing of', () => {
  test('stands in its row, is not sent twice, and keeps no other row from its own', async () => {
    hold((name) => (name === 'alpha' ? 'before' : undefined));
    await row('alpha').click();
    await page.locator('#inbox-table').focus();
    await page.keyboard.press('a');
    await row('alpha').getByText('Accepting…').waitFor();
    await page.keyboard.press('a');
    await page.getByText('Its answer is on its way').first().waitFor();
    await row('beta').click();
    await page.getByRole('main').getByRole('button', { name: 'Accept', exact: true }).click();
    await tab('Accepted', 1).waitFor();
    expect(sent()).toEqual(['alpha', 'beta']);
    expect(await statusOf('alpha')).toBe('pending');
  });

  test('can be left, still is not sent again, and is shown when the service takes it after all', async () => {
    hold((name) => (name === 'gamma' ? 'before' : undefined));
    await row('gamma').click();
    await page.locator('#inbox-table').focus();
    await page.keyboard.press('a');
    await row('gamma').getByText('no answer yet').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
      expect(await axeViolations(page), colorScheme).toEqual([]);
    }
    const stop = page.getByRole('button', { name: 'Stop waiting' });
    await stop.focus();
    await page.keyboard.press('Enter');
    await page.getByText('theirs has not said whether it took the answer').waitFor();
    await row('gamma').getByText('Sent, not answered').waitFor();
    expect(await stop.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.locator('#inbox-table').focus();
    await page.keyboard.press('d');
    await page.getByText('not said yet whether it took the answer before').first().waitFor();
    await page.keyboard.press('a');
    await row('gamma').getByText('No answer yet').waitFor();
    expect(times('gamma')).toBe(1);
    proxy.release();
    await row('gamma').waitFor({ state: 'detached' });
    await tab('Accepted', 3).waitFor();
    expect([times('alpha'), times('beta'), times('gamma')]).toEqual([1, 1, 1]);
    expect(await statusOf('gamma')).toBe('accepted');
  });

  test('in a batch is left by itself after the cancelling, and repeated without being sent again', async () => {
    await tab('Accepted', 3).click();
    hold((name) => (name === 'beta' ? 'before' : undefined));
    await page.getByRole('checkbox', { name: 'Mark all' }).check();
    await page.getByRole('button', { name: 'Decline 3' }).click();
    await strip().getByText('2 of 3 done').waitFor();
    await strip().getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    const stop = strip().getByRole('button', { name: 'Stop waiting' });
    await stop.waitFor();
    expect(await stop.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await strip().getByText('2 of 3 done, 1 failed').waitFor();
    await strip().getByText('has not said whether it took the answer').waitFor();
    expect(times('beta')).toBe(2);
    await strip().getByRole('button', { name: 'Repeat the 1 failed' }).click();
    await strip().getByText('2 of 3 done').waitFor();
    proxy.release();
    await strip().getByText('All 3 done').waitFor();
    expect(times('beta')).toBe(2);
    await tab('Declined', 3).waitFor();
    expect(await statusOf('beta')).toBe('rejected');
  });
});

describe('a page that is loaded anew while many are answered', () => {
  test('says what was done, shows what the services took, and repeats nothing', async () => {
    await tab('Pending', BATCH.length).click();
    const taken = ['n05', 'n06', 'n07'];
    hold((name) => (taken.includes(name) ? 'after' : name === 'n08' ? 'before' : undefined));
    await page.getByRole('checkbox', { name: 'Mark all' }).check();
    await page.getByRole('button', { name: 'Accept 12' }).click();
    await strip().getByText('4 of 12 done').waitFor();
    await until(
      'four are on their way',
      async () => times('n08') === 1 && (await statusOf('n07')) === 'accepted',
    );
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();

    const said = page.getByRole('alertdialog').filter({ hasText: 'Accepting 12 shared images: interrupted' });
    await said.getByText('4 of 12 done').waitFor();
    await page.getByRole('button', { name: /^Shared with me/ }).click();
    // Three of them the service had taken, though nobody had heard of it.
    await tab('Accepted', 7).waitFor();
    await tab('Pending', 5).waitFor();
    expect(await strip().count()).toBe(0);
    const first = BATCH.slice(0, 8);
    expect(
      sent()
        .filter((name) => BATCH.includes(name))
        .toSorted(),
    ).toEqual(first);
    expect(await axeViolations(page)).toEqual([]);

    proxy.release();
    await page.reload();
    await tab('Pending', 5)
      .or(page.getByRole('button', { name: /^Shared with me/ }))
      .first()
      .waitFor();
    expect(await said.count()).toBe(0);
    expect(
      sent()
        .filter((name) => BATCH.includes(name))
        .toSorted(),
    ).toEqual(first);
  });

  test('and complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
