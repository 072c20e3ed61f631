import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { scenesOfFile } from '../support/scenes.ts';

/** A field that proposes words, here the tags of an image in its dialog, over scripted services. */
const scenes = scenesOfFile();
let page: Page;

const field = () => page.getByRole('combobox', { name: 'Tags' });
const options = () => page.getByRole('option');
const tokens = () => page.getByRole('dialog').getByRole('grid', { name: 'Tags' }).getByRole('row');

beforeAll(async () => {
  page = await scenes.open('plain');
  await page.locator('#image-row-2').click();
  await page.keyboard.press('F2');
  await field().waitFor();
});

describe('what a field proposes', () => {
  test('moves nothing on the page, and hides nothing of it from screen readers', async () => {
    const save = page.getByRole('dialog').getByRole('button', { name: 'Save' });
    const before = await save.boundingBox();
    await field().pressSequentially('cu');
    await options().first().waitFor();
    expect(await save.boundingBox()).toEqual(before);
    // Found by its role: so it is not hidden.
    expect(await save.count()).toBe(1);
  });

  test('is closed by Escape alone, which leaves the dialog and what was typed', async () => {
    await page.keyboard.press('Escape');
    await options().first().waitFor({ state: 'detached' });
    expect(await field().inputValue()).toBe('cu');
    await page.keyboard.press('ArrowDown');
    await options().first().waitFor();
  });

  test('is taken by Tab where the arrow stands on it, not the half of the word that was typed', async () => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await expect.poll(() => tokens().allTextContents()).toContain('cuda');
    expect(await tokens().allTextContents()).not.toContain('cu');
    expect(await field().inputValue()).toBe('');
  });

  test('is taken with the pointer, and typing goes on in the field', async () => {
    await field().pressSequentially('cap');
    await options().first().click();
    await expect.poll(() => tokens().allTextContents()).toContain('capi');
    expect(await field().evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await options().count()).toBe(0);
  });
});
