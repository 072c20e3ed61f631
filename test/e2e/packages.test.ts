import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { FifoClient } from '../integration/sandbox/fifo-client.ts';
import { axeViolations } from '../support/a11y.ts';
import { argosy, temporaryFolder } from '../support/argosy.ts';
import { launchChromium, openPage, type Served, serve } from '../support/browser.ts';
import { until } from '../support/sandbox-control.ts';

/**
 * Packages of Project-FiFo by a person with a keyboard alone, in both versions of its API, and what the service's
 * store has afterwards. `far` is another FiFo.
 */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let near: Sandbox;
let far: Sandbox;
let browser: Browser;
let served: Served;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  folder = await temporaryFolder('packages');
  home = join(folder.path, 'home');
  [near, far] = await Promise.all([
    startSandbox({ dataDirectory: join(folder.path, 'near'), switches: ['empty'] }),
    startSandbox({ dataDirectory: join(folder.path, 'far'), switches: ['empty'] }),
  ]);
  await addFifo('near-two', near, '2');
  await addFifo('near-one', near, '0.1.0');
  await addFifo('far', far, '0.1.0', '--production');
  [browser, served] = await Promise.all([launchChromium(), serve(home)]);
  ({ page, complaints } = await openPage(browser, served.url));
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await Promise.all([near?.close(), far?.close()]);
  await folder?.remove();
});
afterEach(() => {
  near.switches.reset();
  far.switches.reset();
});

