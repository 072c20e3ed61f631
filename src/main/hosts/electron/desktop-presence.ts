import { type BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { Transfer } from '#shared/model/index.ts';
import { showWindow } from './main-window.ts';
import { overallProgress } from './transfer-watch.ts';

const NO_PROGRESS = -1;
const INDETERMINATE = 2;

/** What the desktop shows of transfers outside the window: taskbar progress, notifications, staying awake. */
export interface DesktopPresence {
  showRunning(running: readonly Transfer[]): void;
  showEnded(transfer: Transfer): void;
}

export function createDesktopPresence(window: () => BrowserWindow | undefined): DesktopPresence {
  let blocker: number | undefined;
  return {
    showRunning(running) {
      const progress = running.length === 0 ? NO_PROGRESS : (overallProgress(running) ?? INDETERMINATE);
      window()?.setProgressBar(progress);
      if (running.length > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
      else if (blocker !== undefined) {
        powerSaveBlocker.stop(blocker);
        blocker = undefined;
      }
    },
    showEnded(transfer) {
      const ended = transfer.state === 'succeeded' || transfer.state === 'failed';
      if (!ended || window()?.isFocused() === true || !Notification.isSupported()) return;
      const notification = new Notification({
        title: `${transfer.title}: ${WORDS[transfer.kind]} ${transfer.state === 'failed' ? 'failed' : 'done'}`,
        body: transfer.error?.message ?? `${transfer.connection} · ${transfer.otherEnd}`,
      });
      notification.on('click', () => {
        const ours = window();
        if (ours !== undefined) showWindow(ours);
      });
      notification.show();
    },
  };
}

const WORDS: Readonly<Record<Transfer['kind'], string>> = {
  upload: 'upload',
  download: 'download',
  import: 'import',
  copy: 'copy',
};
