import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { demoProject, GlanceClient } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';

/** The catalogue as it was: browsed as a whole, image by image, and told from the present. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly protected: boolean;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let doomed: Listed;
let renamed: Listed;

const NEW_NAME = 'a-name-of-today';
const GOLDEN = 'golden-base';
const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');
const nameCells = async (): Promise<readonly string[]> => {
  const cells = await page.locator('#image-table .image-name').allTextContents();
  return cells.map((name) => name.trim());
};
const inspector = (): Locator => page.getByRole('complementary', { name: 'Inspector' });
const openChanges = async (): Promise<void> => {
  await page.getByRole('button', { name: /^What changed/ }).click();
  await page.getByRole('button', { name: /Since when/ }).click();
  await page.getByRole('option', { name: 'Since yesterday' }).click();
};

beforeAll(async () => {
  folder = await temporaryFolder('past');
  const home = join(folder.path, 'home');
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox') });
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  await argosy(addGlance('lab', glance), { home, secret: glance.secret });
  const client = await GlanceClient.signIn(sandbox, 'demo');
  const golden = await client.create({ name: GOLDEN });
  await client.upload(golden, Buffer.from('the bytes of yesterday'));
  await argosy(['sync', '--json'], { home });
  const listed: readonly Listed[] = (await argosy(['image', 'list', '-c', 'lab', '--json'], { home })).json();
  const [first, second] = listed.filter(
    ({ name, owner, protected: kept }) => owner === demoProject && !kept && name !== GOLDEN,
  );
  if (first === undefined || second === undefined) throw new Error('too few images');
  [doomed, renamed] = [first, second];
  await client.call('DELETE', `/v2/images/${doomed.id}`);
  await client.patch(renamed.id, { op: 'replace', path: '/name', value: NEW_NAME });
  await client.call('DELETE', `/v2/images/${golden}`);
  await client.upload(await client.create({ name: GOLDEN }), Buffer.from('the bytes of today'));
  const synced = await argosy(['sync', '--json'], { home });
  expect(synced.json()).toMatchObject({ connections: [{ added: 1, changed: 1, removed: 2 }] });
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

describe('what changed', () => {
  test('calls out a name that stands for other bytes, with the hash of before and of now', async () => {
    await openChanges();
    const warning = page.getByRole('region', { name: 'One name now stands for different content' });
    await warning.getByText('Another image took its name.').waitFor();
    await warning.getByRole('button', { name: GOLDEN }).waitFor();
    const [before, after] = [sha512('the bytes of yesterday'), sha512('the bytes of today')];
    await warning.getByTitle(`sha512 ${before}`).waitFor();
    await warning.getByTitle(`sha512 ${after}`).waitFor();
  });

  test('tells a change with what was before and what is now', async () => {
    const change = page.getByRole('region', { name: /^Changed/ }).getByRole('button', { name: NEW_NAME });
    await change.first().waitFor();
    expect(await change.first().textContent()).toContain(`name ${renamed.name} → ${NEW_NAME}`);
  });

  test('shows an image that is gone as it last stood, with nothing that can be done', async () => {
    await page
      .getByRole('region', { name: /^Gone/ })
      .getByRole('button', { name: new RegExp(`^${doomed.name}`) })
      .click();
    await inspector().getByText('Gone from lab: this is how it last stood.').waitFor();
    await inspector().getByRole('heading', { name: doomed.name }).waitFor();
    for (const name of ['Download', 'Copy to…', 'Edit…']) {
      const button = inspector().getByRole('button', { name, exact: true });
      expect(await button.getAttribute('aria-disabled'), name).toBe('true');
    }
    await inspector().getByRole('button', { name: 'More actions' }).click();
    for (const item of await page.getByRole('menuitem').all()) {
      expect(await item.getAttribute('aria-disabled'), (await item.textContent()) ?? '').toBe('true');
    }
    await page
      .getByRole('menuitem', { name: /^Delete…/ })
      .getByText('It is gone from lab')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await axeViolations(page)).toEqual([]);
  });
});

test('keys alone lead to what changed and back to the list', async () => {
  await page.keyboard.press('Alt+l');
  await page.getByRole('heading', { name: 'All images' }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await expect.poll(focused).toBe('image-table');
  await page.keyboard.press('Alt+h');
  await page.getByRole('heading', { name: 'What changed' }).waitFor();
  // Never at the start of the page: the next key goes on from the middle.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
});

describe('the catalogue as of a past sync', () => {
  test('holds what was there, and says so over the whole page', async () => {
    await page.getByRole('button', { name: 'Browse as of…' }).click();
    await page.getByRole('list', { name: 'Past syncs' }).getByRole('button').last().click();
    await page.getByText(/^The catalogue as of /).waitFor();
    await expect.poll(nameCells).toContain(doomed.name);
    const names = await nameCells();
    expect(names).toContain(renamed.name);
    expect(names).not.toContain(NEW_NAME);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('changes nothing: every action says why', async () => {
    await page.getByRole('gridcell', { name: renamed.name }).click();
    await inspector()
      .getByText(/^As it was on /)
      .waitFor();
    for (const name of ['Download', 'Copy to…', 'Edit…']) {
      const button = inspector().getByRole('button', { name, exact: true });
      expect(await button.getAttribute('aria-disabled'), name).toBe('true');
    }
    await page.getByRole('gridcell', { name: renamed.name }).click({ button: 'right' });
    await page
      .getByRole('menuitem', { name: /^Delete…/ })
      .getByText(/Go back to now first/)
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+u');
    await page.getByText(/Go back to now first/).waitFor();
  });

  test('heeds no key either: Delete asks no question whose answer could be yes', async () => {
    await page.getByRole('gridcell', { name: renamed.name }).click();
    for (const key of ['Delete', 'F2', 'Control+d', 'Alt+c']) {
      await page.keyboard.press(key);
      await expect.poll(() => page.getByText(/Go back to now first/).count()).toBeGreaterThan(0);
      expect(await page.getByRole('dialog').count(), key).toBe(0);
      expect(
        await page
          .getByRole('alertdialog')
          .filter({ has: page.getByText('Delete it') })
          .count(),
      ).toBe(0);
    }
  });

  test('is left by one press', async () => {
    await page.getByRole('button', { name: 'Back to now', exact: true }).click();
    await expect.poll(nameCells).toContain(NEW_NAME);
    expect(await nameCells()).not.toContain(doomed.name);
    expect(await page.getByText(/^The catalogue as of /).count()).toBe(0);
    await page.getByRole('gridcell', { name: NEW_NAME }).click();
    const edit = inspector().getByRole('button', { name: 'Edit…', exact: true });
    await expect.poll(() => edit.getAttribute('aria-disabled')).toBe(null);
  });
});

test('the syncs of a cloud stand in its menu, the newest first', async () => {
  await page.getByRole('button', { name: 'Actions for lab' }).click();
  await page.getByRole('menuitem', { name: 'Past syncs…' }).click();
  const rows = page.getByRole('dialog').getByRole('row');
  await rows.nth(2).waitFor();
  const last = await rows.last().textContent();
  expect(last).toContain('first');
  await page.keyboard.press('Escape');
});

test('nothing on the way broke the page or its content policy', () => {
  expect(complaints).toEqual([]);
});
