import { join } from 'node:path';
import type { Browser, Dialog, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient, partnerProject } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { recordBodies } from '../support/recorded-bodies.ts';

/** A person edits metadata with help: typed, found by intent, refused out of range, minimal on the wire. */
const addNova = (name: string, { authUrl, username, project }: SandboxGlance): readonly string[] => [
  ...['connection', 'add', name, '--kind', 'nova', '--auth-url', authUrl],
  ...['--username', username, '--project', project],
];
const FIRST = {
  hw_disk_bus: 'ide',
  os_version: '12',
  hw_fimware_type: 'uefi',
  note: 'left \u2014 as it is',
};
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let client: GlanceClient;
let id: string;
let recorded: ReturnType<typeof recordBodies>;

beforeAll(async () => {
  folder = await temporaryFolder('metadata');
  const home = join(folder.path, 'home');
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), switches: ['empty'] });
  recorded = recordBodies();
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  await argosy(addGlance('lab', glance), { home, secret: glance.secret });
  const nova = sandbox.dialects['nova'] as unknown as SandboxGlance;
  await argosy(addNova('compute', nova), { home, secret: nova.secret });
  client = await GlanceClient.signIn(sandbox, 'demo');
  id = await client.create({ name: 'debian-12', ...FIRST });
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
  page.setDefaultTimeout(10_000);
  await lookAt(page, 'lab');
  await page.getByRole('gridcell', { name: 'debian-12' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  recorded?.stop();
  await sandbox?.close();
  await folder?.remove();
});
beforeEach(() => recorded.forget());

/** Lists one cloud: what Glance has, Nova has too. */
const lookAt = async (on: Page, cloud: string): Promise<void> => {
  await on
    .getByRole('button', { name: new RegExp(`^${cloud}\\b`) })
    .first()
    .click();
  await on.getByRole('heading', { name: cloud, exact: true }).waitFor();
  // Both clouds have it: the rows of the other one go a moment later.
  await on.getByRole('gridcell', { name: 'debian-12' }).nth(1).waitFor({ state: 'detached' });
};
const sheetOf = (on: Page) => on.getByRole('dialog', { name: /^Metadata of/ });
const sheet = () => sheetOf(page);
const search = () => sheet().getByRole('textbox', { name: /^Find a property by its key/ });
const undo = () => page.getByRole('button', { name: 'Undo', exact: true }).first();

/** What was sent to change something, as it was sent. */
const changes = () =>
  recorded.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/auth/'));
const patch = (...operations: readonly object[]) => [
  { method: 'PATCH', path: `/image/v2/images/${id}`, body: operations },
];
const sent = () =>
  changes().map(({ method, path, body }) => ({ method, path, body: JSON.parse(body) as unknown }));

/** The image's own document as the service has it. */
const stored = async () => (await client.show(id)) as Record<string, unknown>;
const without = (document: Record<string, unknown>, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(document).filter(([key]) => key !== 'updated_at' && !keys.includes(key)));

