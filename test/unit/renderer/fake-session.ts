import { openSession } from '../../../src/renderer/src/app/session.ts';
import type { Handlers } from '../../../src/shared/contract/index.ts';
import { toAppError } from '../../../src/shared/errors/index.ts';

type AnyHandler = (params: unknown, context: { readonly signal: AbortSignal }) => Promise<unknown>;

/** Gives the stores an application that serves only the given calls. */
export function openFakeSession(handlers: Partial<Handlers>): void {
  const { signal } = new AbortController();
  openSession({
    host: 'web',
    connectionState: { get: () => 'connected', subscribe: () => () => undefined },
    call: async (name, params) => {
      const handler = handlers[name as keyof Handlers] as AnyHandler | undefined;
      try {
        if (handler === undefined) throw new Error(`Nobody serves ${name}.`);
        return { ok: true, value: await handler(params, { signal }) };
      } catch (error) {
        return { ok: false, error: toAppError(error, name).toWire() };
      }
    },
    subscribe: () => () => undefined,
    grantForFile: () => Promise.reject(new Error('No files here.')),
    close: () => undefined,
  });
}
