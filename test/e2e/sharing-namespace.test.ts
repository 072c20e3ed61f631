import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { DjinnClient } from '../integration/sandbox/djinn-client.ts';
import { axeViolations } from '../support/a11y.ts';
import { argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { until } from '../support/sandbox-control.ts';

/** Images of Djinn CI namespaces: who sees one sees all of them, so what is planned for several is sent once. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  folder = await temporaryFolder('namespace');
  const home = join(folder.path, 'home');
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), switches: ['empty'] });
  const demo = new DjinnClient(sandbox, 'demo');
  for (const [name, namespace] of [
    ['alpha', 'lab'],
    ['beta', 'lab/web'],
    ['gamma', 'lab'],
    ['other', 'tools'],
  ] as const)
    await demo.create(`name=${name}&namespace=${namespace}`);
  const added = await argosy(['connection', 'add', 'ci', '--kind', 'djinn', '--endpoint', demo.url], {
    home,
    secret: demo.token ?? '',
  });
  expect(added.code, added.stderr).toBe(0);
  await argosy(['partner', 'add', 'our partner', 'partner', '-c', 'ci'], { home });
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
  page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await sandbox?.close();
  await folder?.remove();
});
beforeEach(() => sandbox.requests.clear());

const IMAGES = ['alpha', 'beta', 'gamma', 'other'];
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const cell = (image: string, words: string): Locator =>
  page.getByRole('gridcell', { name: new RegExp(`^${image}, our partner: ${words}`) });
const head = (): Locator => page.getByRole('columnheader', { name: /^our partner/ });
const dialog = (): Locator => page.getByRole('dialog', { name: 'What will be sent' });

/** Requests that changed something; invites have numbers of their own. */
const changes = (): readonly string[] =>
  sandbox.requests
    .list()
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace(/^\/djinn/, '').replace(/\d+$/, 'N')}`)
    .sort();

async function openMatrix(): Promise<void> {
  await page.getByRole('gridcell', { name: 'alpha' }).click();
  await page.keyboard.press('Control+a');
  await page.getByRole('heading', { name: '4 images' }).waitFor();
  await page.keyboard.press('Alt+w');
}

async function planAll(label: string): Promise<void> {
  await head().click();
  await page.getByRole('menuitem', { name: new RegExp(`^${label}`) }).click();
  await page.getByText('4 changes not sent').waitFor();
}

async function previewed(methods: RegExp): Promise<void> {
  await button('Preview requests').click();
  await dialog().getByText('2 requests to ci').waitFor();
  const lab = dialog().getByRole('region', { name: '3 images of namespace lab@demo, ci' });
  expect(await lab.getByText(methods).count()).toBe(1);
  await dialog().getByRole('region', { name: 'other, ci' }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(changes()).toEqual([]);
  await dialog().getByRole('button', { name: 'Apply 4 changes' }).click();
}

describe('several images of one namespace', () => {
  test('are shared by one invite, which the preview says in words', async () => {
    await openMatrix();
    for (const image of IMAGES) await cell(image, 'not shared; press').waitFor();
    await planAll('Share all with our partner');
    await previewed(/\/n\/demo\/lab\/-\/invites/);
    for (const image of IMAGES) await cell(image, 'asked').waitFor();
    expect(changes()).toEqual(['POST /n/demo/lab/-/invites', 'POST /n/demo/tools/-/invites']);
    await page.getByText('2 changes sent for 4 images').first().waitFor();
  });

  test('are taken back by one request, too', async () => {
    await button('Undo last change').click();
    for (const image of IMAGES) await cell(image, 'not shared').waitFor();
    await until('both invites are withdrawn', async () => changes().length === 2);
    expect(changes()).toEqual(['DELETE /invites/N', 'DELETE /invites/N']);
  });

  test('stay known of all of them when the page is loaded anew', async () => {
    await cell('alpha', 'not shared').click();
    await cell('beta', 'not shared').click();
    await button('Apply 2 changes').click();
    await page.getByText('2 images of namespace lab@demo: 1 change sent').first().waitFor();
    expect(changes()).toEqual(['POST /n/demo/lab/-/invites']);
    // What was kept says it: the service is not asked again so soon.
    sandbox.requests.clear();
    await page.reload();
    await openMatrix();
    for (const image of ['alpha', 'beta', 'gamma']) await cell(image, 'asked').waitFor();
    expect(sandbox.requests.list().filter(({ path }) => path.includes('/lab/-/'))).toEqual([]);
  });

  test('and lose a member by one request', async () => {
    await head().click();
    await page.getByRole('menuitem', { name: /^Unshare all from our partner/ }).click();
    await button('Apply 3 changes').click();
    for (const image of IMAGES) await cell(image, 'not shared').waitFor();
    expect(changes()).toEqual(['DELETE /invites/N']);
  });

  test('the page complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
