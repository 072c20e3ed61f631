import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { axeViolations } from '../support/a11y.ts';
import { argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';

/**
 * Every kind of service by a person with a browser: added through its own form against a real sandbox, the
 * packages of FiFo made and unmade, and an image dragged onto another cloud.
 */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  folder = await temporaryFolder('dialects');
  home = join(folder.path, 'home');
  [sandbox, browser, served] = await Promise.all([startSandbox({}), launchChromium(), serve(home)]);
  ({ page, complaints } = await openPage(browser, served.url));
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await sandbox?.close();
  await folder?.remove();
});

/** What is typed for each kind: the label of a field, and the name of its value in the announcement. */
const FORMS: readonly (readonly [kind: string, fields: Readonly<Record<string, string>>])[] = [
  [
    'glance',
    { 'Sign-in address': 'authUrl', 'User name': 'username', Project: 'project', Password: 'secret' },
  ],
  ['nova', { 'Sign-in address': 'authUrl', 'User name': 'username', Project: 'project', Password: 'secret' }],
  [
    'plankton',
    {
      'Image service': 'endpoint',
      Token: 'secret',
      'Token service': 'authUrl',
      'File storage': 'storageUrl',
      'User id': 'userId',
    },
  ],
  ['alliance', { 'Gateway address': 'endpoint', Namespace: 'namespace', Environment: 'environment' }],
  ['djinn', { 'API address': 'endpoint', 'Access token': 'secret' }],
  ['fifo', { 'API address': 'endpoint', 'User name': 'username', Password: 'secret' }],
];

const cloud = (name: string): Locator =>
  page.getByRole('navigation', { name: 'Clouds' }).getByRole('button', { name: new RegExp(`^${name}\\b`) });
const imageRow = (name: string): Locator =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name }) })
    .first();
const packageRow = (name: string): Locator =>
  page.getByRole('grid', { name: 'Packages' }).getByRole('row', { name: new RegExp(`^${name}\\b`) });

async function packages(): Promise<readonly { readonly name: string; readonly metadata: object }[]> {
  return (await argosy(['package', 'list', '-c', 'fifo', '--json'], { home })).json();
}

