import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { lookAtScreen } from '../fixtures/page-harness/look-at-screen.ts';
import { SCREENS } from '../fixtures/page-harness/screens.ts';
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
let served: ServedPage;
let browser: Browser;

beforeAll(async () => {
  [served, browser] = await Promise.all([servePage(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

// Most of a look is waiting for the page: several at once.
describe.concurrent('screens have nothing that axe finds wrong in light and dark, and say no error', () => {
  test.for([...NAMES])('%s', async (name, { expect }) => {
    const screen = SCREENS.find((each) => each.name === name);
    if (screen === undefined) throw new Error('There is no such screen.');
    expect(await lookAtScreen(browser, served.origin, screen, { bothThemes: true })).toEqual([]);
  });
});
