import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { createDispatcher } from '#shared/rpc/index.ts';
import { createDesktopPresence } from '../../../../src/main/hosts/electron/desktop-presence.ts';
import { isPageAddress, pageAddress } from '../../../../src/main/hosts/electron/page-address.ts';
import { createQuitGuard } from '../../../../src/main/hosts/electron/quit-guard.ts';
import { overallProgress, watchTransfers } from '../../../../src/main/hosts/electron/transfer-watch.ts';
import { app } from '../../../fixtures/electron-fake/app.ts';
import { BrowserWindow } from '../../../fixtures/electron-fake/browser-window.ts';
import { answers, journal } from '../../../fixtures/electron-fake/journal.ts';
import { eventually } from '../../../support/eventually.ts';
import { handlersOf } from '../web/web-rig.ts';

vi.mock('electron', () => import('../../../fixtures/electron-fake/electron.ts'));

const running: Transfer = {
  id: 'a',
  sequence: 1,
  kind: 'upload',
  connection: 'lab',
  state: 'running',
  phase: 'sending',
  title: 'debian',
  otherEnd: 'debian.qcow2',
  imageId: null,
  bytesDone: 25,
  bytesTotal: 100,
  bytesPerSecond: null,
  etaSeconds: null,
  service: null,
  stalled: false,
  attempt: 1,
  retryAt: null,
  error: null,
  receipt: null,
  canRetry: false,
  canPause: false,
  canReveal: false,
  createdAt: '2026-01-01T00:00:00Z',
  startedAt: null,
  finishedAt: null,
};

const happened = (): readonly (readonly [string, unknown])[] =>
  journal.splice(0).map(({ what, details }) => [what, details]);
beforeEach(() => void journal.splice(0));

describe('following transfers', () => {
  function follow(earlier: readonly Transfer[] = []) {
    const dispatcher = createDispatcher(handlersOf({ 'transfers.list': async () => earlier }), {
      onFault: () => undefined,
    });
    const ended: string[] = [];
    const watch = watchTransfers(dispatcher, {
      onRunning: () => undefined,
      onEnded: ({ id, state }) => ended.push(`${id} ${state}`),
    });
    const change = (part: Partial<Transfer>): void =>
      dispatcher.emit({ event: 'transfer.changed', payload: { ...running, ...part } });
    return { watch, ended, change };
  }

  test('counts those that run or wait, also those of an earlier run, and tells each end once', async () => {
    const { watch, ended, change } = follow([{ ...running, id: 'earlier' }]);
    change({ state: 'queued' });
    await eventually(() => expect(watch.running().map(({ id }) => id)).toEqual(['a', 'earlier']));
    change({ sequence: 3, state: 'succeeded' });
    change({ sequence: 3, state: 'succeeded' });
    change({ id: 'earlier', sequence: 2, state: 'paused' });
    expect(watch.running()).toEqual([]);
    expect(ended).toEqual(['a succeeded', 'earlier paused']);
  });

  test('passes over a picture older than the one it has', () => {
    const { watch, change } = follow();
    change({ sequence: 5, bytesDone: 50 });
    change({ sequence: 4, bytesDone: 10 });
    expect(watch.running()[0]?.bytesDone).toBe(50);
  });

  test('sums what has a size', () => {
    expect(overallProgress([])).toBeUndefined();
    expect(overallProgress([{ ...running, bytesTotal: null }])).toBeUndefined();
    expect(overallProgress([running, { ...running, bytesDone: 75 }, { ...running, bytesTotal: null }])).toBe(
      0.5,
    );
    const told = { ...running, bytesTotal: null, service: { word: 'importing', fraction: 0.3 } };
    expect(overallProgress([told, { ...running, bytesTotal: null }])).toBe(0.3);
    expect(overallProgress([told, running])).toBe(0.25);
  });
});