async function addFifo(
  name: string,
  sandbox: Sandbox,
  api: string,
  ...more: readonly string[]
): Promise<void> {
  const { endpoint = '', username = '', secret = '' } = sandbox.dialects['fifo'] as Record<string, string>;
  const flags = ['--kind', 'fifo', '--endpoint', endpoint, '--api', api, '--username', username];
  const added = await argosy(['connection', 'add', name, ...flags, ...more], { home, secret });
  expect(added.code, added.stderr).toBe(0);
}

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Walks to something with Tab, as a person without a mouse does, and leaves the keyboard there. */
async function tabTo(target: Locator, back = false): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab never came to ${target}`);
}
const act = async (target: Locator): Promise<void> => {
  await tabTo(target);
  await press('Enter');
};
const fill = async (target: Locator, text: string): Promise<void> => {
  await tabTo(target);
  await press('Control+A');
  await page.keyboard.type(text);
};
/** One of a select's choices, by the keyboard. */
async function choose(select: Locator, choice: string): Promise<void> {
  await act(select);
  const option = page.getByRole('option', { name: choice, exact: false }).first();
  await option.waitFor();
  await page.keyboard.type(choice);
  await press('Enter');
  await option.waitFor({ state: 'detached' });
}
const tree = (): Locator => page.getByRole('treegrid');
const line = (key: string): Locator => tree().getByRole('row', { name: new RegExp(`^${key}`) });
/** Moves through the tree with arrows to a line. */
async function goTo(key: string): Promise<void> {
  await tabTo(tree().locator('tr[tabindex="0"]'));
  await press('Home');
  for (let presses = 0; presses < 60; presses += 1) {
    if (
      await line(key)
        .first()
        .evaluate((row) => row === document.activeElement)
    )
      return;
    await press('ArrowDown');
  }
  throw new Error(`no line ${key}`);
}
async function addValue(key: string, type: string | undefined, value: string | undefined): Promise<void> {
  const form = page.getByRole('form', { name: /^Add/ });
  await form.waitFor();
  await fill(form.getByRole('textbox', { name: 'Key' }), key);
  if (type !== undefined) await choose(form.getByRole('button', { name: /Type/ }), type);
  if (value !== undefined) await fill(form.getByRole('textbox', { name: /^Value/ }), value);
  // In a field of one line Enter is enough.
  if (value !== undefined && type !== 'Object' && type !== 'List') await press('Enter');
  else await act(form.getByRole('button', { name: 'Add', exact: true }));
  await form.waitFor({ state: 'detached' });
}

async function stored(
  sandbox: Sandbox,
  api: string,
  name: string,
): Promise<Record<string, unknown> | undefined> {
  const client = await FifoClient.signIn(sandbox, api, 'demo');
  const reply = await client.call('GET', '/packages?full-list=true', undefined, { 'x-full-list': 'true' });
  const list = reply.json as readonly Record<string, unknown>[];
  return Array.isArray(list) ? list.find((each) => each['name'] === name) : undefined;
}
const openPackage = async (name: string): Promise<void> => {
  await page.getByRole('grid', { name: 'Packages' }).getByRole('gridcell', { name, exact: true }).click();
};
const bothThemes = async (): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page), colorScheme).toEqual([]);
  }
};

describe.for([
  ['near-two', '2'],
  ['near-one', '0.1.0'],
] as const)('a package of %s', ([cloud, api]) => {
  const name = `tree-${cloud}`;
  const of = async () => (await stored(near, api, name))?.['metadata'];

  test('is created with a rule, whose meaning and request are said before', async () => {
    await page
      .getByRole('navigation', { name: 'Clouds' })
      .getByRole('button', { name: new RegExp(`^${cloud}`) })
      .click();
    await page.getByRole('button', { name: 'Packages', exact: true }).click();
    await act(page.getByRole('button', { name: 'New package…' }).first());
    const dialog = page.getByRole('dialog', { name: 'New package' });
    await fill(dialog.getByRole('textbox', { name: 'Name' }), name);
    await fill(dialog.getByRole('textbox', { name: 'Memory' }), '2048');
    await fill(dialog.getByRole('textbox', { name: 'Disk quota' }), '30');
    await act(dialog.getByRole('button', { name: 'Add a rule' }));
    await fill(dialog.getByRole('textbox', { name: 'Attribute' }), 'resources.free-memory');
    await fill(dialog.getByRole('textbox', { name: 'Value' }), '8192');
    await dialog
      .getByText('Machines run only on servers whose resources.free-memory is at least 8192.')
      .waitFor();
    await act(dialog.getByRole('button', { name: 'What is sent' }));
    await dialog.getByText('"requirements"').waitFor();
    await bothThemes();
    await act(dialog.getByRole('button', { name: 'Create the package' }));
    await dialog.waitFor({ state: 'detached' });
    expect(await stored(near, api, name)).toMatchObject({
      ...{ name, ram: 2048, quota: 30 },
      requirements: [{ weight: 'must', attribute: 'resources.free-memory', condition: '>=', value: 8192 }],
    });
  });

  test('of a name that is in use is refused with a clear word, before anything is made', async () => {
    const client = await FifoClient.signIn(near, api, 'demo');
    // Made by somebody else: the page does not know it.
    const taken = `taken-${cloud}`;
    await client.createPackage({ name: taken, ram: 1, quota: 1 });
    await act(page.getByRole('button', { name: 'New package…' }).first());
    const dialog = page.getByRole('dialog', { name: 'New package' });
    await fill(dialog.getByRole('textbox', { name: 'Name' }), taken);
    await fill(dialog.getByRole('textbox', { name: 'Memory' }), '1');
    await fill(dialog.getByRole('textbox', { name: 'Disk quota' }), '1');
    await act(dialog.getByRole('button', { name: 'Create the package' }));
    await dialog.getByText('A package of this name is there already').waitFor();
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await stored(near, api, taken)).toMatchObject({ ram: 1 });
  });

  test('gets a tree of four levels with every type of JSON, key by key', async () => {
    await openPackage(name);
    await page.getByRole('tab', { name: /^Metadata/ }).click();
    await act(page.getByRole('button', { name: 'Add a key' }));
    await addValue('one', 'Object', '{}');
    await goTo('one');
    await press('Insert');
    await addValue('two', 'Object', '{}');
    await goTo('two');
    await press('Insert');
    await addValue('three', 'Object', '{}');
    for (const [key, type, value] of [
      ['text', undefined, 'words'],
      ['number', 'Number', '0.5'],
      ['truth', 'True or false', undefined],
      ['nothing', 'Nothing', undefined],
      ['list', 'List', '[1, "two", null]'],
      ['object', 'Object', '{"deep": true}'],
    ] as const) {
      await goTo('three');
      await press('Insert');
      await addValue(key, type, value);
    }
    const three = {
      ...{ text: 'words', number: 0.5, truth: false, nothing: null },
      ...{ list: [1, 'two', null], object: { deep: true } },
    };
    expect(await of()).toEqual({ one: { two: { three } } });
    await goTo('three');
    expect(await line('text').getAttribute('aria-level')).toBe('4');
    await bothThemes();
  });

  test('refuses a key that is there, changes a type, and renames without losing the value', async () => {
    await goTo('three');
    await press('Insert');
    const form = page.getByRole('form', { name: /^Add to/ });
    await fill(form.getByRole('textbox', { name: 'Key' }), 'text');
    await form.getByText('There is this key already').waitFor();
    await press('Escape');
    await goTo('number');
    await press('Enter');
    const change = page.getByRole('form', { name: /^Change/ });
    await choose(change.getByRole('button', { name: /Type/ }), 'Text');
    await act(change.getByRole('button', { name: 'Save' }));
    await change.waitFor({ state: 'detached' });
    await goTo('object');
    await press('F2');
    await fill(change.getByRole('textbox', { name: 'Key' }), 'thing');
    await change.getByText('the new key is set with the whole value first').waitFor();
    near.requests.clear();
    await press('Enter');
    await change.waitFor({ state: 'detached' });
    const writes = near.requests
      .list()
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path.replace(/^.*\/metadata/, '')}`);
    expect(writes).toEqual(['PUT /one/two/three', 'DELETE /one/two/three/object']);
    expect(await of()).toMatchObject({ one: { two: { three: { number: '0.5', thing: { deep: true } } } } });
    expect(JSON.stringify(await of())).not.toContain('object');
  });

  test('shows which of five keys were written when the third fails, and writes only the rest again', async () => {
    await act(page.getByRole('button', { name: 'Add several keys' }));
    const form = page.getByRole('form', { name: 'Add several keys' });
    const values = { a: 1, b: null, c: [true], d: 'x', e: {} };
    await fill(form.getByRole('textbox', { name: 'A JSON object' }), JSON.stringify(values));
    near.switches.set('fifo-metadata-fail-at', 3);
    await act(form.getByRole('button', { name: 'Add 5 keys' }));
    const said = page.getByRole('alert').filter({ hasText: '2 of 5 were written' });
    await said.waitFor();
    expect(await said.getByRole('listitem').allInnerTexts()).toEqual([
      'a written',
      'b written',
      'c refused',
      'd not sent',
      'e not sent',
    ]);
    await bothThemes();
    expect(await of()).toMatchObject({ a: 1, b: null });
    near.requests.clear();
    await act(said.getByRole('button', { name: 'Write the other 3' }));
    await said.waitFor({ state: 'detached' });
    expect(near.requests.list().filter(({ method }) => method === 'PUT')).toHaveLength(3);
    expect(await of()).toMatchObject(values);
  });

  test('loses a branch, and gets it back by undo; then the store has exactly the tree', async () => {
    await goTo('one');
    const before = await of();
    await press('Delete');
    const toast = page.locator('.toast').filter({ hasText: `${name}: one deleted` });
    await toast.waitFor();
    expect(await of()).toEqual({ a: 1, b: null, c: [true], d: 'x', e: {} });
    await act(toast.getByRole('button', { name: 'Undo' }));
    await line('one').waitFor();
    expect(await of()).toEqual(before);
    await goTo('one');
    await press('*');
    await goTo('two');
    await press('Delete');
    await until('the branch is gone', async () => JSON.stringify(await of()).includes('"one":{}'));
    expect(await of()).toEqual({ one: {}, a: 1, b: null, c: [true], d: 'x', e: {} });
  });

  test('that somebody else changed meanwhile is decided key by key, and nothing of theirs is lost unseen', async () => {
    const client = await FifoClient.signIn(near, api, 'demo');
    const id = (await stored(near, api, name))?.['uuid'];
    const theirs = (body: object) => client.call('PUT', `/packages/${id}/metadata`, body);
    const question = page.getByRole('alertdialog', { name: `Someone changed ${name} meanwhile` });
    const writes = () => near.requests.list().filter(({ method }) => method === 'PUT' || method === 'DELETE');
    await goTo('d');
    await press('Enter');
    const change = page.getByRole('form', { name: 'Change d' });
    await fill(change.getByRole('textbox', { name: 'Value' }), 'mine');
    await theirs({ d: 'theirs' });
    await theirs({ e: { came: 1 } });
    near.requests.clear();
    await press('Enter');
    await question.waitFor();
    await bothThemes();
    const row = question.getByRole('row', { name: /^d/ });
    const cells = (await row.getByRole('cell').allInnerTexts()).slice(0, 3);
    expect(cells).toEqual(['"x"', '"mine"', '"theirs"\nSomebody changed it, too']);
    await question.getByText('Changed by them as well, and kept: e / came from not there to 1.').waitFor();
    // Whoever goes back without a choice finds what they entered, and is asked again.
    await act(question.getByRole('button', { name: 'Back to my changes' }));
    await question.waitFor({ state: 'detached' });
    expect(await change.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('mine');
    await act(change.getByRole('button', { name: 'Save' }));
    await question.waitFor();
    expect(writes()).toEqual([]);
    await tabTo(question.getByRole('radio', { name: 'Yours' }));
    await press('Space');
    await question.getByText('Sends d.').waitFor();
    await act(question.getByRole('button', { name: 'Save' }));
    await change.waitFor({ state: 'detached' });
    expect(writes().map(({ method }) => method)).toEqual(['PUT']);
    expect(await of()).toMatchObject({ d: 'mine', e: { came: 1 } });
    const toast = page
      .locator('.toast')
      .filter({ hasText: `${name}: d set` })
      .first();
    await act(toast.getByRole('button', { name: 'Undo' }));
    await until('theirs is back', async () => JSON.stringify(await of()).includes('"d":"theirs"'));
  });

  test('keeps a branch that somebody else added to while it was about to be deleted', async () => {
    const client = await FifoClient.signIn(near, api, 'demo');
    const id = (await stored(near, api, name))?.['uuid'];
    await line('e').waitFor();
    await client.call('PUT', `/packages/${id}/metadata/e`, { more: [1.5, '2'] });
    const before = await of();
    await goTo('e');
    await press('Delete');
    const question = page.getByRole('alertdialog', { name: `Someone changed ${name} meanwhile` });
    await question.getByText('more is [1.5,"2"]').waitFor();
    await tabTo(question.getByRole('radio', { name: 'Yours' }));
    await press('ArrowRight');
    await act(question.getByRole('button', { name: 'Keep theirs' }));
    await question.waitFor({ state: 'detached' });
    expect(await of()).toEqual(before);
    // What they did is on show now, and the keyboard is in the tree.
    await line('e').getByText('2 keys').waitFor();
    await until('the focus is in the tree', () =>
      tree().evaluate((each) => each.contains(document.activeElement)),
    );
  });

  test('is found in, and its values and paths are copied', async () => {
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await goTo('c');
    await press('Control+C');
    await expect.poll(copied).toBe('[\n  true\n]');
    await press('Control+Shift+C');
    await expect.poll(copied).toBe('c');
  });

  test('is copied to another FiFo, also when that breaks off between', async () => {
    const copy = `copy-of-${cloud}`;
    await act(page.getByRole('button', { name: 'Copy to…' }));
    const dialog = page.getByRole('dialog', { name: `Copy ${name}` });
    await fill(dialog.getByRole('textbox', { name: 'Name there' }), copy);
    for (const [target, wanted] of [
      ['near-one', false],
      ['near-two', false],
      ['far', true],
    ] as const) {
      const box = dialog.getByRole('checkbox', { name: new RegExp(target) });
      if ((await box.count()) === 0) continue;
      if ((await box.isChecked()) !== wanted) {
        await tabTo(box);
        await press('Space');
      }
    }
    far.switches.set('fifo-metadata-fail-at', 2);
    await act(dialog.getByRole('button', { name: 'Copy', exact: true }));
    await dialog.getByText('is not finished').waitFor();
    await bothThemes();
    expect(Object.keys((await stored(far, '0.1.0', copy))?.['metadata'] as object)).toHaveLength(1);
    await act(dialog.getByRole('button', { name: 'Close' }).last());
    // It is remembered, also by another page.
    await page.reload();
    await page
      .getByRole('navigation', { name: 'Clouds' })
      .getByRole('button', { name: /^Packages/ })
      .click();
    await page.getByText(`The copy ${copy} in far is not finished`).waitFor();
    await act(page.getByRole('button', { name: 'Finish it' }));
    await page.getByText(`${copy} is finished in far`).waitFor();
    const [source, made] = [await stored(near, api, name), await stored(far, '0.1.0', copy)];
    expect(made?.['metadata']).toEqual(source?.['metadata']);
    for (const key of ['ram', 'quota', 'requirements']) expect(made?.[key]).toEqual(source?.[key]);
  });

  test('is deleted where others depend on it only when its name is typed', async () => {
    const copy = `copy-of-${cloud}`;
    await openPackage(copy);
    await act(page.getByRole('button', { name: 'Delete…' }));
    const dialog = page.getByRole('alertdialog', { name: `Delete ${copy}?` });
    const doIt = dialog.getByRole('button', { name: 'Delete the package' });
    expect(await doIt.getAttribute('aria-disabled')).toBe('true');
    await fill(dialog.getByRole('textbox', { name: `Type ${copy}` }), copy);
    await act(doIt);
    await dialog.waitFor({ state: 'detached' });
    expect(await stored(far, '0.1.0', copy)).toBeUndefined();
  });
});

