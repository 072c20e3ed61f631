import type { Dispatcher } from './dispatcher.ts';
import type { Transport } from './envelope.ts';

/** Speaks to a dispatcher of the same process. Everything is copied as JSON, as on the other transports. */
export function createMemoryTransport(dispatcher: Dispatcher): Transport {
  const copy = <Value>(value: Value): Value =>
    value === undefined ? value : JSON.parse(JSON.stringify(value));
  return {
    call: async (name, params) => copy(await dispatcher.dispatch(name, copy(params))),
    subscribe: (listener) => dispatcher.subscribe((message) => listener(copy(message))),
  };
}
