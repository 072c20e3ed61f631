import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addGlance, argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { type RecordingProxy, recordingProxy } from '../support/recording-proxy.ts';
import { stackEnvironment } from '../support/stack.ts';

/** A person with a browser edits the metadata of an image in a real Glance, with its own definitions. */
const FIRST: Readonly<Record<string, string>> = {
  os_version: '12',
  note: 'left as it is: ä "quoted" \\ back, a/b~c',
  'odd/key~1': 'kept',
};
const NAME = `metadata-page-${process.pid}`;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let id: string;
let token: string;
let between: RecordingProxy;
/** The document as it was before anything was changed. */
let first: Readonly<Record<string, string>>;
const { authUrl, imageUrl, password, client } = stackEnvironment();

const openstack = (...args: readonly string[]) =>
  execFileSync('openstack', args, { encoding: 'utf8', env: { ...process.env, ...client } });

async function glance(method: string, path: string, body?: object, type = 'application/json') {
  const answer = await fetch(`${imageUrl.replace(/\/$/, '').replace(/\/v2$/, '')}/v2${path}`, {
    method,
    headers: { 'x-auth-token': token, 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
  return answer.text();
}

/** The image's own document, key by key in the service's very bytes; lists as JSON writes them. */
async function rawFields(): Promise<ReadonlyMap<string, string>> {
  const members = new Map<string, string>();
  const keepSource = (key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    members.set(key, context?.source ?? JSON.stringify(value));
    return value;
  };
  JSON.parse(await glance('GET', `/images/${id}`), keepSource);
  members.delete('');
  return members;
}

beforeAll(async () => {
  folder = await temporaryFolder('metadata-openstack');
  const home = join(folder.path, 'home');
  token = openstack('token', 'issue', '-f', 'value', '-c', 'id').trim();
  const made = JSON.parse(
    await glance('POST', '/images', { name: NAME, disk_format: 'raw', container_format: 'bare', ...FIRST }),
  ) as { id: string };
  id = made.id;
  between = await recordingProxy(imageUrl);
  const account = { authUrl, username: 'demo', project: 'demo' };
  const added = await argosy(addGlance('real', account, '--endpoint', between.url), {
    home,
    secret: password,
  });
  expect(added.code, added.stderr).toBe(0);
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
  page.setDefaultTimeout(15_000);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await between?.close();
  if (id !== undefined) await glance('DELETE', `/images/${id}`);
  await folder?.remove();
});

const sheet = () => page.getByRole('dialog', { name: /^Metadata of/ });
const open = async (): Promise<void> => {
  await page.getByRole('gridcell', { name: NAME }).click();
  await page.keyboard.press('Alt+m');
  await sheet().waitFor();
};
/** Adds a property that was named exactly, or a key of one's own. */
const add = async (key: string): Promise<void> => {
  await sheet()
    .getByRole('textbox', { name: /^Find a property by its key/ })
    .fill(key);
  await page.keyboard.press('Enter');
};

describe('the metadata sheet on a real Glance', () => {
  test('writes an enum, a boolean, an integer and a key of one’s own, and nothing else', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type(NAME);
    const before = await rawFields();
    first = Object.fromEntries([...before].filter(([key]) => key !== 'updated_at'));
    await open();
    await add('hw_firmware_type');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'uefi' }).click();
    await add('hw_vif_multiqueue_enabled');
    expect(await sheet().getByRole('switch', { name: 'hw_vif_multiqueue_enabled' }).isChecked()).toBe(true);
    await add('hw_maxphysaddr_bits');
    const bits = sheet().getByRole('textbox', { name: 'hw_maxphysaddr_bits' });
    between.forget();
    await bits.fill('31');
    await sheet().getByText('A whole number from 32 to 64.', { exact: true }).waitFor();
    const save = sheet().getByRole('button', { name: 'Save', exact: true });
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    await save.press('Enter');
    expect(between.requests).toEqual([]);
    expect([...(await rawFields())]).toEqual([...before]);
    await bits.fill('48');
    await add('our.team');
    await page.keyboard.type('ship & shore ~1/2');
    await sheet().getByRole('button', { name: 'Remove os_version' }).click();
    await save.click();
    await sheet().waitFor({ state: 'detached' });

    const after = await rawFields();
    const changed = new Map(after);
    for (const [key, member] of before) if (changed.get(key) === member) changed.delete(key);
    changed.delete('updated_at');
    expect(Object.fromEntries(changed)).toEqual({
      hw_firmware_type: '"uefi"',
      hw_vif_multiqueue_enabled: '"true"',
      hw_maxphysaddr_bits: '"48"',
      'our.team': '"ship & shore ~1/2"',
    });
    expect([...before.keys()].filter((key) => !after.has(key))).toEqual(['os_version']);
  });

  test('takes the whole of it back', async () => {
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await expect
      .poll(async () => Object.keys(Object.fromEntries(await rawFields())), { timeout: 15_000 })
      .not.toContain('our.team');
    // The page knows it only once its own answer has come.
    await page.getByRole('tab', { name: 'Properties' }).click();
    await page.getByRole('tabpanel').getByText('os_version').waitFor();
    const now = new Map(await rawFields());
    now.delete('updated_at');
    expect(Object.fromEntries(now)).toEqual(first);
  });

  test('shows a lost race against another client field by field, and loses nothing', async () => {
    await page.getByRole('tabpanel').getByText('os_version').waitFor();
    await open();
    await sheet().getByRole('textbox', { name: 'note' }).fill('of the page');
    await sheet().getByRole('textbox', { name: 'os_version' }).fill('13');
    // Glance keeps whole seconds: a change within one would go unseen by anybody.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await glance(
      'PATCH',
      `/images/${id}`,
      [
        { op: 'replace', path: '/note', value: 'of the client' },
        { op: 'replace', path: '/min_ram', value: 512 },
      ],
      'application/openstack-images-v2.1-json-patch',
    );
    await sheet().getByRole('button', { name: 'Save', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: `Someone changed ${NAME} meanwhile` });
    await question.waitFor();
    expect(await question.textContent()).toContain('Min memory from 0 MiB to 512 MiB');
    await question.getByRole('radiogroup', { name: 'note: in conflict' }).getByText('Yours').click();
    await question.getByRole('button', { name: 'Save', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await sheet().waitFor({ state: 'detached' });
    const now = JSON.parse(await glance('GET', `/images/${id}`)) as Record<string, unknown>;
    expect(now).toMatchObject({ note: 'of the page', os_version: '13', min_ram: 512, 'odd/key~1': 'kept' });
    expect(complaints).toEqual([]);
  });
});
