export type { Client } from './client.ts';
export { createClient } from './client.ts';
export type { Dispatcher, DispatcherOptions } from './dispatcher.ts';
export { createDispatcher } from './dispatcher.ts';
export type { Envelope, Transport } from './envelope.ts';
export type { AnswerFrame, CallFrame, ServerFrame } from './frames.ts';
export { createMemoryTransport } from './memory-transport.ts';
export type { ChosenFile, PageApi } from './page-api.ts';
