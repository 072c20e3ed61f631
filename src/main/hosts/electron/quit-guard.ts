import { app, type BrowserWindow, dialog } from 'electron';

export interface QuitGuardOptions {
  readonly runningCount: () => number;
  readonly window: () => BrowserWindow | undefined;
  /** Ends the application; awaited before the process goes. */
  readonly close: () => Promise<void>;
}

export interface QuitGuard {
  /** Makes the closing of this window ask first, where closing it means quitting. */
  watch(window: BrowserWindow): void;
}

/** Asks before transfers, or a page's own work, are interrupted, and lets the application end in order. */
export function createQuitGuard(options: QuitGuardOptions): QuitGuard {
  let quitting = false;
  let closed = false;
  let fromOutside = false;

  app.on('before-quit', (event) => {
    if (quitting || options.runningCount() === 0) {
      quitting = true;
      return;
    }
    event.preventDefault();
    void askToQuit(options).then((yes) => {
      if (!yes) return;
      quitting = true;
      app.quit();
    });
  });
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    // A close that fails must not keep the process alive; the next start puts right what it left.
    void options
      .close()
      .catch(() => undefined)
      .then(() => {
        closed = true;
        app.quit();
      });
  });
  app.on('window-all-closed', () => {
    // On macOS an application stays until it is quit, and its transfers go on.
    if (process.platform !== 'darwin') app.quit();
  });
  // Whoever ends the process from outside has decided already.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      quitting = true;
      fromOutside = true;
      app.quit();
    });
  }
  return {
    watch(window) {
      window.on('close', (event) => {
        if (quitting || process.platform === 'darwin' || options.runningCount() === 0) return;
        event.preventDefault();
        app.quit();
      });
      // The page itself is in the middle of something. Without an answer here it would simply stay.
      window.webContents.on('will-prevent-unload', (event) => {
        if (fromOutside || leavesPage(window)) event.preventDefault();
        else quitting = false;
      });
    },
  };
}

/** Asks at once, as the page is held meanwhile. */
function leavesPage(window: BrowserWindow): boolean {
  const response = dialog.showMessageBoxSync(window, {
    type: 'question',
    message: 'Something on the page is not finished.',
    detail: 'What was sent stays. Changes that are not saved, and what has not begun, are lost.',
    buttons: ['Leave', 'Stay'],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}

async function askToQuit({ runningCount, window }: QuitGuardOptions): Promise<boolean> {
  const count = runningCount();
  const question = {
    type: 'question' as const,
    message: count === 1 ? 'A transfer is still running.' : `${count} transfers are still running.`,
    detail: 'Downloads and imports go on at the next start. Uploads can be tried again then.',
    buttons: ['Quit', 'Keep running'],
    defaultId: 1,
    cancelId: 1,
  };
  const ours = window();
  const { response } = await (ours === undefined
    ? dialog.showMessageBox(question)
    : dialog.showMessageBox(ours, question));
  return response === 0;
}
