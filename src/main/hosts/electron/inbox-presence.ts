import { app, type BrowserWindow, Notification } from 'electron';
import type { EventMessage } from '#shared/contract/index.ts';
import type { SharedImage } from '#shared/model/index.ts';
import type { InboxWatchEvents } from './inbox-watch.ts';

const MOST_NAME_LENGTH = 80;

export interface InboxPresenceOptions {
  readonly window: () => BrowserWindow | undefined;
  /** Brings the window to the front; opens one if there is none. */
  readonly show: () => void;
}

/** What the desktop shows of pending shares outside the window: the badge, and one notification of what is new. */
export function createInboxPresence({ window, show }: InboxPresenceOptions): InboxWatchEvents {
  return {
    onPending: (count) => void app.setBadgeCount(count),
    onNew(images) {
      // Who looks at the window sees it there.
      if (window()?.isFocused() === true || !Notification.isSupported()) return;
      const notification = new Notification(wordsOf(images));
      notification.on('click', () => {
        show();
        const ours = window();
        if (ours !== undefined) sendWhenLoaded(ours, { event: 'inbox.wanted', payload: null });
      });
      notification.show();
    },
  };
}

/** Names are of services: they stand in the title only, where no desktop reads markup. */
function wordsOf(images: readonly SharedImage[]): { readonly title: string; readonly body: string } {
  const [only] = images;
  const clouds = [...new Set(images.map(({ connection }) => connection))].join(', ');
  const named = only === undefined ? '' : plainName(only.name ?? only.id);
  return images.length === 1
    ? { title: `“${named}” was shared with you`, body: `${clouds} · It waits for your answer.` }
    : {
        title: `${images.length} images were shared with you`,
        body: `${clouds} · They wait for your answer.`,
      };
}

function plainName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return plain.length > MOST_NAME_LENGTH ? `${plain.slice(0, MOST_NAME_LENGTH)}…` : plain;
}

/** A window that was just opened has no page yet that would hear it. */
function sendWhenLoaded(window: BrowserWindow, message: EventMessage): void {
  const { webContents } = window;
  const send = (): void => webContents.send('argosy:event', message);
  if (webContents.isLoading()) webContents.once('did-finish-load', send);
  else send();
}
