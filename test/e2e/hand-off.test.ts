import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { parseAcceptLink } from '../../src/shared/links/index.ts';
import { GlanceClient, partnerProject } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import {
  addGlance,
  argosy,
  firstLine,
  outcomeOf,
  type SandboxGlance,
  start,
  temporaryFolder,
} from '../support/argosy.ts';
import { launchChromium, openPage } from '../support/browser.ts';
import { sandboxControl } from '../support/sandbox-control.ts';

/** One project shares an image from the inspector and hands it over; another one opens the link, and accepts. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let browser: Browser;
let owner: GlanceClient;
let id: string;
let link: string;
const stops: (() => Promise<void>)[] = [];
const other = 'f3a1b2c3d4e5f60718293a4b5c6d7e8f';

async function homeOf(user: 'demo' | 'partner'): Promise<string> {
  const home = join(folder.path, user);
  const { authUrl } = sandbox.dialects['glance'] as unknown as SandboxGlance;
  const secret = `${user}-secret`;
  const added = await argosy(addGlance('cloud', { authUrl, username: user, project: user }), {
    home,
    secret,
  });
  expect(added.code, added.stderr).toBe(0);
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  return home;
}

/** `argosy open [LINK]` where there is no desktop: the page in the browser. */
async function openHome(home: string, ...args: readonly string[]) {
  const child = start(['open', '--no-open', ...args], { home });
  const url = (await firstLine(child)).replace('Argosy ready at ', '');
  stops.push(async () => {
    const ended = outcomeOf(child);
    child.kill('SIGTERM');
    await ended;
  });
  return openPage(browser, url);
}

/** What was asked of the image's members and of the image itself, changes only. */
const changes = async (): Promise<readonly string[]> =>
  (await sandboxControl(sandbox.url).requests())
    .filter(({ method, path }) => !['GET', 'HEAD'].includes(method) && path.includes('/images/'))
    .map(({ method, path }) => `${method} ${path.slice(path.indexOf('/v2/')).replace(id, 'ID')}`);

beforeAll(async () => {
  folder = await temporaryFolder('hand-off');
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), switches: ['empty'] });
  owner = await GlanceClient.signIn(sandbox, 'demo');
  id = await owner.create({ name: 'appliance-2.4', visibility: 'private', owner_note: 'untouched' });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  for (const stop of stops) await stop();
  await sandbox?.close();
  await folder?.remove();
});

describe('the owner', () => {
  let page: Page;
  let complaints: string[];
  const share = () => page.getByRole('combobox', { name: 'Share with' });

  test('names a partner in the address book by keyboard alone', async () => {
    ({ page, complaints } = await openHome(await homeOf('demo')));
    await page.getByRole('gridcell', { name: /^appliance-2.4/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('add a partner');
    await page.keyboard.press('Enter');
    const book = page.getByRole('dialog', { name: 'Address book' });
    await book.getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.type('Partner Ltd');
    await book.getByRole('textbox', { name: 'Id, as the service knows them' }).focus();
    await page.keyboard.type(partnerProject);
    await page.keyboard.press('Enter');
    await book.getByText('Partner Ltd').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await book.waitFor({ state: 'detached' });
  });

  test('shares a private image by id and out of the address book, in one step that is explained', async () => {
    const control = sandboxControl(sandbox.url);
    await page.getByRole('gridcell', { name: /^appliance-2.4/ }).click();
    await page.getByRole('tab', { name: /^Sharing/ }).click();
    await control.forgetRequests();
    await share().focus();
    await page.keyboard.type('partner l');
    await page.getByRole('option', { name: /Partner Ltd/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type(`${other},`);
    await page.keyboard.type('web-tema');
    await page.keyboard.press('Enter');
    await page.getByText(/web-tema does not look like a project’s id/).waitFor();
    await page.keyboard.press('Backspace');
    await page.getByText('It is private: it becomes shared first.').waitFor();
    await page.getByRole('button', { name: 'Preview requests' }).click();
    await page.getByText('POST').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await changes()).toEqual([]);
    await page.getByRole('button', { name: 'Make it shared, with 2 projects' }).click();
    await page.getByText('The cloud tells nobody').waitFor();
    expect(await changes()).toEqual([
      'PATCH /v2/images/ID',
      'POST /v2/images/ID/members',
      'POST /v2/images/ID/members',
    ]);
    expect(await owner.show(id)).toMatchObject({ visibility: 'shared', owner_note: 'untouched' });
  });

  test('is given a link and the exact line for the receiver', async () => {
    await page.getByRole('status').getByRole('button', { name: 'Hand over…' }).click();
    const dialog = page.getByRole('dialog', { name: /^Hand over/ });
    await dialog.getByText(`openstack image set --accept ${id}`).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    link =
      (await dialog
        .getByText(/^argosy:\/\/accept/)
        .first()
        .textContent()) ?? '';
    expect(parseAcceptLink(link)).toMatchObject({ imageId: id, memberId: partnerProject });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('removes one who has not answered at once, and takes that back', async () => {
    await page.getByRole('button', { name: `Actions for ${other}` }).click();
    await page.getByRole('menuitem', { name: 'Unshare…' }).click();
    await page.getByText('not shared with').waitFor();
    await page.getByRole('tab', { name: 'Sharing 1' }).waitFor();
    await page
      .getByRole('alertdialog', { name: /not shared with/ })
      .getByRole('button', { name: 'Undo' })
      .click();
    await page.getByRole('tab', { name: 'Sharing 2' }).waitFor();
    expect(await owner.show(id)).toMatchObject({ visibility: 'shared' });
  });

  test('sees the answer once it is given', async () => {
    const control = sandboxControl(sandbox.url);
    const receiver = await openHome(await homeOf('partner'), link);
    const sheet = receiver.page.getByRole('dialog', { name: 'A hand-off link' });
    await sheet.getByText('it is the one that the link names').waitFor();
    await control.forgetRequests();
    expect(await axeViolations(receiver.page)).toEqual([]);
    await receiver.page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeViolations(receiver.page)).toEqual([]);
    // The link was shown, and the service was asked nothing because of it.
    const about = async (): Promise<number> =>
      (await control.requests()).filter(({ path }) => path.includes(id)).length;
    expect(await about()).toBe(0);
    await sheet.getByRole('button', { name: 'Look at it' }).click();
    await sheet.getByText('What the service says').waitFor();
    expect(await about()).toBeGreaterThan(0);
    expect(await changes()).toEqual([]);
    await sheet.getByRole('button', { name: 'Accept' }).focus();
    await receiver.page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'detached' });
    expect(await changes()).toEqual([`PUT /v2/images/ID/members/${partnerProject}`]);
    expect(receiver.complaints).toEqual([]);

    await page.getByRole('button', { name: 'Ask the service who it is shared with' }).click();
    await page.getByRole('list', { name: 'Shared with' }).getByText('accepted').waitFor();
  });

  test('is asked before somebody who accepted loses it', async () => {
    await page.getByRole('button', { name: 'Actions for Partner Ltd' }).click();
    await page.getByRole('menuitem', { name: 'Unshare…' }).click();
    const question = page.getByRole('alertdialog', { name: /^Unshare from Partner Ltd/ });
    await question.getByText('Servers that run from it keep running.', { exact: false }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Actions for Partner Ltd' }).click();
    await page.getByRole('menuitem', { name: 'Unshare…' }).click();
    await question.getByRole('button', { name: 'Unshare', exact: true }).click();
    await page.getByRole('tab', { name: 'Sharing 1' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
