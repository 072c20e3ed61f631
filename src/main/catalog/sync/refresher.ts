import { type AppError, toAppError } from '#shared/errors/index.ts';
import type { ConnectionProfile } from '#shared/model/index.ts';
import {
  ended,
  isDue,
  looked,
  newPlan,
  type RefreshPace,
  type RefreshPlan,
  repaced,
  started,
} from './refresh-plan.ts';

/** At the latest then it is looked at what is due: timers stand still while a machine sleeps. */
const LONGEST_TICK_MS = 30_000;
const SHORTEST_TICK_MS = 100;
/** Background readings at once. */
const PARALLEL = 4;

export interface RefresherDeps {
  /** As they are now; another process may have changed them. */
  readonly profiles: () => readonly ConnectionProfile[];
  /** Minutes between two readings; 0: only by hand. */
  readonly everyMinutes: () => number;
  readonly isRunning: (connection: string) => boolean;
  /** Reads in the background; ends when it is done, whatever came of it. Never throws. */
  readonly refresh: (connection: string) => Promise<void>;
  /** The connection is gone, or another one. */
  readonly onReplaced: (connection: string) => void;
  /** When it is read next; `undefined`: not by itself. */
  readonly onPlanned: (connection: string, at: Date | undefined) => void;
  /** Told of what should not happen, like settings that cannot be read; it goes on. */
  readonly onFault: (error: unknown) => void;
  readonly random?: (() => number) | undefined;
}

/** Reads every connection again and again while the application runs. */
export interface Refresher {
  /** From now on. What `isExpected` somebody else reads first. */
  start(isExpected: (connection: string) => boolean): void;
  /** Profiles or settings may have changed. */
  follow(): void;
  /** Somebody looks, or the network came back. */
  look(): void;
  /** A pass ended, whoever asked for it. */
  ended(connection: string, error: AppError | undefined): void;
  stop(): void;
}

interface Followed {
  readonly revision: string;
  plan: RefreshPlan;
}

export function createRefresher(deps: RefresherDeps): Refresher {
  const { random = Math.random } = deps;
  const followed = new Map<string, Followed>();
  let everyMs = 0;
  let running = 0;
  let isStarted = false;
  let timer: NodeJS.Timeout | undefined;

  const pace = (): RefreshPace => ({ now: Date.now(), everyMs, chance: random() });
  const plan = (connection: string, one: Followed, next: RefreshPlan): void => {
    const before = one.plan.dueAt;
    one.plan = next;
    if (next.dueAt !== before) tell(connection, next);
  };
  const tell = (connection: string, { dueAt }: RefreshPlan): void =>
    deps.onPlanned(connection, dueAt === undefined ? undefined : new Date(dueAt));

  const followProfiles = (isExpected: (connection: string) => boolean): void => {
    const profiles = new Map(deps.profiles().map((profile) => [profile.name, JSON.stringify(profile)]));
    for (const name of followed.keys()) {
      if (profiles.has(name)) continue;
      followed.delete(name);
      deps.onReplaced(name);
    }
    for (const [name, revision] of profiles) {
      const known = followed.get(name);
      if (known?.revision === revision) continue;
      if (known !== undefined) deps.onReplaced(name);
      const one = { revision, plan: newPlan(pace(), isExpected(name)) };
      followed.set(name, one);
      tell(name, one.plan);
    }
  };
  const followPace = (): void => {
    const now = deps.everyMinutes() * 60_000;
    if (now === everyMs) return;
    everyMs = now;
    for (const [name, one] of followed) plan(name, one, repaced(one.plan, pace()));
  };

  const begin = (name: string, one: Followed): void => {
    one.plan = started(one.plan, Date.now());
    running += 1;
    void deps
      .refresh(name)
      .catch((error: unknown) => {
        deps.onFault(error);
        plan(name, one, ended(one.plan, toAppError(error, 'catalog.sync'), pace()));
      })
      .finally(() => {
        running -= 1;
        if (isStarted) tick();
      });
  };
  const tick = (): void => {
    clearTimeout(timer);
    let next = LONGEST_TICK_MS;
    for (const [name, one] of followed) {
      if (deps.isRunning(name)) continue;
      if (isDue(one.plan, pace())) {
        if (running < PARALLEL) begin(name, one);
      } else if (one.plan.dueAt !== undefined) next = Math.min(next, one.plan.dueAt - Date.now());
    }
    timer = setTimeout(follow, Math.max(next, SHORTEST_TICK_MS));
    timer.unref();
  };
  const followAll = (isExpected: (connection: string) => boolean): void => {
    try {
      followPace();
      followProfiles(isExpected);
    } catch (error) {
      deps.onFault(error);
    }
    tick();
  };
  const follow = (): void => {
    if (isStarted) followAll(() => false);
  };

  return {
    start(isExpected) {
      isStarted = true;
      followAll(isExpected);
    },
    follow,
    look() {
      if (!isStarted) return;
      for (const [name, one] of followed) plan(name, one, looked(one.plan, pace()));
      follow();
    },
    ended(connection, error) {
      const one = followed.get(connection);
      if (one === undefined) return;
      plan(connection, one, ended(one.plan, error, pace()));
    },
    stop() {
      isStarted = false;
      clearTimeout(timer);
    },
  };
}
