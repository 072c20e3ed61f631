import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { type RecordingProxy, recordingProxy } from '../support/recording-proxy.ts';
import { until } from '../support/sandbox-control.ts';
import { stackEnvironment } from '../support/stack.ts';

/**
 * Two people of two projects of a real cloud, each with an Argosy of their own: the first shares in the matrix, the
 * second answers in the inbox. All that either asks of Glance is looked at.
 */
const stack = stackEnvironment();
const NAMES = ['who-alpha', 'who-beta', 'who-gamma'] as const;
const NOBODY = '0123456789abcdef0123456789abcdef';
const ids: Record<string, string> = {};
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let browser: Browser;
let demo: Person;
let partner: Person;
let owner: Desk;
let receiver: Desk;

/** One person's Argosy: its page, and what it asks of Glance. */
interface Desk {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly served: Served;
  readonly glance: RecordingProxy;
}

beforeAll(async () => {
  folder = await temporaryFolder('sharing-page');
  [demo, partner] = await Promise.all([signIn('demo'), signIn('partner')]);
  for (const name of NAMES) ids[name] = await demo.create(name, 'shared');
  ids['who-delta'] = await demo.create('who-delta', 'private');
  browser = await launchChromium();
  owner = await sitDown('demo', async (home) => {
    for (const [name, id] of [
      ['team partner', partner.project],
      ['team nobody', NOBODY],
    ] as const)
      await argosy(['partner', 'add', name, id, '-c', 'demo'], { home });
  });
  receiver = await sitDown('partner');
});
afterAll(async () => {
  await browser?.close();
  for (const desk of [owner, receiver]) {
    await desk?.served.stop();
    await desk?.glance.close();
  }
  for (const id of Object.values(ids)) await demo.send('DELETE', `/v2/images/${id}`);
  await folder?.remove();
});
beforeEach(() => {
  owner.glance.forget();
  receiver.glance.forget();
});

async function sitDown(name: string, prepare?: (home: string) => Promise<void>): Promise<Desk> {
  const home = join(folder.path, name);
  const glance = await recordingProxy(stack.imageUrl);
  const account = { authUrl: stack.authUrl, username: name, project: name };
  const added = await argosy(addGlance(name, account, '--endpoint', glance.url), {
    home,
    secret: stack.password,
  });
  expect(added.code, added.stderr).toBe(0);
  await prepare?.(home);
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  const served = await serve(home);
  const opened = await openPage(browser, served.url);
  opened.page.setDefaultTimeout(30_000);
  return { ...opened, served, glance };
}

const cell = (image: string, member: string, words = ''): Locator =>
  owner.page.getByRole('gridcell', { name: new RegExp(`^${image}, ${member}: ${words}`) });
const button = (name: string | RegExp, on = owner.page): Locator => on.getByRole('button', { name });
const listed = (name: string): Locator => owner.page.getByRole('gridcell', { name, exact: true });

/** What a person's Argosy asked about the four images, with names for ids and with what was said; sorted. */
function asked(desk: Desk): readonly string[] {
  const named = (text: string): string =>
    [...Object.entries(ids), ['partner', partner.project], ['nobody', NOBODY]].reduce(
      (said, [name = '', id = '']) => said.replaceAll(id, name),
      text,
    );
  return desk.glance.requests
    .map(({ method, path, body }) => named([method, path, body].join(' ').trim()))
    .filter((line) => !line.startsWith('GET') || line.includes('/who-'))
    .sort();
}
const changes = (desk: Desk): readonly string[] => asked(desk).filter((line) => !line.startsWith('GET'));
/** What may be read around a change of one image's members: the image before, its members after. */
const around = (name: string): readonly string[] => [
  `GET /v2/images/${name}`,
  `GET /v2/images/${name}/members`,
];
const share = (name: string, member: string): string =>
  `POST /v2/images/${name}/members {"member":"${member}"}`;

/** The four images as Glance has them, but for the time of their last change. */
async function documents(): Promise<Readonly<Record<string, unknown>>> {
  const each = Object.entries(ids).map(async ([name, id]) => {
    const { updated_at: _, ...rest } = (await demo.send('GET', `/v2/images/${id}`)) as Record<
      string,
      unknown
    >;
    return [name, rest] as const;
  });
  return Object.fromEntries(await Promise.all(each));
}

