import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/a11y.ts';
import { argosy, temporaryFolder } from '../support/argosy.ts';
import { dropFiles, launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { hashOf, makeQcow2 } from '../support/images.ts';

/**
 * The walk that everything stands on, by a person with a browser: a first start, the sandbox, a real qcow2
 * dropped as the operating system drops it, verified in the service, downloaded, edited, deleted.
 */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let golden: string;

beforeAll(async () => {
  folder = await temporaryFolder('e2e');
  home = join(folder.path, 'home');
  process.env['XDG_DOWNLOAD_DIR'] = join(folder.path, 'downloads');
  await mkdir(join(folder.path, 'downloads'));
  golden = await makeQcow2(join(folder.path, 'debian-13-golden.qcow2'), { virtualMiB: 3000, dataMiB: 32 });
  execFileSync('qemu-img', [
    'create',
    '-q',
    '-f',
    'qcow2',
    '-b',
    golden,
    '-F',
    'qcow2',
    join(folder.path, 'overlay.qcow2'),
  ]);
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await folder?.remove();
});

const inspector = () => page.getByRole('complementary', { name: 'Inspector' });
const transfer = (name: string) =>
  page.getByRole('region', { name: 'Transfers' }).getByRole('listitem', { name });
const imageRow = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('gridcell', { name }) });

describe('from a dropped qcow2 to a verified image', () => {
  test('the first start offers three ways in, and the session secret leaves the address bar', async () => {
    await page.getByRole('heading', { name: 'Bring your images aboard' }).waitFor();
    for (const way of [/Import clouds\.yaml/, /Add a cloud/, /Try the sandbox/]) {
      expect(await page.getByRole('button', { name: way }).isVisible()).toBe(true);
    }
    expect(page.url()).not.toContain('session=');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the sandbox is one click away, and its images are listed', async () => {
    await page.getByRole('button', { name: /Try the sandbox/ }).click();
    await imageRow('CirrOS').waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(8);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('dropped files are reviewed: filled from the content, the unsafe one refused with the reason', async () => {
    await dropFiles(page, [golden, join(folder.path, 'overlay.qcow2')]);
    const sheet = page.getByRole('dialog', { name: 'Upload 2 files' });
    const row = sheet.getByRole('listitem', { name: 'debian-13-golden.qcow2' });
    await row.getByText('from content').waitFor();
    expect(await row.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('debian-13-golden');
    expect(await row.getByRole('textbox', { name: 'Min disk' }).inputValue()).toBe('3');
    expect(await row.getByRole('button', { name: /Disk format/ }).textContent()).toContain('qcow2');
    await sheet.getByRole('listitem', { name: 'overlay.qcow2' }).getByText('Not sent:').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await sheet.getByRole('button', { name: 'Upload 1 image' }).click();
    // A sheet that a drop opened has no button to give the focus back to.
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('image-table');
  });

  test('the upload ends verified, and the service stores exactly these bytes', async () => {
    await transfer('debian-13-golden')
      .getByText(/^Verified/)
      .waitFor();
    await imageRow('debian-13-golden').waitFor();
    const listed = (
      await argosy(['image', 'list', '-c', 'sandbox', '--search', 'debian-13-golden', '--json'], { home })
    ).json<{ checksum: { algo: string; value: string }; minDiskGb: number }[]>();
    expect(listed).toMatchObject([
      { minDiskGb: 3, checksum: { algo: 'sha512', value: await hashOf(golden, 'sha512') } },
    ]);
  });

  test('the keyboard alone opens it in the inspector', async () => {
    await page.getByRole('searchbox', { name: 'Search images' }).fill('debian-13-golden');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Search images' }).press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await inspector().getByRole('heading', { name: 'debian-13-golden' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('it comes back bit for bit', async () => {
    await inspector().getByRole('button', { name: 'Download', exact: true }).click();
    await page
      .getByText(/^Verified/)
      .nth(1)
      .waitFor();
    const copy = join(folder.path, 'downloads', 'debian-13-golden.qcow2');
    expect(await hashOf(copy, 'sha256')).toBe(await hashOf(golden, 'sha256'));
  });

  test('an edit is one step, and there is a way back', async () => {
    await inspector().getByRole('button', { name: 'Edit…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('debian-13-renamed');
    await dialog.getByRole('button', { name: /Save/ }).click();
    await inspector().getByRole('heading', { name: 'debian-13-renamed' }).waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await inspector().getByRole('heading', { name: 'debian-13-golden' }).waitFor();
  });

  test('deletion asks by name, and then it is gone', async () => {
    await inspector().getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('debian-13-golden').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await question.getByRole('button', { name: /Delete/ }).click();
    await expect.poll(() => imageRow('debian-13-golden').count()).toBe(0);
    const listed = (
      await argosy(['image', 'list', '-c', 'sandbox', '--search', 'debian-13-golden', '--json'], { home })
    ).json<object[]>();
    expect(listed).toEqual([]);
  });

  test('the dark theme has no contrast to complain of either', async () => {
    await page.getByRole('searchbox', { name: 'Search images' }).fill('');
    await page.emulateMedia({ colorScheme: 'dark' });
    await imageRow('CirrOS').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('nothing on the way broke the page or its content policy', () => {
    expect(complaints).toEqual([]);
  });
});
