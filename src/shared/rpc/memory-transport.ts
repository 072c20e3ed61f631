import { AppError } from '../errors/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Transport } from './envelope.ts';

/** Speaks to a dispatcher of the same process. Everything is copied as JSON, as on the other transports. */
export function createMemoryTransport(dispatcher: Dispatcher): Transport {
  const copy = <Value>(value: Value): Value =>
    value === undefined ? value : JSON.parse(JSON.stringify(value));
  return {
    async call(name, params) {
      let sent: unknown;
      try {
        sent = copy(params);
      } catch (cause) {
        const error = new AppError('INVALID', 'The parameters cannot be sent.', { operation: name, cause });
        return { ok: false, error: error.toWire() };
      }
      return copy(await dispatcher.dispatch(name, sent));
    },
    subscribe: (listener) => dispatcher.subscribe((message) => listener(copy(message))),
  };
}