describe('who sees what, with a real Glance', () => {
  test('three images are shared with two projects by six requests, and nothing of them is touched', async () => {
    const { page } = owner;
    const before = await documents();
    await button(/^demo/).first().click();
    await page.keyboard.press('/');
    await page.keyboard.type('name:who-');
    await listed('who-gamma').waitFor();
    // Away from the field its suggestions are gone.
    await page.keyboard.press('Alt+l');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await listed('who-alpha').click();
    for (const name of ['who-beta', 'who-gamma']) await listed(name).click({ modifiers: ['Control'] });
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Who sees them…' }).click();
    await page.getByText('3 images × 2 members, demo').waitFor();
    await cell('who-alpha', 'team nobody', 'not shared').hover();
    await page.mouse.down();
    await cell('who-gamma', 'team partner', 'not shared').hover();
    await page.mouse.up();
    await button('Preview requests').click();
    const dialog = page.getByRole('dialog', { name: 'What will be sent' });
    await dialog.getByText('6 requests to demo').waitFor();
    expect(changes(owner)).toEqual([]);
    owner.glance.forget();
    await dialog.getByRole('button', { name: 'Apply 6 changes' }).click();
    for (const image of NAMES)
      for (const member of ['team nobody', 'team partner']) await cell(image, member, 'asked').waitFor();
    expect(asked(owner)).toEqual(
      NAMES.flatMap((name) => [...around(name), share(name, 'nobody'), share(name, 'partner')]).sort(),
    );
    expect(await documents()).toEqual(before);
  });

  test('the partner’s inbox shows exactly the three; two are accepted, one is declined, each by one request', async () => {
    const { page } = receiver;
    const before = await documents();
    await button(/^Shared with me/, page).click();
    await button('Ask the services again', page).first().click();
    const rows = page
      .getByRole('grid', { name: /images$/ })
      .getByRole('row')
      .filter({ has: page.getByRole('checkbox', { name: /^Mark (?!all$)/ }) });
    const row = (name: string): Locator => rows.filter({ hasText: name });
    for (const name of NAMES) await row(name).waitFor();
    expect(await rows.count()).toBe(NAMES.length);
    await button('Pending 3', page).waitFor();
    expect(changes(receiver)).toEqual([]);
    receiver.glance.forget();
    await row('who-alpha').getByRole('checkbox').click();
    await row('who-beta').getByRole('checkbox').click();
    await button('Accept 2', page).click();
    await until('two are accepted', async () => (await answers()) === 'accepted accepted pending');
    await row('who-gamma').getByRole('checkbox').click();
    await page.getByRole('main').getByRole('button', { name: 'Decline', exact: true }).click();
    await until('one is declined', async () => (await answers()) === 'accepted accepted rejected');
    await button('Declined 1', page).waitFor();
    const put = (name: string, status: string): string =>
      `PUT /v2/images/${name}/members/partner {"status":"${status}"}`;
    // Beside the answers the two images that are in the list now, each read once.
    expect(asked(receiver)).toEqual([
      'GET /v2/images/who-alpha',
      'GET /v2/images/who-beta',
      put('who-alpha', 'accepted'),
      put('who-beta', 'accepted'),
      put('who-gamma', 'rejected'),
    ]);
    expect(await documents()).toEqual(before);
    expect(await axeViolations(page)).toEqual([]);
    expect(receiver.complaints).toEqual([]);
  });

  test('the first person’s matrix shows the answers', async () => {
    await button(/^Shared by me/).click();
    await button('Ask the services who sees these images').click();
    await cell('who-alpha', 'team partner', 'accepted').waitFor();
    await cell('who-beta', 'team partner', 'accepted').waitFor();
    await cell('who-gamma', 'team partner', 'declined').waitFor();
    for (const name of NAMES) await cell(name, 'team nobody', 'asked').waitFor();
    expect(changes(owner)).toEqual([]);
    expect(await axeViolations(owner.page)).toEqual([]);
  });

  test('unsharing takes it away though it was accepted, and undo asks again', async () => {
    const before = await documents();
    await cell('who-alpha', 'team partner', 'accepted').click();
    await button('Apply 1 change').click();
    await cell('who-alpha', 'team partner', 'not shared').waitFor();
    expect(asked(owner)).toEqual(['DELETE /v2/images/who-alpha/members/partner', ...around('who-alpha')]);
    expect(await answers()).toBe('none accepted rejected');
    expect(await documents()).toEqual(before);
    owner.glance.forget();
    await button('Undo last change').click();
    await cell('who-alpha', 'team partner', 'asked').waitFor();
    // The way back looks first: somebody else may have put it back already.
    expect(asked(owner)).toEqual([
      ...around('who-alpha'),
      'GET /v2/images/who-alpha/members',
      share('who-alpha', 'partner'),
    ]);
    expect(await answers()).toBe('pending accepted rejected');
    expect(await documents()).toEqual(before);
  });

  test('a private image becomes shared once that was explained, and private again by undo', async () => {
    const before = await documents();
    const replaced = (value: string): string =>
      `PATCH /v2/images/who-delta [{"op":"replace","path":"/visibility","value":"${value}"}]`;
    await button(/^demo/).first().click();
    await listed('who-delta').click();
    await owner.page.keyboard.press('Alt+w');
    await cell('who-delta', 'team partner', 'not shared').click();
    await button('Apply 1 change').click();
    const dialog = owner.page.getByRole('dialog', { name: 'What will be sent' });
    await dialog.getByText('who-delta becomes shared first.').waitFor();
    expect(changes(owner)).toEqual([]);
    owner.glance.forget();
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
    await cell('who-delta', 'team partner', 'asked').waitFor();
    // Beside what every share reads, the image is read once more on the way to becoming shared.
    expect(asked(owner)).toEqual([
      'GET /v2/images/who-delta',
      ...around('who-delta'),
      replaced('shared'),
      share('who-delta', 'partner'),
    ]);
    expect(await documents()).toEqual({
      ...before,
      'who-delta': { ...(before['who-delta'] as object), visibility: 'shared' },
    });
    owner.glance.forget();
    await button('Undo last change').click();
    const id = ids['who-delta'] ?? '';
    await until('it is private again', async () => (await demo.visibility(id)) === 'private');
    expect(changes(owner)).toEqual(['DELETE /v2/images/who-delta/members/partner', replaced('private')]);
    expect(await documents()).toEqual(before);
    expect(owner.complaints).toEqual([]);
  });
});

