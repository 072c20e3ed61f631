import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { axeViolations } from '../support/a11y.ts';
import { argosy } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { type Lab, openLab } from '../support/lab.ts';

/** A person puts two images side by side, and carries properties from one to others. */
let folder: Lab['folder'];
let sandbox: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let home: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  ({ folder, home, sandbox } = await openLab('compare', async (client) => {
    for (const [name, fields] of Object.entries({
      golden: { hw_disk_bus: 'virtio', os_distro: 'debian', hw_firmware_type: 'uefi' },
      plain: { hw_disk_bus: 'ide', os_distro: 'debian', team: 'web' },
      third: { hw_disk_bus: 'virtio' },
    }))
      ids[name] = await client.create({ name, ...fields });
  }));
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

const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
const patches = () =>
  sandbox.requests.list().filter(({ method, path }) => method !== 'GET' && !path.endsWith('/tokens'));
const command = async (words: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
};
const propertiesOf = async (name: string): Promise<unknown> => {
  const shown = await argosy(['--json', 'image', 'show', '-c', 'lab', ids[name] ?? ''], { home });
  return shown.json<{ properties: unknown }>().properties;
};

describe('two images side by side', () => {
  test('what differs is told, and a property goes over with one click, by keys, and nothing else with it', async () => {
    await row('golden').click();
    await row('plain').click({ modifiers: ['Control'] });
    await page.keyboard.press('Alt+v');
    const sheet = page.getByRole('dialog', { name: 'Two images side by side' });
    await sheet.getByText('Only differences').click();
    expect(await sheet.getByRole('rowheader').allTextContents()).toEqual([
      ...['Properties', 'hw_disk_bus', 'hw_firmware_type', 'team'],
    ]);
    expect(await axeViolations(page)).toEqual([]);
    const second = (await sheet.getByRole('columnheader').nth(3).textContent()) ?? '';
    const to = second.startsWith('plain') ? 'second' : 'first';
    sandbox.requests.clear();
    await sheet.getByRole('button', { name: `Take hw_disk_bus over to the ${to}` }).focus();
    await page.keyboard.press('Enter');
    await sheet.getByText(`One change to the ${to}.`).waitFor();
    await sheet.getByRole('button', { name: 'Preview requests' }).click();
    const preview = page.getByRole('dialog', { name: 'What would be sent' });
    await preview.getByText('"/hw_disk_bus"').waitFor();
    await preview.getByRole('button', { name: 'Close' }).last().click();
    expect(patches()).toEqual([]);
    await sheet.getByRole('button', { name: 'Save' }).click();
    await sheet.waitFor({ state: 'detached' });
    expect(patches().map(({ method }) => method)).toEqual(['PATCH']);
    expect(await propertiesOf('plain')).toEqual({ hw_disk_bus: 'virtio', os_distro: 'debian', team: 'web' });
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await page.getByText('Taken back').waitFor();
    expect(await propertiesOf('plain')).toEqual({ hw_disk_bus: 'ide', os_distro: 'debian', team: 'web' });
  });
});

describe('copied properties', () => {
  test('go into many images: what each gets is shown, sent as the least, and taken back', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row('golden').click();
    await command('Copy properties');
    await page.getByText('3 properties copied').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(text)).toEqual(await propertiesOf('golden'));

    await row('plain').click();
    await row('third').click({ modifiers: ['Control'] });
    await command('Paste properties');
    const sheet = page.getByRole('dialog', { name: 'Paste properties into 2 images' });
    await sheet.getByText('3 added, 1 replaced.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    sandbox.requests.clear();
    await sheet.getByRole('button', { name: 'Paste', exact: true }).click();
    await page.getByText('Properties pasted into 2 images').waitFor();
    expect(patches().map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
    const golden = { hw_disk_bus: 'virtio', os_distro: 'debian', hw_firmware_type: 'uefi' };
    expect(await propertiesOf('plain')).toEqual({ ...golden, team: 'web' });
    expect(await propertiesOf('third')).toEqual(golden);
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await expect.poll(() => propertiesOf('third'), { timeout: 15_000 }).toEqual({ hw_disk_bus: 'virtio' });
    expect(await propertiesOf('plain')).toEqual({ hw_disk_bus: 'ide', os_distro: 'debian', team: 'web' });
    expect(complaints).toEqual([]);
  });
});