describe('the desktop', () => {
  test('shows progress and stays awake only while transfers run', () => {
    const presence = createDesktopPresence(() => new BrowserWindow() as never);
    presence.showRunning([running]);
    presence.showRunning([{ ...running, bytesTotal: null }]);
    presence.showRunning([]);
    expect(happened()).toEqual([
      ['window.setProgressBar', 0.25],
      ['powerSaveBlocker.start', 'prevent-app-suspension'],
      ['window.setProgressBar', 2],
      ['window.setProgressBar', -1],
      ['powerSaveBlocker.stop', 1],
    ]);
  });

  test('is told of the end of a transfer when the window is not looked at', () => {
    const window = new BrowserWindow();
    const presence = createDesktopPresence(() => window as never);
    window.focused = true;
    presence.showEnded({ ...running, state: 'succeeded' });
    window.focused = false;
    presence.showEnded({ ...running, state: 'cancelled' });
    expect(happened()).toEqual([]);
    presence.showEnded({ ...running, state: 'succeeded' });
    const error = { code: 'QUOTA', message: 'The project is full.', retry: 'never', operation: 'x' } as const;
    presence.showEnded({ ...running, state: 'failed', error });
    expect(happened()).toEqual([
      ['notification.show', { title: 'debian: upload done', body: 'lab · debian.qcow2' }],
      ['notification.show', { title: 'debian: upload failed', body: 'The project is full.' }],
    ]);
  });
});

describe('quitting', () => {
  const foreign = process.listeners('SIGTERM');
  function guard(runningCount: number) {
    // Each guard is its application's only one.
    app.removeAllListeners();
    for (const listener of process.listeners('SIGTERM')) {
      if (!foreign.includes(listener)) process.off('SIGTERM', listener);
    }
    const close = vi.fn(async () => undefined);
    const window = new BrowserWindow();
    const quitGuard = createQuitGuard({ runningCount: () => runningCount, window: () => undefined, close });
    quitGuard.watch(window as never);
    return { close, window };
  }
  const quitted = () => eventually(() => expect(journal.map(({ what }) => what)).toContain('app.quitted'));
  const asked = () => journal.filter(({ what }) => what === 'dialog.showMessageBox');

  test('without transfers asks nothing, and closes the application before it ends', async () => {
    const { close } = guard(0);
    app.quit();
    await quitted();
    expect(close).toHaveBeenCalledTimes(1);
    expect(asked()).toEqual([]);
  });

  test('with transfers asks, and goes on if the person says so', async () => {
    const { close } = guard(2);
    answers.messageBox = 1;
    app.quit();
    await eventually(() => expect(asked()).toHaveLength(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(close).not.toHaveBeenCalled();
    answers.messageBox = 0;
    app.quit();
    await quitted();
    expect(asked()).toHaveLength(2);
    expect(asked()[0]?.details).toMatchObject({ message: '2 transfers are still running.' });
    expect(close).toHaveBeenCalledTimes(1);
  });

  test.skipIf(process.platform === 'darwin')(
    'by the window’s cross asks before the window is gone',
    async () => {
      const { window } = guard(1);
      answers.messageBox = 1;
      window.close();
      await eventually(() => expect(asked()).toHaveLength(1));
      expect(window.isDestroyed()).toBe(false);
    },
  );

  test('while the page is in the middle of something asks, and stays if the person says so', () => {
    const { window } = guard(0);
    window.pageHolds = true;
    answers.messageBox = 1;
    window.close();
    expect(window.isDestroyed()).toBe(false);
    expect(journal.at(-1)).toMatchObject({
      what: 'dialog.showMessageBoxSync',
      details: { message: 'Something on the page is not finished.' },
    });
    answers.messageBox = 0;
    window.close();
    expect(window.isDestroyed()).toBe(true);
  });

  test('from outside does not ask', async () => {
    const { close } = guard(1);
    process.emit('SIGTERM');
    await quitted();
    expect(asked()).toEqual([]);
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('the page’s address', () => {
  test('is the bundler’s server in development only, and only on this machine', () => {
    const development = { ELECTRON_RENDERER_URL: 'http://localhost:5173/' };
    expect(pageAddress(false, development).href).toBe('http://localhost:5173/');
    expect(pageAddress(true, development).href).toBe('argosy-page://app/');
    for (const url of [
      'https://evil.example/',
      'http://evil.example/',
      'file:///tmp/x.html',
      'nonsense',
      '',
    ]) {
      expect(pageAddress(false, { ELECTRON_RENDERER_URL: url }).href, url).toBe('argosy-page://app/');
    }
  });

  test('is recognised by its scheme and host', () => {
    const page = pageAddress(true);
    expect(isPageAddress(page, 'argosy-page://app/index.html#/transfers')).toBe(true);
    for (const address of ['argosy-page://other/', 'https://app/', 'argosy-page:app', 'about:blank', '']) {
      expect(isPageAddress(page, address), address).toBe(false);
    }
  });
});
