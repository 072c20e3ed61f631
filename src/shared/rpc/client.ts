import type { AppEvents, CallName, CallParams, CallResult, EventName } from '../contract/index.ts';
import { AppError } from '../errors/index.ts';
import type { Transport } from './envelope.ts';

export interface Client {
  /** Calls the application. Throws the `AppError` that it answered with. */
  call<Name extends CallName>(name: Name, params: CallParams<Name>): Promise<CallResult<Name>>;
  /** Listens to one kind of event until the returned function is called. */
  on<Name extends EventName>(event: Name, listener: (payload: AppEvents[Name]) => void): () => void;
}

/** The typed face of a transport. */
export function createClient(transport: Transport): Client {
  return {
    async call(name, params) {
      const envelope = await transport.call(name, params);
      if (!envelope.ok) throw AppError.fromWire(envelope.error);
      return envelope.value as CallResult<typeof name>;
    },
    on(event, listener) {
      return transport.subscribe((message) => {
        if (message.event === event) (listener as (payload: unknown) => void)(message.payload);
      });
    },
  };
}
