import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { demoProject, GlanceClient } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';

/** The catalogue without its clouds: what was read once stands, is searched, and says what it cannot do. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly diskFormat: string | null;
  readonly owner: string | null;
  readonly protected: boolean;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let sandbox: Sandbox;
let port: number;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let online: readonly Listed[];

const offlineList = async (...search: readonly string[]): Promise<readonly Listed[]> =>
  (await argosy(['image', 'list', '--offline', ...search, '--json'], { home })).json();
const startAgain = async (): Promise<void> => {
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), port });
};

beforeAll(async () => {
  folder = await temporaryFolder('plane');
  home = join(folder.path, 'home');
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox') });
  port = Number(new URL(sandbox.url).port);
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  await argosy(addGlance('lab', glance), { home, secret: glance.secret });
  const synced = await argosy(['sync', '--json'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  online = (await argosy(['image', 'list', '-c', 'lab', '--json'], { home })).json();
  await sandbox.close();
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await sandbox?.close();
  await folder?.remove();
});

const names = (images: readonly Listed[]): readonly string[] => images.map(({ name }) => name).sort();
/** The names of all rows: the sandbox's images fit on one screen. */
const shownNames = async (): Promise<readonly string[]> => {
  const cells = await page.locator('.image-name').allTextContents();
  return cells.map((name) => name.trim()).sort();
};

describe('with the service stopped', () => {
  test('the command line and the page show what the service last listed', async () => {
    const offline = await offlineList();
    expect(names(offline)).toEqual(names(online));
    expect(online.length).toBeGreaterThan(8);
    await page
      .getByRole('navigation', { name: 'Clouds' })
      .getByText(/offline/)
      .waitFor();
    await expect.poll(shownNames).toEqual(names(online));
    expect(await axeViolations(page)).toEqual([]);
  });

  test('both search it by the same language', async () => {
    const search = 'format:qcow2 -protected';
    const expected = online.filter((image) => image.diskFormat === 'qcow2' && !image.protected);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(online.length);
    expect(names(await offlineList('--search', search))).toEqual(names(expected));
    await page.getByRole('searchbox', { name: 'Search images' }).fill(search);
    await expect.poll(shownNames).toEqual(names(expected));
  });

  test('an image opens in the inspector; what needs the service is greyed and says why', async () => {
    await page.getByRole('searchbox', { name: 'Search images' }).fill('');
    await expect.poll(shownNames).toEqual(names(online));
    await page.getByRole('row').nth(1).click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    for (const name of ['Download', 'Copy to…']) {
      const button = inspector.getByRole('button', { name, exact: true });
      expect(await button.getAttribute('aria-disabled'), name).toBe('true');
      await button.hover();
      await page
        .getByText(/lab cannot be reached/)
        .first()
        .waitFor();
    }
    await page.mouse.move(0, 0);
    await inspector.getByRole('button', { name: 'More actions' }).click();
    const removal = page.getByRole('menuitem', { name: /^Delete…/ });
    expect(await removal.getAttribute('aria-disabled')).toBe('true');
    await removal.getByText(/lab cannot be reached/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    // The tooltip stands outside all landmarks, as tooltips do.
    await page.mouse.move(0, 0);
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('when the service is back, with 3 added, 2 changed and 1 removed', () => {
  const added = ['landing-1', 'landing-2', 'landing-3'];
  let changed: readonly Listed[];
  let removed: Listed;

  beforeAll(async () => {
    await served.stop();
    await startAgain();
    const client = await GlanceClient.signIn(sandbox, 'demo');
    for (const name of added) await client.create({ name });
    const [first, second, third] = online.filter((image) => image.owner === demoProject && !image.protected);
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few images');
    changed = [first, second];
    removed = third;
    for (const { id } of changed) await client.patch(id, { op: 'add', path: '/os_version', value: '99' });
    await client.call('DELETE', `/v2/images/${removed.id}`);
  });

  test('a sync says exactly that', async () => {
    const synced = await argosy(['sync', '--json'], { home });
    expect(synced.json()).toMatchObject({
      connections: [{ name: 'lab', images: online.length + 2, added: 3, changed: 2, removed: 1 }],
    });
    const again = await argosy(['sync', '--json'], { home });
    expect(again.json()).toMatchObject({ connections: [{ added: 0, changed: 0, removed: 0 }] });
  });

  test('the page says what changed, by name', async () => {
    served = await serve(home);
    ({ page, complaints } = await openPage(browser, served.url));
    await page.getByRole('button', { name: /^What changed/ }).click();
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    await page.getByRole('button', { name: /Since when/ }).click();
    await page.getByRole('option', { name: 'Since yesterday' }).click();
    const group = (title: RegExp) => page.getByRole('region', { name: title });
    for (const name of added) await group(/^New/).getByText(name).waitFor();
    for (const { name } of changed)
      await group(/^Changed/)
        .getByText(name)
        .first()
        .waitFor();
    await group(/^Gone/).getByText(removed.name).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('nothing on the way broke the page or its content policy', () => {
    expect(complaints).toEqual([]);
  });
});
