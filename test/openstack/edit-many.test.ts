import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addGlance, argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { stackEnvironment } from '../support/stack.ts';
import { type ManyImages, makeManyImages } from './many-images.ts';

/** A person with a browser edits two hundred images of a real Glance at once, and takes it back. */
const COUNT = 200;
const PREFIX = `edit-many-${process.pid}-`;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let many: ManyImages;
let browser: Browser;
let served: Served;
let page: Page;
let home: string;

beforeAll(async () => {
  const { authUrl, password } = stackEnvironment();
  folder = await temporaryFolder('edit-many-openstack');
  home = join(folder.path, 'home');
  many = await makeManyImages(PREFIX, COUNT);
  await argosy(addGlance('real', { authUrl, username: 'demo', project: 'demo' }), { home, secret: password });
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  browser = await launchChromium();
  served = await serve(home);
  ({ page } = await openPage(browser, served.url));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await many?.remove();
  await folder?.remove();
}, 120_000);

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly visibility: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The images as the service itself has them. */
async function ours(): Promise<ReadonlyMap<string, Listed>> {
  const listed = await argosy(['image', 'list', '-c', 'real', '--json'], { home });
  expect(listed.code, listed.stderr).toBe(0);
  const found = listed.json<readonly Listed[]>().filter(({ name }) => name.startsWith(PREFIX));
  return new Map(found.map((image) => [image.id, image]));
}

test('two hundred get a tag and a property, and nothing else; all are as before after Ctrl+Z', async () => {
  const before = await ours();
  expect(before.size).toBe(COUNT);
  await page.keyboard.press('/');
  await page.keyboard.type(PREFIX);
  await page.getByText(String(COUNT), { exact: true }).first().waitFor();
  await page.getByRole('gridcell', { name: `${PREFIX}0001` }).waitFor();
  await page.locator('#image-table').focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('heading', { name: `${COUNT} images` }).waitFor();
  await page.keyboard.press('F2');
  const sheet = page.getByRole('dialog', { name: `Edit ${COUNT} images` });
  await sheet.getByRole('combobox', { name: 'Add tags to all' }).fill('golden');
  await page.keyboard.press('Enter');
  await sheet.getByRole('button', { name: 'Set os_distro on all' }).click();
  await sheet.getByLabel('os_distro on all').first().waitFor();
  await sheet.getByRole('button', { name: `Change ${COUNT} images` }).focus();
  const begun = performance.now();
  await page.keyboard.press('Enter');
  const strip = page.getByRole('region', { name: 'Change of many' });
  await strip.getByText(`All ${COUNT} done`, { exact: true }).waitFor({ timeout: 120_000 });
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(`200 edits on a real Glance: ${seconds.toFixed(1)} s\n`);

  const distributions = new Set<string | undefined>();
  for (const [id, { tags, properties, visibility }] of await ours()) {
    const was = before.get(id);
    expect([...tags].sort()).toEqual([...(was?.tags ?? []), 'golden'].sort());
    distributions.add(properties['os_distro']);
    expect({ ...properties, os_distro: '' }).toEqual({ ...was?.properties, os_distro: '' });
    expect(visibility).toBe(was?.visibility);
  }
  expect(distributions.size).toBe(1);

  await page.getByRole('button', { name: 'Undo last change' }).focus();
  await page.keyboard.press('Control+z');
  await strip.getByText('Taking back').waitFor();
  await strip.getByText(`All ${COUNT} done`, { exact: true }).waitFor({ timeout: 120_000 });
  const sorted = (images: ReadonlyMap<string, Listed>) =>
    [...images.values()].map(({ id, tags, properties }) => [id, [...tags].sort(), properties]).sort();
  expect(sorted(await ours())).toEqual(sorted(before));
});
