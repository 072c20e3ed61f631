import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectIds } from '../../src/sandbox/seed/identities.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { GlanceClient } from '../integration/sandbox/client.ts';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, type SandboxGlance, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { type SandboxControl, sandboxControl, until } from '../support/sandbox-control.ts';

/** Projects of one cloud: the first shares with two in the matrix, the second answers in its inbox. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let sandbox: Sandbox;
let control: SandboxControl;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let client: GlanceClient;
const ids: Record<string, string> = {};

beforeAll(async () => {
  folder = await temporaryFolder('sharing');
  const home = join(folder.path, 'home');
  sandbox = await startSandbox({ dataDirectory: join(folder.path, 'sandbox'), switches: ['empty'] });
  control = sandboxControl(new URL(sandbox.url).origin);
  const glance = sandbox.dialects['glance'] as unknown as SandboxGlance;
  for (const name of ['demo', 'partner'] as const) {
    const secret = sandbox.accounts.find(({ username }) => username === name)?.secret ?? '';
    const added = await argosy(addGlance(name, { ...glance, username: name, project: name }), {
      home,
      secret,
    });
    expect(added.code, added.stderr).toBe(0);
  }
  client = await GlanceClient.signIn(sandbox, 'demo');
  for (const name of ['alpha', 'beta', 'gamma'])
    ids[name] = await client.createActive(new Uint8Array([1]), { name, visibility: 'shared' });
  ids['delta'] = await client.createActive(new Uint8Array([1]), { name: 'delta', visibility: 'private' });
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  for (const name of ['partner', 'admin'] as const)
    await argosy(['partner', 'add', `team ${name}`, projectIds[name], '-c', 'demo'], { home });
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
  page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await sandbox?.close();
  await folder?.remove();
});

const cell = (image: string, member: string, words = ''): Locator =>
  page.getByRole('gridcell', { name: new RegExp(`^${image}, ${member}: ${words}`) });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });

/** Requests that changed something since the log was last forgotten. */
async function changes(): Promise<readonly string[]> {
  return (await control.requests())
    .filter(({ method, path }) => method !== 'GET' && method !== 'HEAD' && !path.includes('/auth/tokens'))
    .map(({ method, path }) => `${method} ${named(path)}`)
    .sort();
}

function named(path: string): string {
  let text = path.replace(/^.*\/v2/, '/v2');
  for (const [name, id] of [...Object.entries(ids), ...Object.entries(projectIds)])
    text = text.replaceAll(id, name);
  return text;
}

// The last of them have no cloud any more.
beforeEach(() => control.forgetRequests().catch(() => undefined));

