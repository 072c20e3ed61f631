import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/a11y.ts';
import { scenesOfFile } from '../support/scenes.ts';

/** The list in a real browser, over an application that answers from arrays: keys, drags, scrolling. */
const scenes = scenesOfFile();
let page: Page;

afterEach(() => page?.context().close());

async function open(scene: string): Promise<void> {
  page = await scenes.open(scene);
}

const row = (line: number) => page.locator(`#image-row-${line}`);
const table = () => page.locator('#image-table');
const quickLook = () => page.getByRole('region', { name: 'Quick look' });
const heads = () => page.getByRole('columnheader').allTextContents();
const current = async (): Promise<string | null> => table().getAttribute('aria-activedescendant');
const chosen = () => page.locator('tr[aria-selected="true"]').count();
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const groupBy = async (name: string): Promise<void> => {
  await page.getByRole('button', { name: /^Group:/ }).click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
  await page.getByRole('treegrid').waitFor();
  await page.locator('.group-line').first().waitFor();
};

describe('the list by keys', () => {
  test('arrows move, Shift chooses a stretch, Ctrl+A all, Escape none', async () => {
    await open('plain');
    await table().focus();
    await press('ArrowDown', 'ArrowDown');
    await expect.poll(current).toBe('image-row-1');
    await press('Shift+ArrowDown', 'Shift+ArrowDown');
    await expect.poll(chosen).toBe(3);
    await press('Shift+End');
    await page.getByText('42 chosen').waitFor();
    await press('Control+a');
    await page.getByText('43 chosen').waitFor();
    await press('Escape');
    await expect.poll(chosen).toBe(0);
  });

  test('the head is one stop of the Tab key; keys sort, move and widen its columns, and it stays so', async () => {
    await open('plain');
    const head = (name: string) => page.getByRole('button', { name, exact: true });
    await head('Name').focus();
    await press('ArrowRight', 'ArrowRight');
    expect(await head('Status').evaluate((button) => button === document.activeElement)).toBe(true);
    await press('Enter');
    expect(await page.getByRole('columnheader', { name: 'Status' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await press('Control+ArrowRight');
    await expect.poll(heads).toEqual(['Name', 'Cloud', 'Size', 'Status', 'Visibility', 'Updated']);
    expect(await head('Status').evaluate((button) => button === document.activeElement)).toBe(true);
    const width = async () =>
      (await page.getByRole('columnheader', { name: 'Status' }).boundingBox())?.width ?? 0;
    const before = await width();
    await press('Shift+ArrowRight', 'Shift+ArrowRight');
    await expect.poll(width).toBe(before + 32);
    await press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Hide status' }).click();
    await expect.poll(heads).toEqual(['Name', 'Cloud', 'Size', 'Visibility', 'Updated']);
  });

  test('a head is dragged to another place', async () => {
    await open('plain');
    await page
      .getByRole('button', { name: 'Updated', exact: true })
      .dragTo(page.getByRole('columnheader', { name: 'Cloud' }), { targetPosition: { x: 8, y: 12 } });
    await expect.poll(heads).toEqual(['Name', 'Updated', 'Cloud', 'Status', 'Size', 'Visibility']);
  });

  test('space looks quickly, arrows go on to other images, Enter opens the inspector', async () => {
    await open('plain');
    await table().focus();
    await press('ArrowDown', 'Space');
    const name = async (line: number) => row(line).locator('.image-name').textContent();
    await quickLook()
      .getByRole('heading', { name: (await name(0)) ?? '', exact: true })
      .waitFor();
    await press('ArrowDown');
    await quickLook()
      .getByRole('heading', { name: (await name(1)) ?? '', exact: true })
      .waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await press('Escape');
    await quickLook().waitFor({ state: 'detached' });
    await expect.poll(chosen).toBe(1);
    await press('Space', 'Space');
    await quickLook().waitFor({ state: 'detached' });
    await press('Space', 'Enter');
    await quickLook().waitFor({ state: 'detached' });
    await page.getByRole('complementary', { name: 'Inspector' }).waitFor();
  });

  test('Ctrl+C copies a table for a spreadsheet, the menu every other form', async () => {
    await open('plain');
    await table().focus();
    await press('ArrowDown', 'Shift+ArrowDown', 'Control+c');
    await page.getByText('2 images copied').waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    expect((await copied()).replaceAll('\r', '').split('\n')[0]).toBe(
      'name\tcloud\tstatus\tsizeBytes\tvisibility\tupdatedAt\tid',
    );
    await row(0).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy as' }).hover();
    await page.getByRole('menuitem', { name: 'JSON' }).click();
    await expect.poll(async () => (await copied()).startsWith('[')).toBe(true);
    expect(JSON.parse(await copied())).toHaveLength(2);
  });
});

describe('the way back', () => {
  test('Escape leads from the drawer to the list; the menu key opens the menu beneath its row', async () => {
    await open('plain');
    await page.setViewportSize({ width: 900, height: 700 });
    await row(2).click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByRole('tab', { name: 'Raw' }).focus();
    await press('Escape');
    await inspector.waitFor({ state: 'detached' });
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await expect.poll(focused).toBe('image-table');
    await press('Shift+F10');
    const [line, menu] = [await row(2).boundingBox(), await page.getByRole('menu').boundingBox()];
    if (line === null || menu === null) throw new Error('no menu');
    expect(Math.abs(menu.y - (line.y + line.height))).toBeLessThan(12);
    await press('Escape');
    await expect.poll(focused).toBe('image-table');
  });

  test('a search closes quick look, and the palette leaves at once', async () => {
    await open('plain');
    await table().focus();
    await press('ArrowDown', 'Space');
    await quickLook().waitFor();
    await press('/');
    await page.keyboard.type('alma');
    await quickLook().waitFor({ state: 'detached' });
    await press('Control+k');
    await page.getByRole('dialog', { name: 'Find anything' }).waitFor();
    await page.keyboard.type('theme');
    await press('Escape');
    await page.getByRole('dialog', { name: 'Find anything' }).waitFor({ state: 'detached' });
  });
});

describe('a list put together', () => {
  test('arrows expand, go in, go out and collapse', async () => {
    await open('plain');
    await groupBy('Cloud');
    await table().focus();
    await press('ArrowDown', 'ArrowDown');
    expect(await row(1).getAttribute('aria-expanded')).toBe('false');
    await press('ArrowRight');
    expect(await row(1).getAttribute('aria-expanded')).toBe('true');
    await row(2).locator('.image-name').waitFor();
    expect(await row(2).getAttribute('aria-level')).toBe('2');
    await press('ArrowRight', 'ArrowDown');
    await expect.poll(current).toBe('image-row-3');
    expect(await axeViolations(page)).toEqual([]);
    await press('ArrowLeft');
    await expect.poll(current).toBe('image-row-1');
    await press('ArrowLeft');
    expect(await row(1).getAttribute('aria-expanded')).toBe('false');
    await press('Enter');
    expect(await row(1).getAttribute('aria-expanded')).toBe('true');
  });

  test('the same bytes in several clouds are one line that says where and in what they differ', async () => {
    await open('full');
    await groupBy('Hash');
    await row(0).getByText('in 4 clouds').waitFor();
    await row(0)
      .getByText(/^differs in hw_machine_type, min_disk, os_version$/)
      .waitFor();
  });
});

describe('a list of any length', () => {
  test('rows that go above leave those in sight where they are, to the pixel', async () => {
    await open('full');
    await row(1).click();
    await row(4).click({ modifiers: ['Shift'] });
    const scroller = page.locator('.table-scroller');
    await scroller.evaluate((element) => element.scrollTo({ top: 20_007 }));
    const anchor = page.locator('#image-row-527');
    await anchor.locator('.image-name').waitFor();
    const name = (await anchor.locator('.image-name').textContent()) ?? '';
    const before = (await anchor.boundingBox())?.y;
    await table().focus();
    await press('Delete');
    // Of the four one is protected, and one in a cloud that is away.
    await page.getByRole('button', { name: /^Delete 2 images$/ }).click();
    await page.locator('.catalog-count', { hasText: '1,306' }).waitFor();
    const moved = row(525);
    expect(await moved.locator('.image-name').textContent()).toBe(name);
    expect((await moved.boundingBox())?.y).toBe(before);
  });

  test('three million rows scroll to the last one and back; keys reach every row', async () => {
    await open('endless');
    await table().focus();
    await press('End');
    await row(2_999_999).getByText('image-2999999').waitFor();
    const inSight = async (line: number): Promise<boolean> => {
      const [outer, inner] = await Promise.all([
        page.locator('.table-scroller').boundingBox(),
        row(line).boundingBox(),
      ]);
      if (outer === null || inner === null) return false;
      return inner.y >= outer.y + 30 && inner.y + inner.height <= outer.y + outer.height + 1;
    };
    expect(await inSight(2_999_999)).toBe(true);
    for (let line = 2_999_998; line > 2_999_960; line -= 1) {
      await press('ArrowUp');
      expect(await inSight(line)).toBe(true);
    }
    await page
      .locator('.table-scroller')
      .evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
    await expect
      .poll(() => page.locator('tbody tr').first().locator('.image-name').textContent())
      .toMatch(/^image-(149|150)/);
    await page
      .locator('.table-scroller')
      .evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await row(2_999_999).getByText('image-2999999').waitFor();
    expect(await inSight(2_999_999)).toBe(true);
    await press('Home');
    await row(0).getByText('image-0000000').waitFor();
    expect(await page.locator('tr').count()).toBeLessThan(60);
  });
});
