import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { EventMessage } from '#shared/contract/index.ts';
import type { AnswerFrame, Dispatcher } from '#shared/rpc/index.ts';
import { createEventQueue } from './event-queue.ts';

const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const HEARTBEAT_MS = 30_000;
const FAREWELL_MS = 500;

const callFrame = z.object({ id: z.number().int().min(0), call: z.string(), params: z.unknown() }).strict();

export interface RpcSockets {
  /** Takes over a connection that the guard let pass. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** To every connected page. */
  broadcast(message: EventMessage): void;
  close(): void;
}

/** `/rpc`: calls and answers as `{id, …}` frames, events as `{event, payload}`. */
export function createRpcSockets(dispatcher: () => Dispatcher): RpcSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const queues = new Set<(message: EventMessage) => void>();
  return {
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (page) => {
        const queue = createEventQueue(page);
        queues.add(queue);
        const unsubscribe = dispatcher().subscribe(queue);
        serve(page, dispatcher());
        page.once('close', () => {
          queues.delete(queue);
          unsubscribe();
        });
      });
    },
    broadcast(message) {
      for (const queue of queues) queue(message);
    },
    close() {
      for (const page of server.clients) {
        page.close(1001, 'Argosy ends');
        // A page that hangs does not answer the farewell.
        setTimeout(() => page.terminate(), FAREWELL_MS).unref();
      }
      server.close();
    },
  };
}

function serve(page: WebSocket, dispatcher: Dispatcher): void {
  const gone = new AbortController();
  let alive = true;
  const heartbeat = setInterval(() => {
    if (!alive) return page.terminate();
    alive = false;
    page.ping();
  }, HEARTBEAT_MS);
  page.on('pong', () => {
    alive = true;
  });
  // A protocol error (an oversized frame, bad UTF-8) closes the socket by itself; there is no more to do.
  page.on('error', () => undefined);
  page.once('close', () => {
    clearInterval(heartbeat);
    gone.abort();
  });
  page.on('message', (data, isBinary) => {
    const frame = callFrame.safeParse(isBinary ? undefined : parseJson(data.toString()));
    if (!frame.success) return page.close(1008, 'not a call');
    const { id, call, params } = frame.data;
    void dispatcher.dispatch(call, params, gone.signal).then((envelope) => {
      const answer: AnswerFrame = { id, ...envelope };
      if (page.readyState === page.OPEN) page.send(JSON.stringify(answer));
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
