import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/a11y.ts';
import { scenesOfFile } from '../support/scenes.ts';

/** The search box and the saved searches in a real browser, by keys alone where it is about keys. */
const scenes = scenesOfFile();
let page: Page;

afterEach(() => page?.context().close());

async function open(scene = 'full'): Promise<void> {
  page = await scenes.open(scene);
}

const box = () => page.getByRole('searchbox', { name: 'Search images' });
const options = () => page.getByRole('option');
const told = () => page.locator('.search-problem');
const piece = (look: string) => page.locator(`.search-piece-${look}`);
const type = async (text: string): Promise<void> => {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
};
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const rows = async (): Promise<readonly string[]> =>
  page.locator('#image-table .image-name').allTextContents();

describe('the search box', () => {
  test('shows terms as they are understood, while the field stays one text', async () => {
    await open();
    await type('debian format:qcow2 -hidden ');
    await expect.poll(() => box().inputValue()).toBe('debian format:qcow2 -hidden ');
    await expect.poll(() => piece('term').allTextContents()).toEqual(['format:qcow2']);
    expect(await piece('negated').allTextContents()).toEqual(['-hidden']);
    await expect.poll(rows).not.toContain('alma-9-arm64');
    for (const name of await rows()) expect(name).toContain('debian');
    // The grounds lie under their words: the mirror is as wide as the text.
    const widths = await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('.search-field input');
      const mirror = document.querySelector('.search-mirror > div');
      if (field === null || mirror === null) return undefined;
      // In a field without any width all of its text has to be scrolled through.
      field.style.width = '0';
      field.style.padding = '0';
      return { text: field.scrollWidth, mirror: mirror.getBoundingClientRect().width };
    });
    expect(Math.abs((widths?.text ?? 0) - (widths?.mirror ?? 99))).toBeLessThan(2);
  });

  test('follows a text longer than the field', async () => {
    await open();
    await type(`format:qcow2 ${'word '.repeat(40)}tag:web`);
    const [field, term] = await Promise.all([box().boundingBox(), piece('term').last().boundingBox()]);
    const right = (field?.x ?? 0) + (field?.width ?? 0);
    expect((term?.x ?? 0) + (term?.width ?? 0)).toBeLessThanOrEqual(right + 1);
    expect(term?.x).toBeGreaterThan(field?.x ?? 0);
  });

  test('says what is wrong beneath, once nobody is in the middle of typing it', async () => {
    await open();
    await type('stauts:active');
    await expect.poll(() => told().textContent()).toContain('Did you mean “status”?');
    expect(await piece('problem').allTextContents()).toEqual(['stauts']);
    expect(await box().getAttribute('aria-invalid')).toBe('true');
    const described = await box().getAttribute('aria-describedby');
    expect(await told().getAttribute('id')).toBe(described);
    expect(await axeViolations(page)).toEqual([]);
    await box().fill('status:active');
    await expect.poll(() => told().textContent()).toBe('');
  });

  test('completes keys and values by keys', async () => {
    await open();
    await type('sta');
    await expect.poll(() => options().allTextContents()).toEqual([expect.stringMatching(/^status:/)]);
    await press('Tab');
    await expect.poll(() => box().inputValue()).toBe('status:');
    await options().filter({ hasText: 'ready' }).waitFor();
    await page.keyboard.type('act');
    await expect.poll(async () => (await options().allTextContents())[0]).toMatch(/^active/);
    await press('ArrowDown');
    const active = await box().getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).textContent()).toMatch(/^active/);
    expect(await axeViolations(page)).toEqual([]);
    await press('Enter');
    await expect.poll(() => box().inputValue()).toBe('status:active ');
    await expect.poll(() => options().count()).toBe(0);
  });

  test('Escape closes the suggestions, then clears; Tab and the arrow lead on', async () => {
    await open();
    await type('os_');
    await options().first().waitFor();
    await press('Escape');
    await expect.poll(() => options().count()).toBe(0);
    await expect.poll(() => box().inputValue()).toBe('os_');
    await press('Escape');
    await expect.poll(() => box().inputValue()).toBe('');
    await page.keyboard.type('debian');
    await press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('image-table');
  });

  test('a suggestion is taken with the pointer, and typing goes on behind it', async () => {
    await open();
    await type('cloud:');
    await options().filter({ hasText: 'okeanos' }).click();
    await expect.poll(() => box().inputValue()).toBe('cloud:okeanos ');
    await page.keyboard.type('debian');
    await expect.poll(() => box().inputValue()).toBe('cloud:okeanos debian');
  });
});

describe('a saved search', () => {
  const saved = () => page.locator('.saved-search');

  test('is kept with a name, counted, run, renamed, deleted and had back', async () => {
    await open();
    await type('tag:golden format:qcow2 ');
    await press('Escape');
    await box().fill('tag:golden format:qcow2');
    await page.getByRole('button', { name: 'Save this search' }).click();
    await page.keyboard.type('Golden qcow2');
    await press('Enter');
    const mine = saved().filter({ hasText: 'Golden qcow2' });
    await expect.poll(() => mine.locator('.figure').textContent(), { timeout: 8000 }).toMatch(/^\d+$/);
    await expect.poll(() => mine.getByRole('button').first().getAttribute('aria-current')).toBe('true');

    await page.getByRole('button', { name: 'Clear the search' }).click();
    await press('Control+k');
    await page.keyboard.type('search: golden q');
    await press('Enter');
    await expect.poll(() => box().inputValue()).toBe('tag:golden format:qcow2');

    await page.getByRole('button', { name: 'Actions for Golden qcow2' }).click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Gilt');
    await press('Enter');
    await saved().filter({ hasText: 'Gilt' }).waitFor();

    await page.getByRole('button', { name: 'Actions for Gilt' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => saved().count()).toBe(3);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => saved().last().textContent()).toContain('Gilt');
    expect(await axeViolations(page)).toEqual([]);
  });
});
