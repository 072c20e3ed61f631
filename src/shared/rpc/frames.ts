import type { EventMessage } from '../contract/index.ts';
import type { Envelope } from './envelope.ts';

/** One call over the WebSocket. `id` is the caller's; answers come in any order. */
export interface CallFrame {
  readonly id: number;
  readonly call: string;
  readonly params: unknown;
}

export type AnswerFrame = { readonly id: number } & Envelope;

/** What a page receives. */
export type ServerFrame = AnswerFrame | EventMessage;
