import type { EventMessage } from '#shared/contract/index.ts';
import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import type { ConnectionProfile, SyncPass, SyncResult } from '#shared/model/index.ts';
import type { ConnectionService } from '../../connections/index.ts';
import type { Log } from '../../log/index.ts';
import type { ImageProvider } from '../../providers/provider.ts';
import { healthAfter } from './health-after.ts';
import type { ReadAlong } from './read-along.ts';
import { type PassCatalog, type PassMemory, runPass } from './run-pass.ts';

const OPERATION = 'catalog.sync';
const MOST_ATTEMPTS = 3;

export interface SyncRunnerDeps {
  readonly catalog: PassCatalog;
  readonly connections: Pick<ConnectionService, 'provider' | 'profile' | 'health' | 'setHealth'>;
  readonly readAlong: ReadAlong;
  readonly emit: (message: EventMessage) => void;
  readonly log: Pick<Log, 'error'>;
  /** Told of the end of every pass, with its error. */
  readonly onEnd: (connection: string, error: AppError | undefined) => void;
  /** Told of passes that succeeded. `byHand`: a person, or a command, asked for it. */
  readonly onRead?: ((connection: string, byHand: boolean) => void) | undefined;
}

/** Runs passes, one at a time for a connection. */
export interface SyncRunner {
  /**
   * A whole list. Shares one that runs already, unless the connection was edited since. The run goes on until
   * the last who asked for it gave up.
   */
  full(connection: string, signal: AbortSignal): Promise<SyncResult | AppError>;
  /** In the background: what changed, or the whole list. Nothing if one runs. Never throws. */
  refresh(connection: string): Promise<void>;
  isRunning(connection: string): boolean;
  /** Ends when what is read beside the images of finished passes is kept. Never throws. */
  readingAlong(connection: string): Promise<void>;
  /** Gives up what runs for a profile that is gone, or another one by now. */
  abandonReplaced(connection: string): void;
  /** Ends all; later calls give `CANCELLED`. */
  close(): Promise<void>;
}

interface Target {
  readonly connection: string;
  readonly profile: ConnectionProfile;
  readonly provider: ImageProvider;
}

interface Run extends Target {
  readonly pass: SyncPass;
  readonly controller: AbortController;
  readonly outcome: Promise<SyncResult | AppError>;
  askers: number;
}

export function createSyncRunner(deps: SyncRunnerDeps): SyncRunner {
  const { connections } = deps;
  const closing = new AbortController();
  const memory: PassMemory = { refuseTimes: new WeakSet(), lastPassMs: new WeakMap() };
  const runs = new Map<string, Run>();
  const along = new Map<string, Promise<void>>();

  const readAlong = ({ connection, provider }: Target, pass: SyncPass): void => {
    if (along.has(connection)) return;
    const reading = deps
      .readAlong(connection, provider, pass, closing.signal)
      .finally(() => along.delete(connection));
    along.set(connection, reading);
  };

  const begin = (target: Target, pass: SyncPass, isByHand: boolean): Run => {
    const { connection, provider, profile } = target;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, closing.signal]);
    const perform = async (): Promise<SyncResult | AppError> => {
      try {
        const asked = { connection, kind: profile.kind, provider, pass, signal };
        return await runPass(deps.catalog, asked, memory);
      } catch (error) {
        return toAppError(signal.aborted ? cancelled() : error, OPERATION);
      }
    };
    const before = connections.health(connection);
    // While nobody asked, a person goes on seeing what is wrong until it is right again.
    if (isByHand || before.error === null) connections.setHealth(connection, 'syncing', null);
    const outcome = perform().then((result) => {
      runs.delete(connection);
      if (isAppError(result)) {
        if (result.code === 'INTERNAL') deps.log.error('fault', { connection, error: result });
        if (result.code !== 'CANCELLED')
          connections.setHealth(connection, healthAfter(result), result.toWire());
        else if (before.health === 'syncing') connections.setHealth(connection, 'never', null);
        else connections.setHealth(connection, before.health, before.error);
        deps.onEnd(connection, result);
        return result;
      }
      connections.setHealth(connection, 'ok', null);
      if (result.added + result.changed + result.removed > 0) {
        deps.emit({ event: 'catalog.changed', payload: { connection } });
      }
      deps.onEnd(connection, undefined);
      readAlong(target, result.pass);
      deps.onRead?.(connection, isByHand);
      return result;
    });
    const run = { ...target, pass, controller, outcome, askers: 0 };
    runs.set(connection, run);
    return run;
  };

  /** Whom to ask, or why there is nobody: also that is to be seen. */
  const targetOf = async (connection: string): Promise<Target | AppError> => {
    try {
      const profile = connections.profile(connection);
      return { connection, profile, provider: await connections.provider(connection) };
    } catch (caught) {
      const error = toAppError(caught, OPERATION);
      connections.setHealth(connection, healthAfter(error), error.toWire());
      deps.onEnd(connection, error);
      return error;
    }
  };

  return {
    async full(connection, signal) {
      for (let attempts = 1; ; ) {
        if (signal.aborted || closing.signal.aborted) return cancelled();
        const target = await targetOf(connection);
        if (isAppError(target)) return target;
        const running = runs.get(connection);
        if (running !== undefined && (running.provider !== target.provider || running.pass !== 'full')) {
          if (running.provider !== target.provider) running.controller.abort();
          await running.outcome;
          continue;
        }
        const outcome = await asked(running ?? begin(target, 'full', true), signal);
        // Given up by nobody who asked: the connection was edited, and is to be read as it is now.
        const isReplaced = isAppError(outcome, 'CANCELLED') && !signal.aborted;
        if (!isReplaced || attempts === MOST_ATTEMPTS) return outcome;
        attempts += 1;
      }
    },
    async refresh(connection) {
      const target = await targetOf(connection);
      if (isAppError(target) || runs.has(connection) || closing.signal.aborted) return;
      const run = begin(target, 'changes', false);
      run.askers += 1;
      await run.outcome;
    },
    isRunning: (connection) => runs.has(connection),
    readingAlong: async (connection) => along.get(connection),
    abandonReplaced(connection) {
      const run = runs.get(connection);
      if (run !== undefined && !isCurrent(connections, run)) run.controller.abort();
    },
    async close() {
      closing.abort();
      await Promise.all([...runs.values()].map(({ outcome }) => outcome));
      await Promise.all(along.values());
    },
  };
}

/** Waits for a run together with others. Whoever gives up leaves it to them; the last one ends it. */
async function asked(run: Run, signal: AbortSignal): Promise<SyncResult | AppError> {
  run.askers += 1;
  const { promise: givenUp, resolve } = Promise.withResolvers<AppError>();
  const leave = (): void => {
    run.askers -= 1;
    if (run.askers === 0) run.controller.abort();
    else resolve(cancelled());
  };
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await Promise.race([run.outcome, givenUp]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function isCurrent(
  connections: Pick<ConnectionService, 'profile'>,
  { connection, profile }: Target,
): boolean {
  try {
    return JSON.stringify(connections.profile(connection)) === JSON.stringify(profile);
  } catch {
    return false;
  }
}

function cancelled(): AppError {
  return new AppError('CANCELLED', 'Reading the images was given up.', { operation: OPERATION });
}
