import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors/index.ts';
import type {
  OperationName,
  OperationsOf,
  ThreadData,
  ThreadReply,
  ThreadRequest,
} from './thread-protocol.ts';

export interface ThreadOptions {
  readonly entry: URL;
  /** The database file. */
  readonly path: string;
  /** Told of faults; and of a catalogue begun anew, with `isRebuilt`. */
  readonly onMessage: (message: string, isRebuilt: boolean) => void;
}

export interface ThreadProxy<Operations extends OperationsOf<Operations>> {
  /** Fails with `INTERNAL` if the thread died meanwhile, with `CANCELLED` once closed. */
  call<Name extends OperationName<Operations>>(
    name: Name,
    ...params: Parameters<Operations[Name]>
  ): Promise<Awaited<ReturnType<Operations[Name]>>>;
  /** Lets what was asked be answered, then ends the thread. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/**
 * A worker that answers numbered calls. It is started by the first one; one that died is replaced at the next.
 * It keeps the process alive only while it owes an answer.
 */
export function createThread<Operations extends OperationsOf<Operations>>(
  options: ThreadOptions,
): ThreadProxy<Operations> {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastCall = 0;
  let closing: Promise<void> | undefined;

  const failAll = (error: AppError): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const settle = (reply: ThreadReply): void => {
    if (reply.type === 'notice') {
      options.onMessage(reply.message, reply.isRebuilt);
      return;
    }
    const waiter = waiting.get(reply.call);
    waiting.delete(reply.call);
    if (waiting.size === 0) worker?.unref();
    if (reply.type === 'value') waiter?.resolve(reply.value);
    else waiter?.reject(AppError.fromWire(reply.error));
  };
  const start = (): Worker => {
    const workerData: ThreadData = { path: options.path };
    const started = new Worker(options.entry, { workerData });
    let cause: unknown;
    started.on('message', settle);
    started.on('error', (error) => {
      cause = error;
      options.onMessage(`The catalogue's thread failed: ${String(error)}`, false);
    });
    started.on('exit', () => {
      if (worker !== started) return;
      worker = undefined;
      failAll(closing === undefined ? stopped(cause) : closed());
    });
    return started;
  };
  const send = (request: ThreadRequest): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      waiting.set(request.call, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });

  return {
    async call<Name extends OperationName<Operations>>(
      name: Name,
      ...params: Parameters<Operations[Name]>
    ): Promise<Awaited<ReturnType<Operations[Name]>>> {
      if (closing !== undefined) throw closed();
      lastCall += 1;
      const value = await send({ call: lastCall, name, params });
      return value as Awaited<ReturnType<Operations[Name]>>;
    },
    close() {
      closing ??= (async () => {
        const ending = worker;
        if (ending === undefined) return;
        const exited = new Promise((resolve) => ending.once('exit', resolve));
        lastCall += 1;
        await send({ call: lastCall, name: null, params: [] }).catch(() => undefined);
        ending.ref();
        await exited;
      })();
      return closing;
    },
  };
}

/** What is asked of a catalogue that was closed. */
export function closed(): AppError {
  return new AppError('CANCELLED', 'The catalogue was closed.', { operation: 'catalog' });
}

function stopped(cause: unknown): AppError {
  return new AppError('INTERNAL', 'The catalogue stopped working.', {
    operation: 'catalog',
    retry: 'safe',
    cause,
  });
}
