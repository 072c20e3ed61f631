import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAtScreen } from '../fixtures/page-harness/look-at-screen.ts';
import { SCREENS, type Screen } from '../fixtures/page-harness/screens.ts';
import { type ServedPage, servePage } from '../fixtures/page-harness/serve-page.ts';
import { launchChromium } from '../support/browser.ts';

/**
 * Screens of sharing, metadata and packages as the other tests of this suite do not come by them in both colour
 * schemes, over scripted services: what has gone wrong, what is hostile, what is empty.
 */
const NAMES: ReadonlySet<string> = new Set([
  ...['drawer-900', 'many-chosen-all'],
  ...['matrix-planned', 'matrix-preview', 'matrix-add-member', 'matrix-strange'],
  ...['inbox-look', 'inbox-many', 'shares-private', 'shares-strange', 'shares-visibility'],
  ...['shares-choose', 'tags-completion'],
  ...['partners-add', 'partners-import', 'hand-over', 'link-looked', 'link-strange', 'link-paste'],
  ...['metadata-findings', 'metadata-preview', 'metadata-template', 'metadata-conflict'],
  ...['metadata-nova-warning', 'compare-strange', 'paste-properties-many', 'many-properties'],
  ...['many-failed', 'package-create-errors', 'package-tree-partial', 'removal-refused'],
]);
/** Most of a look is waiting for the page. */
const AT_ONCE = 4;
let served: ServedPage;
let browser: Browser;

beforeAll(async () => {
  [served, browser] = await Promise.all([servePage(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('screens of who sees what, and of what an image says', () => {
  test('are all known', () => {
    expect([...NAMES].filter((name) => !SCREENS.some((screen) => screen.name === name))).toEqual([]);
  });

  test('have nothing that axe finds wrong in light and dark, and say no error', async () => {
    const problems = await lookAtAll(SCREENS.filter(({ name }) => NAMES.has(name)));
    expect(problems).toEqual([]);
  }, 120_000);
});

async function lookAtAll(screens: readonly Screen[]): Promise<readonly string[]> {
  const left = [...screens];
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (let screen = left.shift(); screen !== undefined; screen = left.shift())
      for (const problem of await lookAtScreen(browser, served.origin, screen, { bothThemes: true }))
        found.push(`${screen.name}: ${problem}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}
