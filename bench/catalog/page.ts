import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { median, runCommand } from '../transfer/measure.ts';
import { type Host, startHost } from './host.ts';
import type { Options } from './options.ts';
import { type FirstRows, installProbe, type TypedAnswer } from './page-probe.ts';
import { count, quantile, type Report, spread, withUnit } from './report.ts';
import { argosy, CONNECTION, environment, startSandboxCloud } from './sandbox-cloud.ts';
import { dragScrollbar, type Scrolled, scrollBySteps, wheel } from './scrolling.ts';
import { type Typing, typeBursts, typePhrases } from './typing.ts';

const COLD_ROUNDS = 5;
const SCROLL_SECONDS = 5;
const SCROLLER = '.table-scroller';
const SMALL = 1000;
const MIB = 1024 ** 2;
/** Growth of the page's heap that is noise. */
const HEAP_NOISE_MIB = 3;

/** The real page on the real host, in Chromium: started with its cloud there, used with its cloud away. */
export async function benchPage(options: Options, folder: string, report: Report): Promise<void> {
  const reports = join(folder, 'reports');
  await mkdir(reports, { recursive: true });
  const browser = await launch();
  try {
    const large = await fillHome(options.images, folder);
    const small = await fillHome(SMALL, folder);
    report.section(`The page with ${count(options.images)} images`);
    await benchColdStart({ home: large.home, reports, browser, report });
    const heapSmall = await measureHeap(small.home, reports, browser);
    await small.stop();
    await large.stop();
    const host = await startHost(large.home, reports);
    try {
      const page = await openPage(browser, host.url);
      tellTyping(await typePhrases(page), 'key to painted rows', report);
      report.figure('last key of a quick word to its painted rows', spread(await typeBursts(page)));
      await benchScrolling(browser, page, report);
      report.goal(
        `page heap after all that, beyond that of ${count(SMALL)} images`,
        (await settledHeap(page)) - heapSmall,
        { atMost: HEAP_NOISE_MIB },
        'MiB',
      );
      for (const { what, mib } of await host.memory()) report.figure(what, withUnit(mib, 'MiB'));
      await page.context().close();
    } finally {
      await host.stop();
    }
    await benchTypingWhileSyncing(options, folder, browser, report);
  } finally {
    await browser.close();
  }
}

/** With scrollbars, which the tests do without. */
function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['ARGOSY_CHROMIUM'] ?? '/usr/bin/chromium',
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--enable-precise-memory-info',
    ],
  });
}

interface FilledHome {
  readonly home: string;
  stop(): Promise<void>;
}

/** A data directory whose catalogue has all images of a cloud, which runs until `stop`. */
async function fillHome(images: number, folder: string): Promise<FilledHome> {
  const home = join(folder, `home-page-${images}`);
  const cloud = await startSandboxCloud(images);
  await cloud.connect(home);
  await runCommand(process.execPath, [argosy, 'sync', '-c', CONNECTION, '--home', home], environment());
  return { home, stop: cloud.stop };
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await newPage(browser);
  await page.goto(url);
  await page.evaluate(() => window.benchProbe.firstRows());
  return page;
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.addInitScript(installProbe);
  return page;
}

/** From the start of the host's process on the filled home to the first painted rows. */
async function benchColdStart(deps: {
  readonly home: string;
  readonly reports: string;
  readonly browser: Browser;
  readonly report: Report;
}): Promise<void> {
  const runs: (FirstRows & { readonly coldMs: number; readonly readyMs: number })[] = [];
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    // The window is there before the host is started: what is measured is Argosy.
    const page = await newPage(deps.browser);
    const host: Host = await startHost(deps.home, deps.reports);
    try {
      await page.goto(host.url, { waitUntil: 'commit' });
      const first = await page.evaluate(() => window.benchProbe.firstRows());
      const coldMs = first.timeOrigin + first.paintedAt - host.startedAt;
      runs.push({ ...first, coldMs, readyMs: host.readyAt - host.startedAt });
    } finally {
      await page.context().close();
      await host.stop();
    }
  }
  const { report } = deps;
  const each = (of: (run: (typeof runs)[number]) => number) => runs.map(of);
  const coldSeconds = median(each(({ coldMs }) => coldMs)) / 1000;
  report.goal('cold start: the host’s process to the first painted rows', coldSeconds, { atMost: 1 }, 's');
  report.figure(`  of ${COLD_ROUNDS} starts`, spread(each(({ coldMs }) => coldMs)));
  report.figure('  the process until it is ready', spread(each(({ readyMs }) => readyMs)));
  report.figure('  navigation to the first painted rows', spread(each(({ paintedAt }) => paintedAt)));
  report.figure('    to the page’s socket', spread(each(({ socketAt }) => socketAt)));
  report.figure('    to its first question', spread(each(({ askedAt, socketAt }) => askedAt - socketAt)));
  report.figure('    to the answer', spread(each(({ answeredAt, askedAt }) => answeredAt - askedAt)));
  report.figure('    to the paint', spread(each(({ paintedAt, answeredAt }) => paintedAt - answeredAt)));
}