describe('six dialects, one vocabulary', () => {
  test.each(FORMS)('%s is added by what it needs, tested first', async (kind, fields) => {
    await page.getByRole('button', { name: 'Add a cloud' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a cloud' });
    await dialog.locator(`.kind-card:has(input[value="${kind}"])`).click();
    const announced = sandbox.dialects[kind] as Readonly<Record<string, string | undefined>>;
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(kind);
    for (const [label, key] of Object.entries(fields)) {
      const field = dialog.getByRole('textbox', { name: new RegExp(`^${label}(?! domain)( \\(|,|$)`) });
      await field.fill(announced[key] ?? '');
    }
    await dialog.getByRole('button', { name: 'Test' }).click();
    await dialog.getByText('It works.').waitFor();
    await dialog.getByRole('button', { name: 'Add the cloud' }).click();
    await dialog.waitFor({ state: 'detached' });
    await cloud(kind)
      .getByText(/just now|s ago/)
      .waitFor();
  });

  test('the dialog and the list have nothing that a reader of screens could not follow', async () => {
    await page.getByRole('button', { name: 'Add a cloud' }).click();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await imageRow('CirrOS').waitFor();
    // The tip of the button that the dialog gives the focus back to would lie over the page.
    await page.waitForFunction(() => document.activeElement !== document.body);
    await page.locator('#image-table').focus();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('a package is made with its units and rules', async () => {
    await page.getByRole('button', { name: /^Packages/ }).click();
    await packageRow('small').waitFor();
    await page.getByRole('button', { name: 'New package…' }).click();
    const dialog = page.getByRole('dialog', { name: 'New package' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('tiny');
    await dialog.getByRole('textbox', { name: 'Memory' }).fill('256');
    await dialog.getByRole('textbox', { name: 'Disk quota' }).fill('5');
    await dialog.getByRole('button', { name: 'Add a rule' }).click();
    await dialog.getByRole('textbox', { name: 'Attribute' }).fill('resources.free-memory');
    await dialog.getByRole('textbox', { name: 'Value' }).fill('256');
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create the package' }).click();
    await packageRow('tiny').waitFor();
    const requirements = [
      { weight: 'must', attribute: 'resources.free-memory', condition: '>=', value: 256 },
    ];
    expect((await packages()).find(({ name }) => name === 'tiny')).toMatchObject({
      ramMb: 256,
      quotaGb: 5,
      requirements,
    });
  });

  test('its metadata is a tree, changed at any depth and back', async () => {
    await page.getByRole('tab', { name: /Metadata/ }).click();
    await page.getByRole('button', { name: 'Add a key' }).click();
    await page.getByRole('textbox', { name: 'Key' }).fill('ui');
    await page.getByRole('button', { name: /^Text Type/ }).click();
    await page.getByRole('option', { name: 'Object' }).click();
    await page.getByRole('textbox', { name: /^Value/ }).fill('{"notes":{}}');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row', { name: /^notes/ }).focus();
    await page.keyboard.press('Insert');
    await page.getByRole('textbox', { name: 'Key' }).fill('first');
    await page.getByRole('textbox', { name: /^Value/ }).fill('hello');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /^first hello/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('row', { name: /^first hello/ }).focus();
    await page.keyboard.press('Delete');
    await page.getByRole('row', { name: /^first hello/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo last change' }).click();
    await page.getByRole('row', { name: /^first hello/ }).waitFor();
    const tiny = (await packages()).find(({ name }) => name === 'tiny');
    expect(tiny?.metadata).toEqual({ ui: { notes: { first: 'hello' } } });
  });

  test('it is deleted after a question, by the keyboard', async () => {
    await page.getByRole('grid', { name: 'Packages' }).focus();
    await page.keyboard.press('Delete');
    const question = page.getByRole('alertdialog', { name: 'Delete tiny?' });
    expect(await axeViolations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete the package' }).click();
    await packageRow('tiny').waitFor({ state: 'detached' });
    expect((await packages()).some(({ name }) => name === 'tiny')).toBe(false);
  });

  test('an image dragged onto another cloud ends as a verified copy', async () => {
    await cloud('glance').click();
    await imageRow('CirrOS').waitFor();
    await imageRow('CirrOS').hover();
    await page.mouse.down();
    await page.mouse.move(400, 500, { steps: 4 });
    // The reasons of those that take nothing come in one line, so no cloud moves.
    await cloud('nova').getByText('Nova takes no bytes').waitFor();
    await cloud('plankton').getByText('Drop to copy it here').waitFor();
    const box = await cloud('plankton').boundingBox();
    if (box === null) throw new Error('The cloud is not in sight.');
    await page.mouse.move(box.x + 40, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const sheet = page.getByRole('dialog', { name: 'Copy 1 image' });
    await sheet.getByRole('list', { name: 'What becomes different' }).waitFor();
    await sheet.getByRole('textbox', { name: 'Name there' }).fill('cirros-there');
    expect(await axeViolations(page)).toEqual([]);
    await sheet.getByRole('button', { name: 'Copy', exact: true }).click();
    const row = page
      .getByRole('region', { name: 'Transfers' })
      .getByRole('listitem', { name: 'cirros-there' });
    await row.getByText('from glance to plankton').waitFor();
    await row.getByText(/^Verified/).waitFor();
    await cloud('plankton').click();
    await imageRow('cirros-there').waitFor();
  });

  test('what Nova would do besides is asked first, and names the connection that would not', async () => {
    await cloud('nova').click();
    await imageRow('GParted Live').click();
    await page.getByRole('tab', { name: /Properties/ }).click();
    await page.getByRole('button', { name: 'Add a property' }).click();
    await page.getByRole('combobox', { name: 'Property' }).fill('our.note');
    await page.getByRole('textbox', { name: 'Value' }).fill('reviewed');
    await page.keyboard.press('Enter');
    const question = page.getByRole('alertdialog', { name: 'It would change more than that' });
    await question.getByText('Such a connection is saved: glance.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Edit anyway' }).click();
    await page.getByText('our.note').waitFor();
    await question.waitFor({ state: 'detached' });
  });

  test('the properties of a FiFo dataset are JSON', async () => {
    await cloud('fifo').click();
    await page.getByRole('heading', { name: 'fifo' }).waitFor();
    await imageRow('FreeBSD').waitFor();
    await imageRow('Alpine 3.23 golden').click();
    await page.getByRole('tab', { name: /Properties/ }).click();
    await page.getByRole('button', { name: 'Add a property' }).click();
    await page.getByRole('textbox', { name: 'Key' }).fill('reviewed');
    await page.getByRole('button', { name: /^Text Type/ }).click();
    await page.getByRole('option', { name: 'True or false' }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row', { name: /^reviewed false/ }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await page.getByRole('row', { name: /^reviewed false/ }).waitFor({ state: 'detached' });
  });

  test('deleting from Plankton leaves the choice to delete the file in Pithos too', async () => {
    await cloud('plankton').click();
    await imageRow('cirros-there').click();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const question = page.getByRole('alertdialog', { name: 'Delete cirros-there?' });
    await question.getByText('its file stays').waitFor();
    await question.getByText('Also delete the file in Pithos').click();
    await question.getByText('This cannot be undone').waitFor();
    await question.getByRole('button', { name: 'Delete it' }).click();
    await imageRow('cirros-there').waitFor({ state: 'detached' });
  });

  test('nothing on the way broke the page or its content policy', () => {
    expect(complaints).toEqual([]);
  });
});
