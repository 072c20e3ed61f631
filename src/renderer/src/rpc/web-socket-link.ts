import type { EventMessage } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { CallFrame, Envelope, ServerFrame, Transport } from '#shared/rpc/index.ts';
import type { ConnectionStatus } from './bridge.ts';
import type { Browser } from './browser.ts';
import type { WritableObservable } from './observable.ts';
import { beginSession } from './web-session.ts';

/** How long a call made while the connection is down waits for it to come back. */
const PATIENCE_MS = 5000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

interface PendingCall {
  readonly id: number;
  readonly call: string;
  /** The call's frame as it goes over the wire. */
  readonly text: string;
  readonly resolve: (envelope: Envelope) => void;
  /** Runs while the call waits to be sent. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface WebSocketLink extends Transport {
  close(): void;
}

/** The RPC over a WebSocket that comes back by itself. Sets `status` as it goes. */
export function createWebSocketLink(
  browser: Browser,
  status: WritableObservable<ConnectionStatus>,
): WebSocketLink {
  const listeners = new Set<(message: EventMessage) => void>();
  const waiting = new Map<number, PendingCall>();
  const sent = new Map<number, PendingCall>();
  let socket: WebSocket | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let nextId = 1;
  let closed = false;

  const connect = async (): Promise<void> => {
    const session = await beginSession(browser);
    if (closed) return;
    if (session === 'unauthorized') {
      status.set('unauthorized');
      failAll(waiting, unauthorized);
      return;
    }
    if (session === 'lost') return connectLater();
    const opened = browser.openSocket(`${browser.location.origin.replace(/^http/, 'ws')}/rpc`);
    opened.onopen = () => {
      socket = opened;
      pauseMs = FIRST_PAUSE_MS;
      status.set('connected');
      for (const pending of [...waiting.values()]) send(opened, pending);
    };
    opened.onmessage = ({ data }: { data: unknown }) => {
      if (typeof data === 'string') receive(JSON.parse(data));
    };
    opened.onclose = () => {
      socket = undefined;
      failAll(sent, broken);
      if (!closed) connectLater();
    };
  };

  const connectLater = (): void => {
    status.set('lost');
    retryTimer = setTimeout(() => void connect(), pauseMs * (0.75 + Math.random() / 2));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };

  const send = (to: WebSocket, pending: PendingCall): void => {
    clearTimeout(pending.timer);
    waiting.delete(pending.id);
    sent.set(pending.id, pending);
    to.send(pending.text);
  };

  const receive = (frame: ServerFrame): void => {
    if ('event' in frame) {
      for (const listener of [...listeners]) listener(frame);
      return;
    }
    const { id, ...envelope } = frame;
    const pending = sent.get(id);
    sent.delete(id);
    pending?.resolve(envelope);
  };

  void connect();
  return {
    call: (name, params) =>
      new Promise((resolve) => {
        const id = nextId++;
        const text = frameText({ id, call: name, params: params ?? null });
        if (text === undefined) return resolve(failure(name, unsendable));
        const pending: PendingCall = { id, call: name, text, resolve, timer: undefined };
        if (closed) return resolve(failure(name, broken));
        if (status.get() === 'unauthorized') return resolve(failure(name, unauthorized));
        if (socket !== undefined) return send(socket, pending);
        waiting.set(id, pending);
        pending.timer = setTimeout(() => {
          waiting.delete(id);
          resolve(failure(name, unreachable));
        }, PATIENCE_MS);
      }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(retryTimer);
      failAll(waiting, broken);
      failAll(sent, broken);
      socket?.close();
    },
  };
}

type Failure = (operation: string) => AppError;

const failure = (operation: string, error: Failure): Envelope => ({
  ok: false,
  error: error(operation).toWire(),
});

function failAll(calls: Map<number, PendingCall>, error: Failure): void {
  for (const { call, timer, resolve } of calls.values()) {
    clearTimeout(timer);
    resolve(failure(call, error));
  }
  calls.clear();
}

/** `undefined` for what JSON cannot say: a circle, a bigint. */
function frameText(frame: CallFrame): string | undefined {
  try {
    return JSON.stringify(frame);
  } catch {
    return undefined;
  }
}

const unsendable: Failure = (operation) =>
  new AppError('INVALID', 'The parameters cannot be sent.', { operation });

const unreachable: Failure = (operation) =>
  new AppError('UNREACHABLE', 'Argosy does not answer.', {
    operation,
    hint: 'See whether it still runs; the page connects again by itself.',
    retry: 'safe',
  });

/** Sent but not answered: nobody here can know whether it was done, so it is not safe to repeat. */
const broken: Failure = (operation) =>
  new AppError('UNREACHABLE', 'The connection to Argosy broke before the answer came.', {
    operation,
    hint: 'Look whether it was done before you try again.',
  });

const unauthorized: Failure = (operation) =>
  new AppError('AUTH_REQUIRED', 'This page has no valid session with Argosy.', {
    operation,
    hint: 'Open the address that Argosy printed when it started.',
  });