function tellTyping({ answers, lost }: Typing, what: string, report: Report): void {
  const total = answers.map(({ keyAt, paintedAt }) => paintedAt - keyAt);
  report.goal(`${what}, p95`, quantile(total, 0.95), { atMost: 50 }, 'ms');
  report.figure('  key to painted rows', spread(total));
  report.figure('  key to the question', spread(answers.map(({ keyAt, askedAt }) => askedAt - keyAt)));
  report.figure(
    '  question to the answer',
    spread(answers.map(({ askedAt, answeredAt }) => answeredAt - askedAt)),
  );
  report.figure(
    '  answer to the painted rows',
    spread(answers.map(({ answeredAt, paintedAt }) => paintedAt - answeredAt)),
  );
  const slowest = answers.toSorted((a, b) => b.paintedAt - b.keyAt - (a.paintedAt - a.keyAt)).slice(0, 5);
  for (const answer of slowest)
    report.figure(`    ${describe(answer)}`, withUnit(answer.paintedAt - answer.keyAt, 'ms'));
  if (lost.length > 0)
    report.leftOut(`${lost.length} keys whose rows never came`, lost.slice(0, 5).join(' | '));
}

function describe({ search, total, askedAt, answeredAt }: TypedAnswer): string {
  return `${JSON.stringify(search)} (${count(total)}), asked for ${withUnit(answeredAt - askedAt, 'ms')}`;
}

async function benchScrolling(browser: Browser, page: Page, report: Report): Promise<void> {
  const bare = await scrollBarePage(browser);
  report.figure('this Chromium on a plain page of text, wheel', frameWords(bare));
  const wheeled = await wheel(page, SCROLLER, SCROLL_SECONDS);
  tellScrolling(wheeled, 'wheel', report);
  const dragged = await dragScrollbar(page, SCROLLER, SCROLL_SECONDS);
  if (dragged.passed > 0.5) tellScrolling(dragged, 'scrollbar over the whole list', report);
  else
    tellScrolling(await scrollBySteps(page, SCROLLER, SCROLL_SECONDS), 'steps over the whole list', report);
}

/** What the browser and this machine can do at best: the page's goal cannot be beyond it. */
async function scrollBarePage(browser: Browser): Promise<Scrolled> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(installProbe);
  const line = '<p>The quick brown fox jumps over the lazy dog.</p>';
  await page.goto(
    `data:text/html,<div id="bare" style="height:700px;overflow:auto">${line.repeat(2000)}</div>`,
  );
  const scrolled = await wheel(page, '#bare', 2);
  await context.close();
  return scrolled;
}

function tellScrolling(scrolled: Scrolled, how: string, report: Report): void {
  const gaps = gapsOf(scrolled);
  // A screen of 60 Hz gives 59.9…: what counts is that none are missing.
  report.goal(`${how}: frames a second`, framesPerSecond(scrolled), { atLeast: 59 });
  report.goal(`${how}: tasks over 50 ms`, scrolled.longTasks.length, { atMost: 0 });
  report.figure(
    `  passed ${(scrolled.passed * 100).toFixed(1)} % of the list; gaps between frames`,
    spread(gaps),
  );
  if (scrolled.longTasks.length > 0) report.figure('  the long tasks', spread(scrolled.longTasks));
  report.figure('  looks that met rows still on their way', `${(scrolled.emptyRows * 100).toFixed(0)} %`);
}

function frameWords(scrolled: Scrolled): string {
  return `${framesPerSecond(scrolled).toFixed(1)} fps, p95 gap ${withUnit(quantile(gapsOf(scrolled), 0.95), 'ms')}`;
}

function gapsOf({ frames }: Scrolled): readonly number[] {
  return frames.slice(1).map((at, index) => at - (frames[index] ?? at));
}

function framesPerSecond(scrolled: Scrolled): number {
  const { frames } = scrolled;
  const spanMs = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return spanMs === 0 ? 0 : ((frames.length - 1) * 1000) / spanMs;
}

/** The same walk on a small list, then the heap. */
async function measureHeap(home: string, reports: string, browser: Browser): Promise<number> {
  const host = await startHost(home, reports);
  try {
    const page = await openPage(browser, host.url);
    await typePhrases(page);
    await typeBursts(page);
    await wheel(page, SCROLLER, SCROLL_SECONDS);
    await scrollBySteps(page, SCROLLER, SCROLL_SECONDS);
    const heap = await settledHeap(page);
    await page.context().close();
    return heap;
  } finally {
    await host.stop();
  }
}

async function settledHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await sleep(500);
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / MIB;
}

/** The cloud is there again, and its whole list is read while a person types. */
async function benchTypingWhileSyncing(
  options: Options,
  folder: string,
  browser: Browser,
  report: Report,
): Promise<void> {
  const cloud = await startSandboxCloud(options.images);
  const home = join(folder, 'home-page-syncing');
  await cloud.connect(home);
  await runCommand(process.execPath, [argosy, 'sync', '-c', CONNECTION, '--home', home], environment());
  const host = await startHost(home, join(folder, 'reports'));
  try {
    const page = await openPage(browser, host.url);
    let syncing = true;
    const sync = page
      .evaluate((name) => window.benchProbe.call('catalog.sync', { connections: [name] }), CONNECTION)
      .finally(() => {
        syncing = false;
      });
    const { answers } = await typePhrases(page, () => syncing);
    await sync;
    report.figure(
      'key to painted rows while the whole list is synced',
      spread(answers.map(({ keyAt, paintedAt }) => paintedAt - keyAt)),
    );
    await page.context().close();
  } finally {
    await host.stop();
    await cloud.stop();
  }
}