/** How the partner answered, in the order of the names. */
async function answers(): Promise<string> {
  const each = await Promise.all(
    NAMES.map(async (name) => {
      const { members } = (await demo.send('GET', `/v2/images/${ids[name]}/members`)) as {
        members: { member_id: string; status: string }[];
      };
      return members.find(({ member_id }) => member_id === partner.project)?.status ?? 'none';
    }),
  );
  return each.join(' ');
}

interface Person {
  readonly project: string;
  send(method: string, path: string, body?: object): Promise<unknown>;
  create(name: string, visibility: string): Promise<string>;
  visibility(id: string): Promise<string>;
}

/** A plain client of the real Glance: it asks the service itself, not through what stands between. */
async function signIn(name: string): Promise<Person> {
  const user = { name, domain: { name: 'Default' }, password: stack.password };
  const scope = { project: { name, domain: { name: 'Default' } } };
  const answer = await fetch(`${stack.authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } }, scope } }),
  });
  const { token } = (await answer.json()) as { token: { project: { id: string } } };
  const headers = {
    'x-auth-token': answer.headers.get('x-subject-token') ?? '',
    'content-type': 'application/json',
  };
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const reply = await fetch(`${stack.imageUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    project: token.project.id,
    send,
    create: async (image, visibility) => {
      const formats = { disk_format: 'raw', container_format: 'bare' };
      return ((await send('POST', '/v2/images', { name: image, visibility, ...formats })) as { id: string })
        .id;
    },
    visibility: async (id) => ((await send('GET', `/v2/images/${id}`)) as { visibility: string }).visibility,
  };
}
