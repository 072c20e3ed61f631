import {
  type CallContext,
  type CallName,
  contract,
  type EventMessage,
  type Handlers,
} from '../contract/index.ts';
import { AppError, toAppError } from '../errors/index.ts';
import type { Envelope } from './envelope.ts';

export interface Dispatcher {
  /** Validates, runs and answers one call. Never throws; `undefined` never appears in a value. */
  dispatch(name: string, params: unknown, signal?: AbortSignal): Promise<Envelope>;
  /** Sends an event to all subscribers. A listener that throws is dropped. */
  emit(message: EventMessage): void;
  subscribe(listener: (message: EventMessage) => void): () => void;
}

export interface DispatcherOptions {
  /** Told of every fault that became `INTERNAL`, with the log id that the person sees. */
  readonly onFault: (error: AppError) => void;
}

const never = new AbortController().signal;

/** The one way into the application: the same table for every host. */
export function createDispatcher(handlers: Handlers, options: DispatcherOptions): Dispatcher {
  const listeners = new Set<(message: EventMessage) => void>();
  return {
    async dispatch(name, params, signal = never) {
      try {
        const value = await run(handlers, name, params, { signal });
        return { ok: true, value: value ?? null };
      } catch (error) {
        const appError = toAppError(error, name);
        if (appError.code === 'INTERNAL') options.onFault(appError);
        return { ok: false, error: appError.toWire() };
      }
    },
    emit(message) {
      for (const listener of listeners) {
        try {
          listener(message);
        } catch {
          listeners.delete(listener);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function run(
  handlers: Handlers,
  name: string,
  params: unknown,
  context: CallContext,
): Promise<unknown> {
  if (!Object.hasOwn(contract, name)) {
    throw new AppError('INVALID', `There is no call named ${JSON.stringify(name.slice(0, 80))}.`, {
      operation: 'rpc.dispatch',
    });
  }
  const callName = name as CallName;
  const parsed = contract[callName].params.safeParse(params ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? ` (${issue.path.join('.')})` : '';
    throw new AppError('INVALID', `${issue?.message ?? 'The parameters are wrong'}${where}.`, {
      operation: name,
    });
  }
  const handler = handlers[callName] as (params: unknown, context: CallContext) => Promise<unknown>;
  return handler(parsed.data, context);
}
