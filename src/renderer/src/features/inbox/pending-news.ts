import type { SharedImage } from '#shared/model/index.ts';
import { session } from '../../app/session.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { openInbox, useInboxStore } from './inbox-store.ts';

const TITLE = 'Argosy';

/**
 * In a browser: the page's title counts what waits for an answer, and what is new is notified where the person
 * allowed that before; nobody is asked for it. The desktop's host does both by itself.
 */
export function tellPendingNews(): void {
  if (session().bridge.host !== 'web') return;
  let known: ReadonlySet<string> | undefined;
  useInboxStore.subscribe(({ inbox }, before) => {
    if (inbox === undefined || inbox === before.inbox) return;
    const images = inbox.flatMap((shared) => shared.images);
    const pending = images.filter(({ memberStatus }) => memberStatus === 'pending');
    document.title = pageTitle(pending.length);
    // What the first answer brings was there before; what was answered and is taken back is known.
    const fresh = pending.filter((image) => known?.has(imageKey(image)) === false);
    known = new Set(images.map(imageKey));
    if (fresh.length > 0 && !document.hasFocus()) notify(fresh);
  });
}

function pageTitle(pending: number): string {
  return pending === 0 ? TITLE : `(${formatCount(pending)}) ${TITLE}`;
}

function notify(images: readonly SharedImage[]): void {
  if (!('Notification' in window) || window.Notification.permission !== 'granted') return;
  const [first] = images;
  if (first === undefined) return;
  const clouds = [...new Set(images.map(({ connection }) => visibleText(connection)))].join(', ');
  const title =
    images.length === 1
      ? `“${visibleText(named(first.name, first.id))}” was shared with you`
      : `${formatCount(images.length)} images were shared with you`;
  const notification = new window.Notification(title, { body: clouds, tag: 'argosy-inbox' });
  notification.onclick = () => {
    window.focus();
    openInbox();
  };
}
