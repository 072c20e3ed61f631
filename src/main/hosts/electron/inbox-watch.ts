import type { SharedImage, SharedWithMe } from '#shared/model/index.ts';
import type { Dispatcher } from '#shared/rpc/index.ts';

export interface InboxWatchEvents {
  /** How many shared images wait for an answer. */
  readonly onPending: (count: number) => void;
  /** Images that wait for an answer and were not shared when it was looked last. */
  readonly onNew: (images: readonly SharedImage[]) => void;
}

/**
 * Follows what others share by the same events that the page gets. What was known before the start, also of an
 * earlier run, is not new; neither is an answer that was taken back.
 */
export function watchInbox(dispatcher: Dispatcher, { onPending, onNew }: InboxWatchEvents): void {
  let known: ReadonlySet<string> | undefined;
  const follow = (inbox: readonly SharedWithMe[]): void => {
    const images = inbox.flatMap((each) => each.images);
    const pending = images.filter(({ memberStatus }) => memberStatus === 'pending');
    const before = known;
    known = new Set(images.map(keyOf));
    onPending(pending.length);
    const fresh = pending.filter((image) => before?.has(keyOf(image)) === false);
    if (fresh.length > 0) onNew(fresh);
  };
  dispatcher.subscribe((message) => {
    // Before the first answer nobody can tell what is new.
    if (message.event === 'inbox.changed' && known !== undefined) follow(message.payload);
  });
  void dispatcher.dispatch('inbox.list', {}).then((envelope) => {
    if (envelope.ok) follow(envelope.value as readonly SharedWithMe[]);
    else known = new Set();
  });
}

function keyOf({ connection, id }: SharedImage): string {
  return `${connection}/${id}`;
}
