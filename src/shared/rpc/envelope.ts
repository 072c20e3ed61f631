import type { EventMessage } from '../contract/index.ts';
import type { WireError } from '../errors/index.ts';

/** The answer to a call. Nothing is ever thrown across a transport. */
export type Envelope =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

/** What a page, a command or a test speaks through. Electron IPC, WebSocket and memory implement it. */
export interface Transport {
  call(name: string, params: unknown): Promise<Envelope>;
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (message: EventMessage) => void): () => void;
}
