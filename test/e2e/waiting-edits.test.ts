import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { type Lab, openLab } from '../support/lab.ts';

/** A person with a browser edits an image whose cloud is away, and sends the edit once it is back. */
let folder: Lab['folder'];
let sandbox: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let id: string;

beforeAll(async () => {
  const lab = await openLab('waiting', async (client) => {
    id = await client.create({ name: 'debian-12', min_ram: 512, os_version: '12' });
  });
  ({ folder, sandbox } = lab);
  browser = await launchChromium();
  served = await serve(lab.home);
  ({ page, complaints } = await openPage(browser, served.url));
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await sandbox?.close();
  await folder?.remove();
});

const cloud = () => page.getByRole('navigation', { name: 'Clouds' });
const refresh = () => page.getByRole('button', { name: 'Refresh', exact: true }).click();

describe('an edit of an image whose cloud is away', () => {
  test('is queued, marked in the list and shown in the inspector', async () => {
    await page.getByRole('gridcell', { name: 'debian-12' }).click();
    const port = Number(new URL(sandbox.url).port);
    await sandbox.close();
    await refresh();
    await cloud()
      .getByText(/offline/)
      .waitFor();
    await page.keyboard.press('F2');
    const dialog = page.getByRole('dialog', { name: 'Edit debian-12' });
    await dialog.getByText('Your change is kept on this computer').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('debian-13');
    await dialog.getByRole('textbox', { name: 'Min memory' }).fill('1024');
    await dialog.getByRole('button', { name: 'Queue edit' }).click();
    await page
      .getByRole('row')
      .getByRole('img', { name: /A change waits to be sent/ })
      .waitFor();
    const change = page.getByRole('region', { name: 'Change that waits to be sent' });
    expect(await change.textContent()).toContain('debian-13');
    expect(await axeViolations(page)).toEqual([]);
    sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), port });
  });

  test('is offered for review once the cloud is back, and sent as the person decides', async () => {
    const other = await GlanceClient.signIn(sandbox, 'demo');
    await other.patch(id, { op: 'replace', path: '/name', value: 'debian-sid' });
    await refresh();
    await page.getByText('lab can be reached').waitFor();
    await cloud()
      .getByRole('button', { name: /^Waiting edits/ })
      .click();
    const sheet = page.getByRole('dialog', { name: 'Waiting edits' });
    await sheet.getByText('Somebody changed it, too').waitFor();
    expect(await sheet.getByRole('button', { name: 'Send', exact: true }).getAttribute('aria-disabled')).toBe(
      'true',
    );
    expect(await axeViolations(page)).toEqual([]);
    await sheet
      .getByRole('radiogroup', { name: /^Name: in conflict/ })
      .getByText('Theirs')
      .click();
    await sheet.getByRole('button', { name: 'Send 1 edit' }).click();
    await page.getByText('1 edit sent').waitFor();
    await page.getByRole('gridcell', { name: 'debian-sid' }).waitFor();
    expect(await other.show(id)).toMatchObject({ name: 'debian-sid', min_ram: 1024, os_version: '12' });
    expect(
      await cloud()
        .getByRole('button', { name: /^Waiting edits/ })
        .count(),
    ).toBe(0);
  });

  test('the page complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
