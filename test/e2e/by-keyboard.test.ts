import type { Locator, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { scenesOfFile } from '../support/scenes.ts';

/** Screens of sharing and metadata over scripted services, from the first key to the last without a mouse. */
const scenes = scenesOfFile();
let page: Page;

afterEach(() => page?.context().close());

async function open(scene: string): Promise<void> {
  page = await scenes.open(scene);
}

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
/** Escape, and not a key more before the dialog is gone and the focus is back where it came from: no hand is quicker. */
async function leave(left: Locator): Promise<void> {
  await press('Escape');
  await left.waitFor({ state: 'hidden' });
  await page.waitForFunction(() => document.activeElement !== document.body);
}
const question = () => page.getByRole('alertdialog');

/** How the thing that has the focus is called: its label, else its words. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    const named = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const labels = 'labels' in element ? [...((element.labels as NodeList | null) ?? [])] : [];
    const texts = [
      element.getAttribute('aria-label'),
      ...named.map((id) => document.getElementById(id)?.textContent),
      ...labels.map((label) => label.textContent),
      element.textContent,
    ];
    return texts.filter((text) => text).join(' ');
  });

/** Goes on by the Tab key until the focus is on what is so called; fails after a whole round. */
async function tabTo(name: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < 80; step += 1) {
    const now = await focused();
    if (name.test(now)) return;
    passed.push(now.slice(0, 40));
    await press(key);
  }
  throw new Error(`No stop of ${key} is called ${name}. Passed: ${passed.join(' | ')}`);
}

async function command(words: string): Promise<void> {
  await press('Control+k');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.type(words);
  await page
    .getByRole('option', { name: new RegExp(words, 'i') })
    .first()
    .waitFor();
  await press('Enter');
}

/** Chooses the first image that a search finds. */
async function choose(words: string): Promise<void> {
  await press('/', 'Control+a');
  await page.keyboard.type(words);
  const first = page.locator('#image-row-0').filter({ hasText: words });
  await first.waitFor();
  await press('Alt+l', 'Home');
  await page.locator('#image-row-0[aria-selected="true"]').filter({ hasText: words }).waitFor();
}

/** Two dialogs, one over the other: a property taken over to the other image, and what that would send. */
async function compareAndPreview() {
  await choose('ubuntu-24.04-base');
  await press('Shift+ArrowDown', 'Alt+v');
  const compare = dialog('Two images side by side');
  await compare.waitFor();
  await tabTo(/^Take .* over to the (first|second)/);
  await press('Enter');
  await tabTo(/^Preview requests/);
  await press('Enter');
  const preview = dialog('What would be sent');
  await preview.waitFor();
  return { compare, preview };
}

