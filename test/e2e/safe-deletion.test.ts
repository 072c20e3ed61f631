import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient, partnerProject } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';

/** Deleting by a person with a keyboard alone, in a cloud that others depend on (`live`) and one that is away (`lab`). */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let live: Sandbox;
let lab: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let client: GlanceClient;

beforeAll(async () => {
  folder = await temporaryFolder('safe-deletion');
  home = join(folder.path, 'home');
  [live, lab] = await Promise.all([
    startSandbox({ dataDirectory: join(folder.path, 'live'), switches: ['empty'] }),
    startSandbox({ dataDirectory: join(folder.path, 'lab'), switches: ['empty'] }),
  ]);
  await addCloud('live', live, '--production');
  await addCloud('lab', lab);
  client = await GlanceClient.signIn(live, 'demo');
  const base = await client.createActive(new Uint8Array(3 * 1024 * 1024), {
    name: 'base',
    visibility: 'shared',
  });
  await client.call('POST', `/v2/images/${base}/members`, { member: partnerProject });
  await client.create({ name: 'golden', protected: true });
  for (let number = 1; number <= 5; number += 1) await client.create({ name: `bulk-${number}` });
  const other = await GlanceClient.signIn(lab, 'demo');
  await other.create({ name: 'base' });
  await other.create({ name: 'far-away' });
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  [browser, served] = await Promise.all([launchChromium(), serve(home)]);
  ({ page, complaints } = await openPage(browser, served.url));
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await Promise.all([live?.close(), lab?.close()]);
  await folder?.remove();
});

async function addCloud(name: string, sandbox: Sandbox, ...more: readonly string[]): Promise<void> {
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  const added = await argosy(addGlance(name, glance, ...more), { home, secret: glance.secret });
  expect(added.code, added.stderr).toBe(0);
}
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
async function act(target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return press('Enter');
    await press('Tab');
  }
  throw new Error(`Tab never came to ${target}`);
}
const bothThemes = async (): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page), colorScheme).toEqual([]);
  }
};
const clouds = () => page.getByRole('navigation', { name: 'Clouds' });
const showCloud = (name: string) =>
  clouds()
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
const question = (name: string) => page.getByRole('alertdialog', { name });
const named = async (): Promise<readonly unknown[]> => (await client.names('sort=name:asc')).sort();
async function chooseAll(count: number): Promise<void> {
  await page.getByRole('grid', { name: 'Images' }).focus();
  await press('Control+a');
  await page.getByText(`${count} images chosen`, { exact: true }).waitFor({ state: 'attached' });
}
async function askToDelete(name: string): Promise<Locator> {
  await page.getByRole('gridcell', { name, exact: true }).first().click();
  await press('Delete');
  const dialog = question(`Delete ${name}?`);
  await dialog.waitFor();
  return dialog;
}

