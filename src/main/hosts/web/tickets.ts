import { randomBytes } from 'node:crypto';

/** Hands out names that are good for one use, for a short time. */
export interface Tickets<Value> {
  /** `onExpire` is called if nobody takes the ticket in time. */
  issue(value: Value, onExpire: () => void): string;
  /** The value, once; `undefined` for what was taken, expired or never issued. */
  take(ticket: string): Value | undefined;
  /** Expires all that is left. */
  close(): void;
}

export function createTickets<Value>(lifeMs: number): Tickets<Value> {
  const issued = new Map<string, { value: Value; timer: NodeJS.Timeout; onExpire: () => void }>();
  return {
    issue(value, onExpire) {
      const ticket = randomBytes(24).toString('base64url');
      const timer = setTimeout(() => {
        issued.delete(ticket);
        onExpire();
      }, lifeMs);
      issued.set(ticket, { value, timer, onExpire });
      return ticket;
    },
    take(ticket) {
      const entry = issued.get(ticket);
      if (entry === undefined) return undefined;
      clearTimeout(entry.timer);
      issued.delete(ticket);
      return entry.value;
    },
    close() {
      for (const { timer, onExpire } of issued.values()) {
        clearTimeout(timer);
        onExpire();
      }
      issued.clear();
    },
  };
}
