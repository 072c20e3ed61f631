import type { Exchange } from '../http/exchange.ts';
import type { Store } from '../store/store.ts';
import type { Switches } from '../switches/switches.ts';
import type { Tokens } from './keystone/tokens.ts';

/** What a dialect is given: the one store, the one set of tokens, the switches. */
export interface Services {
  readonly store: Store;
  readonly switches: Switches;
  readonly tokens: Tokens;
  /** Aborted when the sandbox closes: ends background work. */
  readonly closing: AbortSignal;
}

/** How to reach a dialect, in the option names of `connection add` (CLI.md), plus its secret. */
export type Announcement = Readonly<Record<string, string>>;

/** One protocol spoken over the store. */
export interface Dialect {
  readonly name: string;
  /** The path prefix that it answers under, such as `/image`. */
  readonly mount: string;
  /**
   * Answers one request; `path` is the raw path without the mount. Its own errors it answers itself;
   * whatever it throws is a fault of the sandbox.
   */
  handle(exchange: Exchange, path: string): Promise<void>;
  /** Answers with an error in the dialect's manner, for faults that a switch provokes. */
  fail(exchange: Exchange, status: number): void;
  /** True for requests that carry image bytes, which some faults are limited to. */
  carriesBytes(exchange: Exchange, path: string): boolean;
  /** Absent for dialects that are no connection of their own. */
  announce?(url: string): Announcement;
  /** Waits until background work has ended, after `closing` was aborted. */
  settle?(): Promise<void>;
}

export type CreateDialect = (services: Services) => Dialect;
