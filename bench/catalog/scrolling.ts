import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import type { FrameRecord } from './page-probe.ts';

const STEP_MS = 16;
const WHEEL_NOTCH = 120;
/** Where the thumb is taken: from the edge of the scroller, and below the button at the bar's top. */
const GRIP = { fromEdge: 5, fromTop: 20 } as const;

export interface Scrolled extends FrameRecord {
  readonly seconds: number;
  /** The part of the list that was passed. */
  readonly passed: number;
}

/** Turns the wheel down and up again, a notch each frame. */
export async function wheel(page: Page, scroller: string, seconds: number): Promise<Scrolled> {
  const box = await boxOf(page, scroller);
  const session = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return record(page, scroller, seconds, async (done) => {
    // Not waited for: the next turn comes whether the page kept up or not, as from a hand.
    void send(session, {
      type: 'mouseWheel',
      ...at,
      deltaX: 0,
      deltaY: done < 0.6 ? WHEEL_NOTCH * 2 : -WHEEL_NOTCH * 2,
    });
  });
}

/** Takes the thumb of the scrollbar from the top to the bottom of the list and back. */
export async function dragScrollbar(page: Page, scroller: string, seconds: number): Promise<Scrolled> {
  await page.evaluate((selector) => document.querySelector(selector)?.scrollTo({ top: 0 }), scroller);
  await sleep(300);
  const box = await boxOf(page, scroller);
  const session = await page.context().newCDPSession(page);
  const x = box.x + box.width - GRIP.fromEdge;
  const [top, bottom] = [box.y + GRIP.fromTop, box.y + box.height - GRIP.fromTop];
  const mouse = { x, button: 'left', buttons: 1, clickCount: 1 } as const;
  await send(session, { type: 'mouseMoved', x, y: top });
  await send(session, { type: 'mousePressed', ...mouse, y: top });
  const scrolled = await record(page, scroller, seconds, async (done) => {
    const way = done < 0.6 ? done / 0.6 : 1 - (done - 0.6) / 0.4;
    void send(session, { type: 'mouseMoved', ...mouse, y: top + (bottom - top) * way });
  });
  await send(session, { type: 'mouseReleased', ...mouse, y: top });
  return scrolled;
}

/** Without a scrollbar to take: jumps the list a step each frame, which asks as much of it. */
export async function scrollBySteps(page: Page, scroller: string, seconds: number): Promise<Scrolled> {
  return record(page, scroller, seconds, async (done) => {
    const way = done < 0.6 ? done / 0.6 : 1 - (done - 0.6) / 0.4;
    void page.evaluate(
      ([selector, part]) => {
        const found = document.querySelector(selector);
        found?.scrollTo({ top: (found.scrollHeight - found.clientHeight) * part });
      },
      [scroller, way] as const,
    );
  });
}

async function record(
  page: Page,
  scroller: string,
  seconds: number,
  step: (done: number) => Promise<void>,
): Promise<Scrolled> {
  const place = (): Promise<number> =>
    page.evaluate((selector) => {
      const found = document.querySelector(selector);
      return found === null ? 0 : found.scrollTop / Math.max(1, found.scrollHeight - found.clientHeight);
    }, scroller);
  await page.evaluate(() => window.benchProbe.startFrames());
  const started = performance.now();
  let passed = 0;
  let looked = false;
  for (let done = 0; done < 1; done = (performance.now() - started) / (seconds * 1000)) {
    await step(done);
    await sleep(STEP_MS);
    if (!looked && done > 0.58) {
      looked = true;
      passed = await place();
    }
  }
  const took = (performance.now() - started) / 1000;
  const frames = await page.evaluate(() => window.benchProbe.stopFrames());
  return { ...frames, seconds: took, passed };
}

async function boxOf(page: Page, selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`the page has no ${selector}`);
  return box;
}

function send(session: CDPSession, event: Parameters<CDPSession['send']>[1] & object): Promise<unknown> {
  return session.send('Input.dispatchMouseEvent', event as never).catch(() => undefined);
}