describe('by keys alone', () => {
  test('a share is looked into, declined, and taken back', async () => {
    await open('inbox');
    await press('Alt+b');
    const shares = page.getByRole('grid', { name: 'Pending images' });
    await shares.waitFor();
    const build = shares.getByRole('row', { name: /build-7781/ });
    for (let step = 0; (await build.getAttribute('aria-selected')) !== 'true'; step += 1) {
      expect(step).toBeLessThan(10);
      await press('ArrowDown');
    }
    await press('i');
    await page.getByText('Do not use it').waitFor();
    await press('d');
    await build.waitFor({ state: 'hidden' });
    await press('Control+z');
    await build.waitFor();
  });

  test('a partner is added to the address book, and found there', async () => {
    await open('links');
    await command('address book');
    await dialog('Address book').waitFor();
    await tabTo(/^Add partner/);
    await press('Enter');
    await tabTo(/^Name/);
    await page.keyboard.type('night shift');
    await tabTo(/id/i);
    await page.keyboard.type('0b12aa77ce0d4fd8a1b1c0ffee150000');
    await press('Enter');
    await dialog('Address book').getByText('night shift').waitFor();
    await leave(dialog('Address book'));
  });

  test('an opened link is looked at, and put away with nothing done', async () => {
    await open('links-opened');
    await page.getByRole('dialog').waitFor();
    await tabTo(/^Look at it/);
    await press('Enter');
    await page.getByText('What the service says').waitFor();
    await leave(page.getByRole('dialog'));
  });

  test('a template is laid over an image, its requests looked at, and all of it discarded', async () => {
    await open('metadata');
    await choose('ubuntu-24.04-base');
    await press('Alt+m');
    const sheet = dialog(/^Metadata of/);
    await sheet.waitFor();
    await tabTo(/^Template/);
    await press('Enter');
    await page.getByRole('menuitem').first().waitFor();
    await press('Enter');
    await tabTo(/^(Apply|Use|Add|Lay|Take)/);
    await press('Enter');
    await sheet.getByText(/\d+ changes?: /).waitFor();
    await tabTo(/^Preview/);
    await press('Enter');
    await dialog('What would be sent').getByText('PATCH').first().waitFor();
    await leave(dialog('What would be sent'));
    await tabTo(/^Cancel/);
    await press('Enter');
    await tabTo(/^Discard/);
    await press('Enter');
    await sheet.waitFor({ state: 'hidden' });
  });

  test('a lost race is decided field by field', async () => {
    await open('conflict');
    await press('Alt+l', 'Home', 'ArrowDown', 'ArrowDown', 'Alt+m');
    const sheet = dialog(/^Metadata of/);
    await sheet.waitFor();
    await tabTo(/os_version/);
    await press('Control+a');
    await page.keyboard.type('25.04');
    await tabTo(/^Save/);
    await press('Enter');
    await question().getByText('1 field to decide').waitFor();
    await tabTo(/^Yours/);
    await press('Enter');
    await tabTo(/^Save/);
    await press('Enter');
    await sheet.waitFor({ state: 'hidden' });
    await command('Metadata');
    await expect.poll(() => sheet.getByRole('textbox', { name: 'os_version' }).inputValue()).toBe('25.04');
  });

  test('two images are compared, and a set of properties is copied and pasted', async () => {
    await open('metadata');
    const { compare, preview } = await compareAndPreview();
    await leave(preview);
    await leave(compare);
    await choose('ubuntu-24.04-base');
    await command('Copy properties');
    await page.getByText(/properties copied/).waitFor();
    await press('Alt+l', 'ArrowDown');
    await command('Paste properties');
    await dialog(/^Paste properties into/).waitFor();
    await leave(dialog(/^Paste properties into/));
  });

  test('two quick Escapes leave two dialogs, on a slow machine too', async () => {
    await open('metadata');
    const { compare, preview } = await compareAndPreview();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 8 });
    // Not one after the other: the second is on its way before the page has answered the first.
    await Promise.all([press('Escape'), press('Escape')]);
    await preview.waitFor({ state: 'hidden' });
    await compare.waitFor({ state: 'hidden' });
  });

  test('the palette runs what was typed, not an image that was found for half of it', async () => {
    await open('metadata');
    await choose('ubuntu-24.04-base');
    await press('Control+k');
    await page.keyboard.type('co');
    const palette = dialog('Find anything');
    const first = palette.getByRole('option').first();
    await first.waitFor();
    const meant = await first.textContent();
    // The images come later than the actions, and do not push them away under a key that is on its way.
    await palette.getByRole('group', { name: 'Images' }).getByRole('option').first().waitFor();
    expect(await first.textContent()).toBe(meant);
    await page.keyboard.type('py properties');
    await press('Enter');
    await page.getByText(/properties copied/).waitFor();
  });

  test('a deletion is asked for, and left', async () => {
    await open('plain');
    await press('Alt+l', 'Home', 'Delete');
    await question().waitFor();
    await tabTo(/^Cancel/);
    await press('Enter');
    await question().waitFor({ state: 'hidden' });
    expect(await page.locator('#image-row-0').count()).toBe(1);
  });
});
