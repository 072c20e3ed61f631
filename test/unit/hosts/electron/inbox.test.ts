import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { MemberStatus, SharedImage, SharedWithMe } from '#shared/model/index.ts';
import { createDispatcher } from '#shared/rpc/index.ts';
import { createInboxPresence } from '../../../../src/main/hosts/electron/inbox-presence.ts';
import { watchInbox } from '../../../../src/main/hosts/electron/inbox-watch.ts';
import { BrowserWindow } from '../../../fixtures/electron-fake/browser-window.ts';
import { notifications } from '../../../fixtures/electron-fake/desktop.ts';
import { journal } from '../../../fixtures/electron-fake/journal.ts';
import { eventually } from '../../../support/eventually.ts';
import { handlersOf } from '../web/web-rig.ts';

vi.mock('electron', () => import('../../../fixtures/electron-fake/electron.ts'));

const image = (id: string, memberStatus: MemberStatus | null, connection = 'lab'): SharedImage =>
  ({ connection, id, name: `image ${id}`, memberStatus }) as SharedImage;
const inbox = (...images: readonly SharedImage[]): readonly SharedWithMe[] => [
  { connection: 'lab', images, seenAt: null, error: null },
];
const happened = (): readonly (readonly [string, unknown])[] =>
  journal.splice(0).map(({ what, details }) => [what, details]);
beforeEach(() => {
  journal.splice(0);
  notifications.splice(0);
});

async function follow(atStart: readonly SharedWithMe[]) {
  const handlers = handlersOf({ 'inbox.list': async () => atStart });
  const dispatcher = createDispatcher(handlers, { onFault: () => undefined });
  const window = new BrowserWindow();
  const show = vi.fn();
  watchInbox(dispatcher, createInboxPresence({ window: () => window as never, show }));
  await eventually(() => expect(journal.some(({ what }) => what === 'app.setBadgeCount')).toBe(true));
  const change = (payload: readonly SharedWithMe[]): void =>
    dispatcher.emit({ event: 'inbox.changed', payload });
  return { window, show, change };
}

describe('pending shares on the desktop', () => {
  test('are counted on the badge; those that were known before the start are no news', async () => {
    const { change } = await follow(inbox(image('a', 'pending'), image('b', 'accepted')));
    expect(happened()).toEqual([['app.setBadgeCount', 1]]);
    change(inbox(image('a', 'accepted'), image('b', 'accepted')));
    expect(happened()).toEqual([['app.setBadgeCount', 0]]);
  });

  test('that are new are told once, several together', async () => {
    const { change } = await follow(inbox(image('a', 'pending')));
    happened();
    change(inbox(image('a', 'pending'), image('b', 'pending')));
    change(inbox(image('a', 'pending'), image('b', 'pending')));
    const told = { title: '“image b” was shared with you', body: 'lab · It waits for your answer.' };
    expect(happened()).toEqual([
      ['app.setBadgeCount', 2],
      ['notification.show', told],
      ['app.setBadgeCount', 2],
    ]);
    change(inbox(image('a', 'pending'), image('c', 'pending'), image('d', 'pending', 'prod')));
    expect(happened()).toEqual([
      ['app.setBadgeCount', 3],
      [
        'notification.show',
        { title: '2 images were shared with you', body: 'lab, prod · They wait for your answer.' },
      ],
    ]);
  });

  test('are not told for an answer taken back, for what needs none, or to who looks at the window', async () => {
    const { window, change } = await follow(inbox(image('a', 'accepted')));
    change(inbox(image('a', 'pending'), image('p', null)));
    window.focused = true;
    change(inbox(image('a', 'pending'), image('p', null), image('n', 'pending')));
    expect(notifications).toEqual([]);
  });

  test('lead to the inbox when they are clicked', async () => {
    const { window, show, change } = await follow(inbox());
    const received: unknown[] = [];
    window.webContents.receive = (channel, message) => received.push([channel, message]);
    change(inbox({ ...image('a', 'pending'), name: 'two\nlines\u202e <b>' }));
    expect(notifications[0]?.options.title).toBe('“two lines <b>” was shared with you');
    notifications[0]?.emit('click');
    expect(show).toHaveBeenCalledTimes(1);
    await eventually(() =>
      expect(received).toEqual([['argosy:event', { event: 'inbox.wanted', payload: null }]]),
    );
  });
});
