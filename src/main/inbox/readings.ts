import { toAppError, type WireError } from '#shared/errors/index.ts';
import type { ConnectionProfile, MemberStatus } from '#shared/model/index.ts';
import type { ConnectionService } from '../connections/index.ts';
import type { Log } from '../log/index.ts';
import { type InboxMemory, type InboxReading, inboxReading } from './inbox-pace.ts';
import { type Answer, type KeptShares, withAnswers } from './kept-shares.ts';
import { readShared } from './read-shared.ts';
import { isSame, keyOf, type Receivers } from './receivers.ts';

const OPERATION = 'inbox.refresh';
/** Nobody waits longer for one service. */
const MOST_MS = 60_000;

export interface ReadingsDeps {
  readonly connections: Pick<ConnectionService, 'provider'>;
  readonly receivers: Receivers;
  readonly shares: KeptShares;
  /** What is kept, or why it is not of now, changed. */
  readonly changed: () => void;
  readonly log: Pick<Log, 'error'>;
}

/** Asking services what is shared with a connection, one reading of each at a time. */
export interface Readings {
  /**
   * Ends when the service was asked, or failed: `errorOf`. Shares one that runs, unless that asks for less, or
   * asks where the connection led before.
   */
  ask(profile: ConnectionProfile, reading: InboxReading): Promise<void>;
  /** Asks, if it is time for that. */
  askIfDue(profile: ConnectionProfile, byHand: boolean): void;
  /** Why the last reading failed; `null` if it did not. */
  errorOf(connection: string): WireError | null;
  /** An answer was given: one that is being read may be older than it. */
  note(answer: Answer): void;
  /** Ends when nothing is being read of the connection. */
  ended(connection: string): Promise<void>;
  forget(connection: string): Promise<void>;
  close(): Promise<void>;
}

interface Run {
  readonly profile: ConnectionProfile;
  readonly reading: InboxReading;
  readonly controller: AbortController;
  readonly done: Promise<void>;
  /** Given while it ran: what the service says of them may be older. */
  readonly answers: Map<string, MemberStatus>;
}

export function createReadings(deps: ReadingsDeps): Readings {
  const { receivers } = deps;
  const errors = new Map<string, WireError>();
  /** By profile: one that is led elsewhere was never asked. */
  const memories = new Map<string, InboxMemory>();
  const runs = new Map<string, Run>();
  const closing = new AbortController();

  const read = async (run: Run): Promise<void> => {
    const { profile, controller } = run;
    const { name } = profile;
    const begun = Date.now();
    let allAt = memories.get(keyOf(profile))?.allAt;
    try {
      const signal = AbortSignal.any([closing.signal, controller.signal, AbortSignal.timeout(MOST_MS)]);
      if ((await readOnce(deps, run, signal)) === 'all') allAt = begun;
      errors.delete(name);
    } catch (thrown) {
      const error = toAppError(thrown, OPERATION);
      if (closing.signal.aborted) return;
      if (error.code === 'INTERNAL') deps.log.error('fault', { connection: name, error });
      errors.set(name, error.toWire());
    }
    if (!isSame(profile, receivers.find(name))) errors.delete(name);
    else memories.set(keyOf(profile), { askedAt: Date.now(), tookMs: Date.now() - begun, allAt });
    deps.changed();
  };
  const begin = (profile: ConnectionProfile, reading: InboxReading): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const run: Run = { profile, reading, controller, done: promise, answers: new Map() };
    runs.set(profile.name, run);
    void read(run).finally(() => {
      runs.delete(profile.name);
      resolve();
    });
    return promise;
  };
  const ask = async (profile: ConnectionProfile, reading: InboxReading): Promise<void> => {
    const { name } = profile;
    if (closing.signal.aborted) return;
    const running = runs.get(name);
    if (running === undefined) return begin(profile, reading);
    const isOfSame = isSame(running.profile, profile);
    if (isOfSame && (running.reading === 'all' || reading === 'pending')) return running.done;
    if (!isOfSame) running.controller.abort();
    await running.done;
    const now = receivers.find(name);
    if (now !== undefined) await ask(now, reading);
  };

  return {
    ask,
    askIfDue(profile, byHand) {
      if (closing.signal.aborted) return;
      const memory = memories.get(keyOf(profile));
      const answers = receivers.hasAnswers(profile);
      const reading = inboxReading({ now: Date.now(), byHand, answers, memory });
      if (reading !== undefined) void ask(profile, reading);
    },
    errorOf: (connection) => errors.get(connection) ?? null,
    note: ({ connection, id, status }) => void runs.get(connection)?.answers.set(id, status),
    ended: async (connection) => runs.get(connection)?.done,
    async forget(connection) {
      errors.delete(connection);
      const run = runs.get(connection);
      run?.controller.abort();
      await run?.done;
    },
    async close() {
      closing.abort();
      await Promise.all([...runs.values()].map(({ done }) => done));
    },
  };
}

/** Asks the service, and keeps what it says unless the connection was removed or led elsewhere meanwhile. */
async function readOnce(
  { connections, receivers, shares }: ReadingsDeps,
  { profile, reading, answers }: Run,
  signal: AbortSignal,
): Promise<InboxReading> {
  const { name } = profile;
  // Whatever is not written by then was answered while it ran.
  await shares.settle(name);
  const known = (await shares.of(name))?.value ?? [];
  const provider = await connections.provider(name);
  const told = await readShared(provider, reading, known, { signal, operation: OPERATION });
  await shares.replace(name, () =>
    isSame(profile, receivers.find(name)) ? withAnswers(told.images, answers) : undefined,
  );
  return told.read;
}