describe('the metadata sheet', () => {
  test('by keyboard alone sets an enum, a boolean, an integer in range and a key of one’s own in one PATCH', async () => {
    const before = await stored();
    recorded.forget();
    await page.keyboard.press('Alt+l');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Alt+m');
    await sheet().waitFor();
    // Found by what is wanted, not by its key; the first of the values that it may have.
    await page.keyboard.type('uefi firmware');
    await page.keyboard.press('ArrowDown');
    await sheet().getByRole('region', { name: 'What it does' }).getByText('hw_firmware_type').waitFor();
    await page.keyboard.press('Enter');
    await sheet()
      .getByRole('button', { name: /hw_firmware_type$/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'uefi' }).waitFor();
    await page.keyboard.type('uefi');
    await page.keyboard.press('Enter');
    // A boolean, begun as yes.
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('hw_vif_multiqueue_enabled');
    await page.keyboard.press('Enter');
    const flag = sheet().getByRole('switch', { name: 'hw_vif_multiqueue_enabled' });
    expect(await flag.isChecked()).toBe(true);
    await page.keyboard.press('Space');
    expect(await flag.isChecked()).toBe(false);
    // A number of the cloud's own catalogue: 1 to 64.
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('hw_cpu_cores');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('65');
    await sheet().getByText('A whole number from 1 to 64.', { exact: true }).waitFor();
    const save = sheet().getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    await save.press('Enter');
    expect(recorded.requests).toEqual([]);
    await sheet().getByRole('textbox', { name: 'hw_cpu_cores' }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('4');
    // A key of one's own.
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('our.team');
    await page.keyboard.press('Enter');
    await page.keyboard.type('platform');
    // One goes: the row is gone to by arrows.
    await page.keyboard.press('Escape');
    for (let row = 0; row < 8; row += 1) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Delete');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-entry'))).toBe('os_version');
    await sheet().getByText('5 changes: 4 added, 1 removed').waitFor();
    expect(recorded.requests).toEqual([]);
    await save.press('Enter');
    await sheet().waitFor({ state: 'detached' });
    await undo().waitFor();
    expect(sent()).toEqual(
      patch(
        { op: 'add', path: '/hw_firmware_type', value: 'uefi' },
        { op: 'add', path: '/hw_vif_multiqueue_enabled', value: 'false' },
        { op: 'add', path: '/hw_cpu_cores', value: '4' },
        { op: 'add', path: '/our.team', value: 'platform' },
        { op: 'remove', path: '/os_version' },
      ),
    );
    const after = await stored();
    const touched = [
      'hw_firmware_type',
      'hw_vif_multiqueue_enabled',
      'hw_cpu_cores',
      'our.team',
      'os_version',
    ];
    expect(without(after, ...touched)).toEqual(without(before, ...touched));
    expect(after).toMatchObject({ hw_firmware_type: 'uefi', 'our.team': 'platform', hw_cpu_cores: '4' });
    expect(after).not.toHaveProperty('os_version');
  });

  test('is taken back as a whole', async () => {
    await undo().click();
    await expect.poll(async () => without(await stored())).toMatchObject(FIRST);
    const after = await stored();
    expect(after).not.toHaveProperty('hw_firmware_type');
    expect(after).not.toHaveProperty('our.team');
    expect(changes()).toHaveLength(1);
    // The page knows it only once its own answer has come.
    await page.getByRole('tab', { name: 'Properties' }).click();
    await page.getByRole('tabpanel').getByText('os_version').waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
  });

  test('shows what would be sent, what looks wrong and a template, without a request that changes', async () => {
    await page.keyboard.press('Alt+m');
    await sheet().getByRole('button', { name: 'Rename it to hw_firmware_type' }).click();
    await sheet().getByText('2 changes: 1 added, 1 removed').waitFor();
    // What was mended is gone from the list, and the keyboard is still inside.
    await sheet().locator(':focus').waitFor();
    await sheet().getByRole('button', { name: 'Template' }).click();
    await page.getByRole('menuitem', { name: 'Linux cloud image (UEFI)' }).click();
    const template = page.getByRole('dialog', { name: 'Linux cloud image (UEFI)' });
    expect(await template.getByRole('row', { name: /hw_disk_bus/ }).textContent()).toBe(
      'hw_disk_buside' + 'scsi',
    );
    expect(await axeViolations(page)).toEqual([]);
    await template.getByRole('button', { name: 'Use it' }).click();
    await sheet().getByRole('button', { name: 'Preview' }).click();
    const preview = page.getByRole('dialog', { name: 'What would be sent' });
    await preview.getByText(`/v2/images/${id}`).waitFor();
    await preview.getByText('1 request to lab').waitFor();
    expect(await preview.textContent()).toContain('/hw_fimware_type');
    await preview.getByRole('button', { name: 'Close' }).last().click();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog', { name: 'Discard what was changed?' }).waitFor();
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await sheet().waitFor({ state: 'detached' });
    expect(changes()).toEqual([]);
    expect(without(await stored())).toMatchObject(FIRST);
  });

  test('has nothing that axe finds wrong, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.keyboard.press('Alt+m');
      await search().fill('memory');
      expect(await axeViolations(page), colorScheme).toEqual([]);
      await page.keyboard.press('Escape');
      await sheet().waitFor({ state: 'detached' });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });
});