describe('who sees what', () => {
  test('three images are shared with two projects at once, by the needed requests alone', async () => {
    await page.getByRole('gridcell', { name: 'alpha' }).click();
    await page.getByRole('gridcell', { name: 'gamma' }).click({ modifiers: ['Shift'] });
    // Of the four in a row the private one stays out.
    await page.getByRole('gridcell', { name: 'delta' }).click({ modifiers: ['Control'] });
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Who sees them…' }).click();
    await page.getByText('3 images × 2 members, demo').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await cell('alpha', 'team admin', 'not shared').hover();
    await page.mouse.down();
    await cell('gamma', 'team partner', 'not shared').hover();
    await page.mouse.up();
    await page.getByText('6 changes not sent').waitFor();
    expect(await changes()).toEqual([]);

    await button('Preview requests').click();
    const dialog = page.getByRole('dialog', { name: 'What will be sent' });
    await dialog.getByText('6 requests to demo').waitFor();
    expect(await dialog.getByText(`/v2/images/${ids['beta']}/members`).count()).toBe(2);
    expect(await dialog.getByText('becomes shared').count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(await changes()).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply 6 changes' }).click();
    for (const image of ['alpha', 'beta', 'gamma'])
      for (const member of ['team admin', 'team partner']) await cell(image, member, 'asked').waitFor();
    expect(await changes()).toEqual(
      ['alpha', 'beta', 'gamma'].flatMap((name) => Array(2).fill(`POST /v2/images/${name}/members`)),
    );
  });

  test('the receiver accepts two and declines one, and the matrix shows it', async () => {
    await button(/^Shared with me/).click();
    await button('Ask the services again').first().click();
    const inbox = page.getByRole('grid', { name: /images$/ });
    const row = (name: string): Locator =>
      inbox.getByRole('row').filter({ hasText: name }).filter({ hasText: 'partner' });
    await row('alpha').waitFor();
    await row('alpha').getByRole('checkbox').click();
    await row('beta').getByRole('checkbox').click();
    await button('Accept 2').click();
    await until('two are accepted', async () => (await statuses('partner')) === 'accepted accepted pending');
    await row('gamma').getByRole('checkbox').click();
    await page.getByRole('main').getByRole('button', { name: 'Decline', exact: true }).click();
    await until('one is declined', async () => (await statuses('partner')) === 'accepted accepted rejected');

    await button(/^Shared by me/).click();
    await button('Ask the services who sees these images').click();
    await cell('alpha', 'team partner', 'accepted').waitFor();
    await cell('beta', 'team partner', 'accepted').waitFor();
    await cell('gamma', 'team partner', 'declined').waitFor();
    await cell('gamma', 'team admin', 'asked').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await changes()).toEqual(
      ['alpha', 'beta', 'gamma'].map((name) => `PUT /v2/images/${name}/members/partner`),
    );
  });

  test('a member is removed though it accepted, and undo asks it again', async () => {
    await cell('alpha', 'team partner').click();
    await cell('alpha', 'team partner', 'accepted, remove').waitFor();
    // Pressed again nothing is planned.
    await cell('alpha', 'team partner').click();
    await cell('alpha', 'team partner', 'accepted; press').waitFor();
    await cell('alpha', 'team partner').click();
    await button('Apply 1 change').click();
    await cell('alpha', 'team partner', 'not shared').waitFor();
    expect(await changes()).toEqual(['DELETE /v2/images/alpha/members/partner']);
    await control.forgetRequests();
    await button('Undo last change').click();
    await cell('alpha', 'team partner', 'asked').waitFor();
    expect(await changes()).toEqual(['POST /v2/images/alpha/members']);
  });

  test('a private image becomes shared only after that was explained, and undo makes it private again', async () => {
    await button(/^demo/).click();
    await page.getByRole('gridcell', { name: 'delta' }).click();
    await page.keyboard.press('Alt+w');
    await cell('delta', 'team partner').click();
    await button('Apply 1 change').click();
    const dialog = page.getByRole('dialog', { name: 'What will be sent' });
    await dialog.getByText('delta becomes shared first.').waitFor();
    await dialog.getByText('see it again').first().waitFor();
    expect(await changes()).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
    await cell('delta', 'team partner', 'asked').waitFor();
    expect(await changes()).toEqual(['PATCH /v2/images/delta', 'POST /v2/images/delta/members']);
    expect(await client.show(ids['delta'] ?? '')).toMatchObject({ visibility: 'shared' });
    await control.forgetRequests();
    await button('Undo last change').click();
    await until(
      'it is private again',
      async () => (await client.show(ids['delta'] ?? ''))['visibility'] === 'private',
    );
    expect(await changes()).toEqual(['DELETE /v2/images/delta/members/partner', 'PATCH /v2/images/delta']);
  });

  test('what was not sent is kept when the view is left, and said', async () => {
    await button(/^Shared by me/).click();
    await cell('beta', 'team admin', 'asked').click();
    await button(/^All images/).click();
    await page.getByText('1 change not sent').first().waitFor();
    await button('Go back').click();
    await cell('beta', 'team admin', 'asked, remove').waitFor();
    await button('Discard').click();
    await cell('beta', 'team admin', 'asked; press').waitFor();
    expect(await changes()).toEqual([]);
  });

  test('all of it by keys alone, in the dark, too', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const grid = page.locator('#sharing-grid');
    const here = async (): Promise<string> => {
      const id = await grid.getAttribute('aria-activedescendant');
      return (await page.locator(`[id="${id}"]`).getAttribute('aria-label')) ?? '';
    };
    await button(/^demo/).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Alt+l');
    await page.locator('#image-table:focus').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Alt+w');
    await page.locator('#sharing-grid:focus').waitFor();
    await page.getByText('2 images × 2 members, demo').waitFor();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await here()).toMatch(/^alpha, team partner: asked/);
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText('4 changes not sent').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // The head of a column has its menu.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /^Share all with/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('#sharing-grid:focus').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('apply sharing changes');
    await page.keyboard.press('Enter');
    await cell('alpha', 'team admin', 'not shared').waitFor();
    await cell('beta', 'team partner', 'not shared').waitFor();
    expect(await changes()).toHaveLength(4);
    await control.forgetRequests();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('undo last change');
    await page.keyboard.press('Enter');
    await cell('beta', 'team partner', 'asked').waitFor();
    await cell('alpha', 'team admin', 'asked').waitFor();
    expect(await changes()).toHaveLength(4);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('without its cloud the matrix can be read, and says why nothing can be changed', async () => {
    await sandbox.close();
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await page.getByText(/demo.* cannot be reached. What stands here was kept/).waitFor();
    await cell('alpha', 'team partner', 'asked; demo cannot be reached').click({ force: true });
    await page.getByRole('status').filter({ hasText: 'demo cannot be reached' }).waitFor();
    expect(await page.getByText(/changes? not sent/).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the page complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});

/** How a project's answers to the three images stand, in their order. */
async function statuses(project: keyof typeof projectIds): Promise<string> {
  const answers = await Promise.all(
    ['alpha', 'beta', 'gamma'].map(async (name) => {
      const { json } = await client.call('GET', `/v2/images/${ids[name]}/members/${projectIds[project]}`);
      return (json as { status: string }).status;
    }),
  );
  return answers.join(' ');
}
