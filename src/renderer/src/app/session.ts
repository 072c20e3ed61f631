import { type Client, createClient } from '#shared/rpc/index.ts';
import type { Bridge } from '../rpc/index.ts';

interface Session {
  readonly bridge: Bridge;
  readonly client: Client;
}

let current: Session | undefined;

/** Gives the page its way to the application. Called once, before anything is shown. */
export function openSession(bridge: Bridge): Session {
  current = { bridge, client: createClient(bridge) };
  return current;
}

/** The way to the application. */
export function session(): Session {
  if (current === undefined) throw new Error('The page has no session yet.');
  return current;
}

/** Calls the application; throws the `AppError` that it answers with. */
export const call: Client['call'] = (name, params) => session().client.call(name, params);
