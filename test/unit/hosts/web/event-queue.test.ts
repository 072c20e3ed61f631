import { expect, test } from 'vitest';
import type { EventMessage } from '#shared/contract/index.ts';
import type { Transfer } from '#shared/model/index.ts';
import { createEventQueue } from '../../../../src/main/hosts/web/event-queue.ts';

/** A socket that takes what it is given, and says to be full when told so. */
function fakeSocket() {
  const sent: EventMessage[] = [];
  let drained: (() => void) | undefined;
  return {
    sent,
    bufferedAmount: 0,
    send(data: string, done: () => void) {
      sent.push(JSON.parse(data));
      drained = done;
    },
    becomeFull() {
      this.bufferedAmount = 10_000_000;
    },
    drain() {
      this.bufferedAmount = 0;
      drained?.();
    },
  };
}

const changed = (id: string, sequence: number): EventMessage => ({
  event: 'transfer.changed',
  payload: { id, sequence } as Transfer,
});

test('a page that keeps up gets every event in order', () => {
  const socket = fakeSocket();
  const queue = createEventQueue(socket);
  const messages = [1, 2, 3].map((sequence) => changed('a', sequence));
  for (const message of messages) queue(message);
  expect(socket.sent).toEqual(messages);
});

test('a slow page misses pictures in between, never the last, and never what is no picture', () => {
  const socket = fakeSocket();
  const queue = createEventQueue(socket);
  queue(changed('a', 1));
  socket.becomeFull();
  for (let sequence = 2; sequence <= 1000; sequence++) {
    queue(changed('a', sequence));
    queue(changed('b', sequence));
  }
  const wanted: EventMessage = {
    event: 'source.wanted',
    payload: { grant: 'g', url: '/bytes/x', offset: 0, length: null },
  };
  queue(wanted);
  queue(wanted);
  queue({ event: 'transfer.cleared', payload: { ids: ['c'] } });
  expect(socket.sent).toEqual([changed('a', 1)]);
  socket.drain();
  expect(socket.sent).toEqual([
    changed('a', 1),
    changed('a', 1000),
    changed('b', 1000),
    wanted,
    wanted,
    { event: 'transfer.cleared', payload: { ids: ['c'] } },
  ]);
});

test('of an inbox, an address book and the waiting edits, a slow page gets the last whole', () => {
  const socket = fakeSocket();
  const queue = createEventQueue(socket);
  socket.becomeFull();
  for (let sequence = 0; sequence < 1000; sequence++) {
    queue({ event: 'inbox.changed', payload: [] });
    queue({ event: 'partners.changed', payload: [] });
    queue({ event: 'edits.changed', payload: [] });
  }
  socket.bufferedAmount = 0;
  queue({ event: 'inbox.wanted', payload: null });
  socket.drain();
  socket.drain();
  expect(socket.sent.map(({ event }) => event).sort()).toEqual([
    'edits.changed',
    'inbox.changed',
    'inbox.wanted',
    'partners.changed',
  ]);
});
