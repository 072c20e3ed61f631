import type { EventMessage } from '#shared/contract/index.ts';

/** Over this many unsent bytes the page is slow, and only the newest of each thing is kept for it. */
const SLOW_AT_BYTES = 256 * 1024;

/** The part of a WebSocket that this needs. */
export interface EventSocket {
  readonly bufferedAmount: number;
  send(data: string, done: (error?: Error | null) => void): void;
}

/**
 * Sends events in order. While the page is slow, a newer picture of the same thing replaces the one that
 * still waits, so memory stays bounded and the last one always arrives.
 */
export function createEventQueue(socket: EventSocket): (message: EventMessage) => void {
  const waiting = new Map<string, EventMessage>();
  let unique = 0;
  const flush = (): void => {
    for (const [key, message] of waiting) {
      if (socket.bufferedAmount > SLOW_AT_BYTES) return;
      waiting.delete(key);
      socket.send(JSON.stringify(message), (error) => {
        if (!error) flush();
      });
    }
  };
  return (message) => {
    const key = keyOf(message) ?? `one:${unique++}`;
    waiting.delete(key);
    waiting.set(key, message);
    flush();
  };
}

/** What a message is a picture of; `undefined` for one that a later one does not replace. */
function keyOf(message: EventMessage): string | undefined {
  switch (message.event) {
    case 'transfer.changed':
      return `transfer:${message.payload.id}`;
    case 'catalog.changed':
      return `catalog:${message.payload.connection}`;
    // Each tells all there is of its kind.
    case 'connections.changed':
    case 'settings.changed':
    case 'edits.changed':
    case 'inbox.changed':
    case 'inbox.wanted':
    case 'partners.changed':
    case 'link.opened':
      return message.event;
    case 'transfer.cleared':
    case 'catalog.notice':
    case 'source.wanted':
      return undefined;
  }
}
