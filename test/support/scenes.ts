import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type ServedPage, servePage } from '../fixtures/page-harness/serve-page.ts';
import { launchChromium, openPage } from './browser.ts';

export interface Scenes {
  /** A page of its own at a scene of scripted services, its list drawn. */
  open(scene: string): Promise<Page>;
}

/** A browser over the page harness, for all tests of the file that calls it. */
export function scenesOfFile(): Scenes {
  let served: ServedPage;
  let browser: Browser;
  beforeAll(async () => {
    [served, browser] = await Promise.all([servePage(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });
  return {
    open: async (scene) => {
      const { page } = await openPage(browser, `${served.origin}/?scene=${scene}`, {
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      await page.locator('#image-row-0 .image-name').waitFor();
      return page;
    },
  };
}
