import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/argosy.ts';
import { dropFiles, launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { hashOf, makeQcow2 } from '../support/images.ts';
import { stackEnvironment } from '../support/stack.ts';

/** A person with a browser and a real cloud: clouds.yaml dropped, a qcow2 dropped, verified by a real Glance. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
const openstack = (...args: readonly string[]) =>
  execFileSync('openstack', args, {
    encoding: 'utf8',
    env: { ...process.env, ...stackEnvironment().client },
  });

beforeAll(async () => {
  folder = await temporaryFolder('browser-openstack');
  browser = await launchChromium();
  served = await serve(join(folder.path, 'home'));
  ({ page, complaints } = await openPage(browser, served.url));
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await folder?.remove();
});

test('a dropped clouds.yaml, then a dropped qcow2, end as a verified image in a real Glance', async () => {
  await page.getByRole('heading', { name: 'Bring your images aboard' }).waitFor();
  await dropFiles(page, [stackEnvironment().clouds]);
  const dialog = page.getByRole('dialog');
  for (const other of ['admin', 'partner', 'demo-reader']) {
    await dialog.getByRole('checkbox', { name: new RegExp(`^${other}\\b(?!-)`) }).uncheck({ force: true });
  }
  await dialog.getByRole('button', { name: /Import/ }).click();
  await page.getByRole('button', { name: /^demo/ }).first().waitFor();

  const file = await makeQcow2(join(folder.path, 'from-a-browser.qcow2'), { virtualMiB: 2048, dataMiB: 64 });
  await dropFiles(page, [file]);
  const sheet = page.getByRole('dialog', { name: /Upload/ });
  await sheet.getByText('from content').waitFor();
  await sheet.getByRole('button', { name: 'Upload 1 image' }).click();
  await page
    .getByRole('region', { name: 'Transfers' })
    .getByText(/^Verified/)
    .waitFor({ timeout: 60_000 });

  const listed = JSON.parse(openstack('image', 'list', '--name', 'from-a-browser', '-f', 'json')) as {
    ID: string;
  }[];
  expect(listed).toHaveLength(1);
  const stored = JSON.parse(openstack('image', 'show', listed[0]?.ID ?? '', '-f', 'json')) as {
    status: string;
    min_disk: number;
    properties: { os_hash_value: string };
  };
  expect(stored).toMatchObject({
    status: 'active',
    min_disk: 2,
    properties: { os_hash_value: await hashOf(file, 'sha512') },
  });
  openstack('image', 'delete', listed[0]?.ID ?? '');
  expect(complaints).toEqual([]);
});