describe('a cloud that others depend on', () => {
  test('has a sign, from the command line and from the form', async () => {
    const shown = await argosy(['connection', 'show', 'live', '--json'], { home });
    expect(shown.json()).toMatchObject({ production: true });
    await clouds().getByRole('button', { name: /^live/ }).getByRole('img', { name: 'production' }).waitFor();
    await clouds().getByRole('button', { name: 'Actions for live' }).click();
    await page.getByRole('menuitem', { name: 'Edit…' }).click();
    const flag = page.getByRole('switch', { name: /^Others depend on this cloud/ });
    expect(await flag.isChecked()).toBe(true);
    await bothThemes();
    await press('Escape');
  });

  test('asks for the image’s name, and says its size, who loses it and what has the same name', async () => {
    await showCloud('live');
    const dialog = await askToDelete('base');
    await dialog.getByText('3 MiB', { exact: true }).waitFor();
    await dialog.getByText('shared with 1, who loses it').waitFor();
    await dialog.getByText('another of this name stays, in lab').waitFor();
    const doIt = dialog.getByRole('button', { name: 'Delete it' });
    await bothThemes();
    await page.keyboard.type('Base');
    expect(await doIt.getAttribute('aria-disabled')).toBe('true');
    await press('Enter');
    expect(await named()).toContain('base');
    await press('Control+A');
    await page.keyboard.type('base');
    await act(doIt);
    await dialog.waitFor({ state: 'detached' });
    expect(await named()).not.toContain('base');
    // The rows beneath move up: what is clicked next must not be on its way.
    await page.getByRole('gridcell', { name: 'base', exact: true }).waitFor({ state: 'detached' });
  });

  test('keeps what is protected, and says so', async () => {
    const dialog = await askToDelete('golden');
    await dialog.getByText('Take the protection off').waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete it' }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    await press('Escape');
    expect(await named()).toContain('golden');
  });

  test('explains what usually stands behind “in use”, and protection that came meanwhile', async () => {
    const dialog = await askToDelete('bulk-5');
    await page.keyboard.type('bulk-5');
    live.switches.set('image-in-use', 1);
    await act(dialog.getByRole('button', { name: 'Delete it' }));
    const refused = question('Not deleted');
    await refused.getByText('a volume that was made from it').waitFor();
    await bothThemes();
    await press('Escape');
    const id = await idOf('bulk-5');
    await client.patch(id, { op: 'replace', path: '/protected', value: true });
    await askToDelete('bulk-5');
    await page.keyboard.type('bulk-5');
    await act(question('Delete bulk-5?').getByRole('button', { name: 'Delete it' }));
    await refused.getByText('Somebody protected it meanwhile').waitFor();
    await press('Escape');
    expect(await named()).toContain('bulk-5');
    await client.patch(id, { op: 'replace', path: '/protected', value: false });
  });

  test('asks for its own name before many go, reports each, and repeats only the failed', async () => {
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await chooseAll(6);
    await press('Delete');
    const dialog = question('Delete 6 images?');
    await dialog.getByText('Stays, protected').waitFor();
    await bothThemes();
    await page.keyboard.type('live');
    live.switches.set('image-in-use', 1);
    await act(dialog.getByRole('button', { name: 'Delete 5 images' }));
    const strip = page.getByRole('region', { name: 'Change of many' });
    await strip.getByText('4 of 5 done, 1 failed').waitFor();
    await strip.getByText('a volume that was made from it').waitFor();
    expect((await named()).length).toBe(2);
    live.requests.clear();
    await act(strip.getByRole('button', { name: 'Repeat the 1 failed' }));
    await strip.getByText('All 5 done').waitFor();
    expect(live.requests.list().filter(({ method }) => method === 'DELETE')).toHaveLength(1);
    expect(await named()).toEqual(['golden']);
  });

  test('is itself removed only by its name', async () => {
    await clouds().getByRole('button', { name: 'Actions for live' }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const dialog = question('Remove live?');
    const doIt = dialog.getByRole('button', { name: 'Remove the cloud' });
    expect(await doIt.getAttribute('aria-disabled')).toBe('true');
    await bothThemes();
    await page.keyboard.type('live');
    expect(await doIt.getAttribute('aria-disabled')).not.toBe('true');
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });
});

test('images of a cloud that is away are named and left out', async () => {
  await lab.close();
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await clouds()
    .getByText(/offline/)
    .waitFor();
  await client.create({ name: 'late' });
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await clouds()
    .getByRole('button', { name: /^All images/ })
    .click();
  await page.getByRole('gridcell', { name: 'late' }).waitFor();
  await chooseAll(4);
  await press('Delete');
  const dialog = question('Delete 4 images?');
  await dialog.getByText('2 stay, in clouds that cannot be reached').waitFor();
  for (const name of ['base', 'far-away', 'golden', 'late'])
    await dialog.getByText(name, { exact: true }).first().waitFor();
  await page.keyboard.type('late');
  await act(dialog.getByRole('button', { name: 'Delete it' }));
  await dialog.waitFor({ state: 'detached' });
  expect(await named()).toEqual(['golden']);
});

test('the page complained of nothing', () => {
  expect(complaints).toEqual([]);
});

async function idOf(name: string): Promise<string> {
  const reply = await client.call('GET', `/v2/images?name=${name}`);
  const { images } = reply.json as { readonly images: readonly { readonly id: string }[] };
  return images[0]?.id ?? '';
}
