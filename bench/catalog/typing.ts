import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { TypedAnswer } from './page-probe.ts';

/** Words over the sandbox's varied images, as a person types them. */
export const PHRASES = [
  'ubuntu-24.04 gpu',
  'status:active format:qcow2',
  'size:>2G tag:golden',
  'property.os_distro:debian -hidden',
  'kubernetes atlas',
  'b',
  'windows-2025',
  'mandrake',
  'team cygnus aarch64',
  '-tag:deprecated rocky',
] as const;

const PAUSE_MS = 60;
const PATIENCE_MS = 3000;
const BURST_MS = 30;

export interface Typing {
  readonly answers: readonly TypedAnswer[];
  /** Keys whose answer never came to the screen. */
  readonly lost: readonly string[];
}

/**
 * Types each phrase key by key and waits for the rows of each, as long as `goOn` says so. Keys that ask nothing
 * new (a space at the end) are typed and not counted.
 */
export async function typePhrases(page: Page, goOn: () => boolean = () => true): Promise<Typing> {
  const answers: TypedAnswer[] = [];
  const lost: string[] = [];
  for (const phrase of PHRASES) {
    if (!goOn()) break;
    await clear(page);
    for (let length = 1; length <= phrase.length && goOn(); length += 1) {
      const text = phrase.slice(0, length);
      await page.keyboard.type(phrase[length - 1] ?? '');
      if (text.trim() !== phrase.slice(0, length - 1).trim()) {
        const answer = await page.evaluate(
          ([search, patience]) => window.benchProbe.answer(search, patience),
          [text, PATIENCE_MS] as const,
        );
        if (answer === undefined) lost.push(text);
        else answers.push(answer);
      }
      await sleep(PAUSE_MS);
    }
  }
  await clear(page);
  return { answers, lost };
}

/** Types each phrase without waiting, and tells how long after the last key its rows were painted. */
export async function typeBursts(page: Page): Promise<readonly number[]> {
  const found: number[] = [];
  for (const phrase of PHRASES.filter((each) => each.length > 3)) {
    await clear(page);
    await page.keyboard.type(phrase, { delay: BURST_MS });
    const answer = await page.evaluate(([search, patience]) => window.benchProbe.answer(search, patience), [
      phrase,
      PATIENCE_MS,
    ] as const);
    if (answer !== undefined) found.push(answer.paintedAt - answer.keyAt);
  }
  await clear(page);
  return found;
}

/** An empty box, and the whole list again. */
async function clear(page: Page): Promise<void> {
  await page
    .locator('#search')
    .or(page.getByRole('searchbox', { name: 'Search images' }))
    .first()
    .focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await sleep(300);
  await page.evaluate(() => window.benchProbe.forget());
}
