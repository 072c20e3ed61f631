/** Facts of a log line: plain data. Keys that name a secret are emptied before they are written. */
export type LogFacts = Readonly<Record<string, unknown>>;

/**
 * Where a part writes what happened. An event is a short stable phrase (`http`, `catalog.rebuilt`); what
 * varies goes into the facts.
 */
export interface Log {
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
  /** From now on this text appears in no line, wherever it comes from. Shorter than 4 characters: ignored. */
  protect(secret: string): void;
}

/** The log file of a running application. */
export interface Logger extends Log {
  /** The file being written. */
  readonly path: string;
  /** Writes out what is still held, and closes. Safe to call twice. */
  close(): void;
}
