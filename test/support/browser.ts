import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { firstLine, outcomeOf, start } from './argosy.ts';

/** Debian's Chromium, kept from looking anything up outside. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['ARGOSY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A running web host, as `argosy serve` starts it. */
export interface Served {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts `argosy serve` on a data directory; ready when it says so. */
export async function serve(home: string, ...options: readonly string[]): Promise<Served> {
  const child = start(['serve', '--no-open', ...options], { home });
  const line = await firstLine(child);
  const url = /^Argosy ready at (http:\/\/127\.0\.0\.1:\d+\/\S*)$/.exec(line)?.[1];
  if (url === undefined) throw new Error(`not a ready line: ${line}`);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = outcomeOf(child);
    child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Opens the page, without motion, so that what is measured stands still; every error that it logs is kept, so that a test can ask that there was none. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

/** Drops files from disk on the page, as the operating system does. */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  at = { x: 640, y: 400 },
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await session.detach();
}