describe('the inspector', () => {
  test('changes one property at a time, refuses what is out of range, and mends what looks wrong', async () => {
    await page.getByRole('tab', { name: 'Properties' }).click();
    await page.getByRole('button', { name: 'Add a property' }).click();
    await page.getByRole('combobox', { name: 'Property' }).fill('hw_cpu_cores');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('textbox', { name: 'Value' }).fill('0');
    await page.getByText('A whole number from 1 to 64.', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(changes()).toEqual([]);
    await page.getByRole('textbox', { name: 'Value' }).fill('2');
    await page.keyboard.press('Enter');
    await undo().waitFor();
    expect(sent()).toEqual(patch({ op: 'add', path: '/hw_cpu_cores', value: '2' }));
    recorded.forget();
    await page.getByRole('button', { name: /findings?$/ }).click();
    await page.getByRole('button', { name: 'Rename it to hw_firmware_type' }).click();
    await expect.poll(() => changes().length).toBe(1);
    expect(sent()).toEqual(
      patch(
        { op: 'add', path: '/hw_firmware_type', value: 'uefi' },
        { op: 'remove', path: '/hw_fimware_type' },
      ),
    );
    expect(await axeViolations(page)).toEqual([]);
  });
});

describe('two windows that edit one image', () => {
  test('the second to save sees field by field what the first did, chooses, and nothing is lost', async () => {
    const other = await openPage(browser, served.url);
    await lookAt(other.page, 'lab');
    for (const each of [page, other.page]) {
      await each.getByRole('gridcell', { name: 'debian-12' }).click();
      await each.keyboard.press('Alt+m');
    }
    const value = (on: Page, key: string) => sheetOf(on).getByRole('textbox', { name: key });
    await value(page, 'note').fill('of the first');
    await value(page, 'os_version').fill('13');
    await value(other.page, 'note').fill('of the second');
    await value(other.page, 'hw_cpu_cores').fill('8');
    await sheetOf(page).getByRole('button', { name: 'Save', exact: true }).click();
    await sheetOf(page).waitFor({ state: 'detached' });
    recorded.forget();
    await sheetOf(other.page).getByRole('button', { name: 'Save', exact: true }).click();
    const question = other.page.getByRole('alertdialog', { name: 'Someone changed debian-12 meanwhile' });
    await question.waitFor();
    expect(changes()).toEqual([]);
    const row = await question.getByRole('row', { name: /^note/ }).allTextContents();
    expect(row.join()).toContain(FIRST.note);
    expect(row.join()).toContain('of the second');
    expect(row.join()).toContain('of the first');
    expect(await question.textContent()).toContain('os_version from 12 to 13');
    const save = question.getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    expect(await axeViolations(other.page)).toEqual([]);
    await question.getByRole('radiogroup', { name: 'note: in conflict' }).getByText('Theirs').click();
    await save.click();
    await sheetOf(other.page).waitFor({ state: 'detached' });
    expect(sent()).toEqual(patch({ op: 'add', path: '/hw_cpu_cores', value: '8' }));
    expect(await stored()).toMatchObject({ note: 'of the first', os_version: '13', hw_cpu_cores: '8' });
    expect(other.complaints).toEqual([]);
    await other.page.context().close();
  });

  test('of two people with an Argosy each: the second to save chooses, and the first\u2019s other change stays', async () => {
    const home = join(folder.path, 'other-home');
    const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
    await argosy(addGlance('lab', glance), { home, secret: glance.secret });
    expect((await argosy(['sync'], { home })).code).toBe(0);
    const theirs = await serve(home);
    try {
      const other = await openPage(browser, theirs.url);
      await lookAt(other.page, 'lab');
      const before = await stored();
      for (const each of [page, other.page]) {
        await each.getByRole('gridcell', { name: 'debian-12' }).click();
        await each.keyboard.press('Alt+m');
      }
      const value = (on: Page, key: string) => sheetOf(on).getByRole('textbox', { name: key });
      const save = (on: Page) => sheetOf(on).getByRole('button', { name: 'Save', exact: true }).click();
      await value(page, 'note').fill('one person');
      await value(page, 'os_version').fill('14');
      await value(other.page, 'note').fill('another person');
      await save(page);
      await sheetOf(page).waitFor({ state: 'detached' });
      recorded.forget();
      await save(other.page);
      const question = other.page.getByRole('alertdialog', { name: 'Someone changed debian-12 meanwhile' });
      await question.getByRole('radiogroup', { name: 'note: in conflict' }).getByText('Yours').click();
      expect(changes()).toEqual([]);
      await question.getByRole('button', { name: 'Save', exact: true }).click();
      await sheetOf(other.page).waitFor({ state: 'detached' });
      expect(without(await stored())).toEqual({
        ...without(before),
        note: 'another person',
        os_version: '14',
      });
      expect(other.complaints).toEqual([]);
      await other.page.context().close();
    } finally {
      await theirs.stop();
    }
  });
});

describe('the metadata of an image in Nova', () => {
  let shared: string;
  beforeAll(async () => {
    shared = await client.createActive(new Uint8Array(512), { name: 'shared-one', visibility: 'shared' });
    await client.call('POST', `/v2/images/${shared}/members`, { member: partnerProject });
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await lookAt(page, 'compute');
    await page.getByRole('gridcell', { name: 'shared-one' }).click();
  });

  test('has Nova\u2019s own limits', async () => {
    await page.keyboard.press('Alt+m');
    await search().fill('a/b');
    await sheet().getByText('A name has letters, digits, blanks and - _ : . only').waitFor();
    await search().fill('our.note');
    await page.keyboard.press('Enter');
    await sheet().getByRole('textbox', { name: 'our.note' }).fill('x'.repeat(256));
    await sheet()
      .getByText(/at most 255 characters/i)
      .first()
      .waitFor();
    const save = sheet().getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    expect(changes()).toEqual([]);
  });

  test('is written only after a person knows that the image becomes private by it', async () => {
    await sheet().getByRole('textbox', { name: 'our.note' }).fill('reviewed');
    await sheet().getByRole('button', { name: 'Save', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: 'It would change more than that' });
    await question
      .getByText(/private/)
      .first()
      .waitFor();
    expect(changes()).toEqual([]);
    expect(await client.show(shared)).toMatchObject({ visibility: 'shared' });
    await question.getByRole('button', { name: 'Edit anyway' }).click();
    await sheet().waitFor({ state: 'detached' });
    const [write, ...more] = changes();
    expect(write?.path).toMatch(new RegExp(`/images/${shared}/metadata/our\\.note$`));
    expect(JSON.parse(write?.body ?? '')).toEqual({ meta: { 'our.note': 'reviewed' } });
    expect(more).toEqual([]);
  });
});

describe('changes that are not saved yet', () => {
  const value = (key: string, on = page) => sheetOf(on).getByRole('textbox', { name: key });
  const openSheet = async (): Promise<void> => {
    await lookAt(page, 'lab');
    await page.getByRole('gridcell', { name: 'debian-12' }).click();
    await page.keyboard.press('Alt+m');
  };

  test('are asked about before the page is reloaded, and stay if the person does', async () => {
    const asked: string[] = [];
    const stay = (dialog: Dialog): void => {
      asked.push(dialog.type());
      void dialog.dismiss();
    };
    await openSheet();
    page.on('dialog', stay);
    await value('note').fill('not saved yet');
    // A reload that the person gives up never comes to an end.
    await page.evaluate(() => setTimeout(() => window.location.reload()));
    await expect.poll(() => asked).toEqual(['beforeunload']);
    page.off('dialog', stay);
    expect(await value('note').inputValue()).toBe('not saved yet');
  });

  test('let the page go without a question once they are discarded', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await sheet().waitFor({ state: 'detached' });
    const asked: string[] = [];
    const leave = (dialog: Dialog): void => {
      asked.push(dialog.type());
      void dialog.accept();
    };
    page.on('dialog', leave);
    await page.reload();
    await page.getByRole('gridcell', { name: 'debian-12' }).first().waitFor();
    page.off('dialog', leave);
    expect(asked).toEqual([]);
  });

  test('stay when the connection is removed by the command line: it is said, and they can be taken along', async () => {
    const home = join(folder.path, 'home');
    const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openSheet();
    await value('note').fill('typed before');
    await value('os_version').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('15');
    recorded.forget();
    expect((await argosy(['connection', 'remove', 'lab'], { home })).code).toBe(0);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await sheet().getByRole('alert').filter({ hasText: 'lab is no longer among your clouds' }).waitFor();
    // Who is typing goes on typing.
    await page.keyboard.type('.1');
    expect(await value('os_version').inputValue()).toBe('15.1');
    expect(await value('note').inputValue()).toBe('typed before');
    // What is known of the properties has not changed into something else.
    await sheet().getByText('Disk bus').first().waitFor();
    const save = sheet().getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    await sheet().getByRole('button', { name: 'Copy what was entered' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toEqual({ note: 'typed before', os_version: '15.1' });
    expect(changes()).toEqual([]);
    // With the connection there again nothing stands against saving.
    await argosy(addGlance('lab', glance), { home, secret: glance.secret });
    // A window that is opened reads the new cloud, and all windows hear of that.
    const other = await openPage(browser, served.url);
    await sheet().getByRole('alert').waitFor({ state: 'detached' });
    await other.page.context().close();
    await save.click();
    await sheet().waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject({ note: 'typed before', os_version: '15.1' });
  });
});

describe('an image whose cloud is away', () => {
  test('keeps what was changed for later', async () => {
    await lookAt(page, 'lab');
    await page.getByRole('gridcell', { name: 'debian-12' }).click();
    await sandbox.close();
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await page
      .getByRole('navigation', { name: 'Clouds' })
      .getByText(/offline/)
      .first()
      .waitFor();
    await page.keyboard.press('Alt+m');
    await sheet().getByText('Your change is kept on this computer').waitFor();
    await sheet().getByRole('textbox', { name: 'note' }).fill('on the plane');
    await sheet().getByRole('button', { name: 'Queue edit' }).click();
    const change = page.getByRole('region', { name: 'Change that waits to be sent' });
    await change.getByText('on the plane').waitFor();
  });

  test('the page complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
