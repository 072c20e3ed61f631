import type { Log, LogFacts } from '../../../src/main/log/index.ts';

/** A log that only remembers what was written. */
export interface SilentLog extends Log {
  readonly events: string[];
  readonly facts: LogFacts[];
  readonly secrets: Set<string>;
}

export function silentLog(): SilentLog {
  const events: string[] = [];
  const facts: LogFacts[] = [];
  const secrets = new Set<string>();
  const write = (event: string, more: LogFacts = {}): void => {
    events.push(event);
    facts.push(more);
  };
  return {
    events,
    facts,
    secrets,
    info: write,
    warn: write,
    error: write,
    protect: (secret) => secrets.add(secret),
  };
}