describe.for([
  ['near-two', '2'],
  ['near-one', '0.1.0'],
] as const)('odd metadata of %s', ([cloud, api]) => {
  const name = `odd-${cloud}`;
  const of = async () => (await stored(near, api, name))?.['metadata'] as Record<string, unknown>;
  const find = async (text: string): Promise<void> => {
    await fill(page.getByRole('textbox', { name: 'Find in the tree' }), text);
    await line(text).first().waitFor();
  };
  const LEVELS = 30;
  const deepTree = (leaf: unknown): unknown =>
    Array.from({ length: LEVELS - 1 }, (_, index) => `level-${LEVELS - index}`).reduce(
      (below, key) => ({ [key]: below }),
      leaf,
    );
  const WAY = Array.from({ length: LEVELS - 1 }, (_, index) => `level-${index + 2}`);

  test('made by others is shown as it is', async () => {
    const client = await FifoClient.signIn(near, api, 'demo');
    const id = await client.createPackage({ name, ram: 1, quota: 1 });
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key-${index}`, index]));
    const odd = JSON.parse(
      '{"": {"inner": 1}, ".": [], "plain": true, "list": [1.0, "5", null, [], [{"a": []}]]}',
    );
    for (const body of [
      { odd },
      { many },
      { deep: deepTree('leaf') },
      JSON.parse('{"trap": {"__proto__": {"x": 1}, "beside": 1}}'),
    ])
      expect((await client.call('PUT', `/packages/${id}/metadata`, body)).status).toBe(204);
    await client.call(
      'PUT',
      `/packages/${id}/metadata`,
      Buffer.from('{"large": {"number": 12345678901234567890, "list": [12345678901234567890]}}'),
    );
    await page
      .getByRole('navigation', { name: 'Clouds' })
      .getByRole('button', { name: new RegExp(`^${cloud}`) })
      .click();
    await page.getByRole('button', { name: 'Packages', exact: true }).click();
    await page.getByRole('button', { name: 'Read the packages again' }).click();
    await openPackage(name);
    await page.getByRole('tab', { name: /^Metadata/ }).click();
    await line('many').getByText('1000 keys').waitFor();
    await find('beside');
    await line('trap').getByText('2 keys').waitFor();
  });

  test('is added and renamed under keys that an address must write otherwise', async () => {
    await act(page.getByRole('button', { name: 'Add several keys' }));
    const form = page.getByRole('form', { name: 'Add several keys' });
    const values = {
      ...{ 'a/b': { x: 1 }, '100%': '%2F', 'q?#&=': null, 'ключ🙂': [], '..a': {}, '5': '5', 'c\\d': 1.5 },
      ...{ constructor: { toString: 'x' }, 'e f': [{ g: [{}] }, []], '%2e%2e': false, h: ' ' },
    };
    await fill(form.getByRole('textbox', { name: 'A JSON object' }), JSON.stringify(values));
    await act(form.getByRole('button', { name: 'Add 11 keys' }));
    await form.waitFor({ state: 'detached' });
    expect(await of()).toMatchObject(values);
    await find('x');
    await goTo('x');
    await press('F2');
    const change = page.getByRole('form', { name: 'Change a/b / x' });
    await fill(change.getByRole('textbox', { name: 'Key' }), 'y/%z');
    await press('Enter');
    await change.waitFor({ state: 'detached' });
    expect((await of())['a/b']).toEqual({ 'y/%z': 1 });
    await fill(page.getByRole('textbox', { name: 'Find in the tree' }), 'q?#');
    await goTo('q[?]#&=');
    await press('Delete');
    await until('it is gone', async () => !Object.hasOwn(await of(), 'q?#&='));
  });

  test('is changed at the thirtieth level, and beside a thousand keys', async () => {
    await find(`level-${LEVELS}`);
    await goTo(`level-${LEVELS}`);
    await press('Enter');
    const change = page.getByRole('form', { name: /^Change/ });
    await fill(change.getByRole('textbox', { name: 'Value' }), 'blossom');
    near.requests.clear();
    await press('Enter');
    await change.waitFor({ state: 'detached' });
    expect((await of())['deep']).toEqual(deepTree('blossom'));
    const [put] = near.requests.list().filter(({ method }) => method === 'PUT');
    expect(put?.path).toMatch(new RegExp(`/metadata/deep/${WAY.slice(0, -1).join('/')}$`));
    await find('key-999');
    await goTo('key-999');
    await press('Delete');
    await until('it is gone', async () => Object.keys((await of())['many'] as object).length === 999);
  });

  test('whose key has no address is sent with the object around it, or not at all', async () => {
    await find('inner');
    await goTo('inner');
    await press('Delete');
    await until('it is gone', async () => JSON.stringify((await of())['odd']).includes('"":{}'));
    expect(Object.keys((await of())['odd'] as object).sort()).toEqual(['', '.', 'list', 'plain']);
    await find('odd');
    await goTo('odd');
    await press('Insert');
    const form = page.getByRole('form', { name: 'Add to odd' });
    await fill(form.getByRole('textbox', { name: 'Key' }), '..');
    await form.getByText('Project-FiFo cannot address a key that is called ".."').waitFor();
    await press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  test('with a number that would be rounded is not written', async () => {
    const before = await of();
    await find('large');
    await goTo('large');
    await press('F2');
    const change = page.getByRole('form', { name: 'Change large' });
    await fill(change.getByRole('textbox', { name: 'Key' }), 'small');
    expect(await change.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled')).toBe('true');
    await press('Escape');
    await change.waitFor({ state: 'detached' });
    expect(await of()).toEqual(before);
  });

  test('with a key that JavaScript would swallow is kept beside what changes, and not deleted for good unseen', async () => {
    await find('beside');
    await goTo('beside');
    await press('Enter');
    const change = page.getByRole('form', { name: 'Change trap / beside' });
    await fill(change.getByRole('textbox', { name: 'Value' }), '2');
    await press('Enter');
    await change.waitFor({ state: 'detached' });
    expect(JSON.stringify((await of())['trap'])).toBe('{"__proto__":{"x":1},"beside":2}');
    await goTo('trap');
    await press('Delete');
    await page.getByText('In trap is a key named __proto__: Undo could not bring it back.').waitFor();
    expect(Object.keys(await of())).toContain('trap');
  });
});

test('the command line copies a package, and says how to finish what broke off', async () => {
  const client = await FifoClient.signIn(near, '2', 'demo');
  const id = await client.createPackage({ name: 'by-command', ram: 5, quota: 6 });
  const set = await argosy(['package', 'set', '-c', 'near-two', id, 'a=1', 'b=null', 'c={"d":[]}'], { home });
  expect(set.code, set.stderr).toBe(0);
  far.switches.set('fifo-metadata-fail-at', 2);
  const copy = ['package', 'copy', '-c', 'near-two', id, '--to', 'far'];
  const broken = await argosy(copy, { home });
  expect(broken.code).toBe(1);
  const into = /--into (\S+);/.exec(broken.stderr)?.[1] ?? '';
  expect(broken.stderr).toContain(`argosy package copy -c near-two ${id} --to far --into ${into}`);
  const finished = await argosy([...copy, '--into', into, '--json'], { home });
  expect(finished.code, finished.stderr).toBe(0);
  expect(finished.json()).toMatchObject({ id: into, metadata: { a: 1, b: null, c: { d: [] } } });
  const again = await argosy(copy, { home });
  expect(again.stderr).toMatch(/CONFLICT: There is a package "by-command" already\. Nothing was made\./);
  near.switches.set('fifo-metadata-fail-at', 3);
  const five = ['one=1', 'two=2', 'three=3', 'four=4', 'five=5'];
  const partial = await argosy(['package', 'set', '-c', 'near-two', id, ...five, '--json'], { home });
  expect(partial.code).toBe(1);
  expect(partial.json()).toEqual({ id, written: ['one', 'two'], left: ['three', 'four', 'five'] });
});

test('the page complained of nothing', () => {
  expect(complaints).toEqual([]);
});
