import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/a11y.ts';
import { addGlance, argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { until } from '../support/sandbox-control.ts';
import { stackEnvironment } from '../support/stack.ts';

/** Two projects of a real cloud: the first shares in the matrix, the second answers in its inbox. */
const stack = stackEnvironment();
const NAMES = ['who-alpha', 'who-beta', 'who-gamma'] as const;
const ids: Record<string, string> = {};
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let between: Awaited<ReturnType<typeof standBetween>>;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];
let demo: Person;
let partner: Person;

beforeAll(async () => {
  folder = await temporaryFolder('sharing-page');
  const home = join(folder.path, 'home');
  between = await standBetween(stack.imageUrl);
  [demo, partner] = await Promise.all([signIn('demo'), signIn('partner')]);
  for (const name of NAMES) ids[name] = await demo.create(name, 'shared');
  ids['who-delta'] = await demo.create('who-delta', 'private');
  for (const name of ['demo', 'partner']) {
    const account = { authUrl: stack.authUrl, username: name, project: name };
    const added = await argosy(addGlance(name, account, '--endpoint', between.url), {
      home,
      secret: stack.password,
    });
    expect(added.code, added.stderr).toBe(0);
  }
  const others = [
    ['team partner', partner.project],
    ['team nobody', '0123456789abcdef0123456789abcdef'],
  ] as const;
  for (const [name, id] of others) await argosy(['partner', 'add', name, id, '-c', 'demo'], { home });
  const synced = await argosy(['sync'], { home });
  expect(synced.code, synced.stderr).toBe(0);
  browser = await launchChromium();
  served = await serve(home);
  ({ page, complaints } = await openPage(browser, served.url));
  page.setDefaultTimeout(30_000);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  for (const id of Object.values(ids)) await demo.send('DELETE', `/v2/images/${id}`);
  await between?.close();
  await folder?.remove();
});
beforeEach(() => between.forget());

const cell = (image: string, member: string, words = ''): Locator =>
  page.getByRole('gridcell', { name: new RegExp(`^${image}, ${member}: ${words}`) });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const listed = (name: string): Locator => page.getByRole('gridcell', { name, exact: true });

/** What was asked of Glance that changes something, in words, sorted. */
function changes(): readonly string[] {
  return between
    .changes()
    .map((line) => Object.entries(ids).reduce((text, [name, id]) => text.replace(id, name), line))
    .map((line) => line.replace(partner.project, 'partner'))
    .sort();
}

describe('who sees what, with a real Glance', () => {
  test('three images are shared with two projects by six requests, and no visibility is touched', async () => {
    await button(/^demo/).first().click();
    await page.keyboard.press('/');
    await page.keyboard.type('name:who-');
    await listed('who-gamma').waitFor();
    // Away from the field its suggestions are gone.
    await page.keyboard.press('Alt+l');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await listed('who-alpha').click();
    for (const name of ['who-beta', 'who-gamma']) await listed(name).click({ modifiers: ['Control'] });
    await button('Who sees them…').click();
    await page.getByText('3 images × 2 members, demo').waitFor();
    await cell('who-alpha', 'team nobody', 'not shared').hover();
    await page.mouse.down();
    await cell('who-gamma', 'team partner', 'not shared').hover();
    await page.mouse.up();
    await button('Preview requests').click();
    const dialog = page.getByRole('dialog', { name: 'What will be sent' });
    await dialog.getByText('6 requests to demo').waitFor();
    expect(changes()).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply 6 changes' }).click();
    for (const image of NAMES)
      for (const member of ['team nobody', 'team partner']) await cell(image, member, 'asked').waitFor();
    expect(changes()).toEqual(NAMES.flatMap((name) => Array(2).fill(`POST /v2/images/${name}/members`)));
    for (const name of NAMES) expect(await demo.visibility(ids[name] ?? '')).toBe('shared');
  });

  test('the partner accepts two and declines one, and the matrix shows it', async () => {
    await button(/^Shared with me/).click();
    await button('Ask the services again').first().click();
    const row = (name: string): Locator => page.getByRole('row').filter({ hasText: name });
    await row('who-alpha').getByRole('checkbox').click();
    await row('who-beta').getByRole('checkbox').click();
    await button('Accept 2').click();
    await until('two are accepted', async () => (await answers()) === 'accepted accepted pending');
    await row('who-gamma').getByRole('checkbox').click();
    await page.getByRole('main').getByRole('button', { name: 'Decline', exact: true }).click();
    await until('one is declined', async () => (await answers()) === 'accepted accepted rejected');
    expect(changes()).toEqual(NAMES.map((name) => `PUT /v2/images/${name}/members/partner`));

    await button(/^Shared by me/).click();
    await button('Ask the services who sees these images').click();
    await cell('who-alpha', 'team partner', 'accepted').waitFor();
    await cell('who-beta', 'team partner', 'accepted').waitFor();
    await cell('who-gamma', 'team partner', 'declined').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('unsharing takes it away though it was accepted, and undo asks again', async () => {
    await cell('who-alpha', 'team partner', 'accepted').click();
    await button('Apply 1 change').click();
    await cell('who-alpha', 'team partner', 'not shared').waitFor();
    expect(changes()).toEqual(['DELETE /v2/images/who-alpha/members/partner']);
    expect(await answers()).toBe('none accepted rejected');
    between.forget();
    await button('Undo last change').click();
    await cell('who-alpha', 'team partner', 'asked').waitFor();
    expect(changes()).toEqual(['POST /v2/images/who-alpha/members']);
    expect(await answers()).toBe('pending accepted rejected');
  });

  test('a private image becomes shared once that was explained, and private again by undo', async () => {
    await button(/^demo/).first().click();
    await listed('who-delta').click();
    await page.keyboard.press('Alt+w');
    await cell('who-delta', 'team partner', 'not shared').click();
    await button('Apply 1 change').click();
    const dialog = page.getByRole('dialog', { name: 'What will be sent' });
    await dialog.getByText('who-delta becomes shared first.').waitFor();
    expect(changes()).toEqual([]);
    await dialog.getByRole('button', { name: 'Apply 1 change' }).click();
    await cell('who-delta', 'team partner', 'asked').waitFor();
    expect(changes()).toEqual(['PATCH /v2/images/who-delta', 'POST /v2/images/who-delta/members']);
    between.forget();
    await button('Undo last change').click();
    const id = ids['who-delta'] ?? '';
    await until('it is private again', async () => (await demo.visibility(id)) === 'private');
    expect(changes()).toEqual(['DELETE /v2/images/who-delta/members/partner', 'PATCH /v2/images/who-delta']);
    expect(complaints).toEqual([]);
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

/** Passes everything on to Glance, and remembers what would change something. */
async function standBetween(target: string) {
  let seen: string[] = [];
  const server: Server = createServer((incoming, reply) => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (method !== 'GET' && method !== 'HEAD') seen.push(`${method} ${url}`);
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    passed.on('error', () => reply.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    changes: (): readonly string[] => seen,
    forget: (): void => {
      seen = [];
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
