import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError, type ErrorCode } from '#shared/errors/index.ts';
import type { ConnectionProfile } from '#shared/model/index.ts';
import { createRefresher, type Refresher } from '../../../../src/main/catalog/sync/refresher.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let profiles: ConnectionProfile[];
let everyMinutes: number;
/** Names in the order in which they were read. */
let reads: string[];
let running: Set<string>;
let replaced: string[];
let planned: Map<string, Date | undefined>;
/** How each reading ends; a code is a failure, `hang` never ends. */
let outcome: (name: string) => ErrorCode | 'ok' | 'hang';
let refresher: Refresher;

function profile(name: string, authUrl = 'https://one.example'): ConnectionProfile {
  return { name, kind: 'glance', settings: { authUrl }, tls: {}, color: 0 };
}
/** Reads without a failure, each a moment long. */
async function refresh(name: string): Promise<void> {
  running.add(name);
  reads.push(name);
  const ends = outcome(name);
  if (ends === 'hang') return new Promise(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 10));
  running.delete(name);
  refresher.ended(name, ends === 'ok' ? undefined : new AppError(ends, 'no', { operation: 'test' }));
}
const start = (isExpected: (name: string) => boolean = () => false) => refresher.start(isExpected);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const readsOf = (name: string) => reads.filter((one) => one === name).length;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
  profiles = [profile('a')];
  everyMinutes = 5;
  reads = [];
  running = new Set();
  replaced = [];
  planned = new Map();
  outcome = () => 'ok';
  refresher = createRefresher({
    profiles: () => profiles,
    everyMinutes: () => everyMinutes,
    isRunning: (name) => running.has(name),
    refresh,
    onReplaced: (name) => replaced.push(name),
    onPlanned: (name, at) => planned.set(name, at),
    onFault: (error) => expect.fail(String(error)),
    random: () => 0.5,
  });
});
afterEach(() => {
  refresher.stop();
  vi.useRealTimers();
});

describe('reading by itself', () => {
  test('begins at once and goes on at the pace of the settings', async () => {
    start();
    await pass(0);
    expect(reads).toEqual(['a']);
    await pass(4 * MINUTE);
    expect(reads).toEqual(['a']);
    await pass(1.1 * MINUTE);
    expect(reads).toEqual(['a', 'a']);
    await pass(50 * MINUTE);
    expect(reads).toHaveLength(12);
  });

  test('says when it reads next', async () => {
    start();
    await pass(SECOND);
    expect(planned.get('a')?.getTime()).toBe(Date.parse('2026-01-01T00:05:00.010Z'));
  });

  test('does not ask all clouds in the same moment', async () => {
    const times = [0, 0.25, 0.999].map((chance) => {
      const paced = createRefresher({
        profiles: () => profiles,
        everyMinutes: () => 10,
        isRunning: () => false,
        refresh: async () => undefined,
        onReplaced: () => undefined,
        onPlanned: (_name, at) => at && found.push(at.getTime() - Date.now()),
        onFault: () => undefined,
        random: () => chance,
      });
      const found: number[] = [];
      paced.start(() => true);
      paced.stop();
      return found[0] ?? 0;
    });
    expect(new Set(times).size).toBe(3);
    for (const time of times) {
      expect(time).toBeGreaterThanOrEqual(9 * MINUTE);
      expect(time).toBeLessThanOrEqual(11 * MINUTE);
    }
  });

  test('reads nothing where that is only done by hand', async () => {
    everyMinutes = 0;
    start();
    refresher.look();
    await pass(600 * MINUTE);
    expect(reads).toEqual([]);
    expect(planned.get('a')).toBeUndefined();
  });

  test('follows a pace that is changed while it runs', async () => {
    start();
    await pass(SECOND);
    everyMinutes = 0;
    await pass(600 * MINUTE);
    expect(reads).toHaveLength(1);
    everyMinutes = 1;
    refresher.follow();
    await pass(2 * SECOND);
    expect(reads).toHaveLength(2);
  });

  test('leaves to others whom they read first', async () => {
    start((name) => name === 'a');
    await pass(MINUTE);
    expect(reads).toEqual([]);
    await pass(5 * MINUTE);
    expect(reads).toEqual(['a']);
  });

  test('never reads what is being read', async () => {
    outcome = () => 'hang';
    start();
    await pass(600 * MINUTE);
    expect(reads).toEqual(['a']);
  });

  test('reads at most four at once', async () => {
    profiles = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => profile(name));
    let most = 0;
    outcome = () => {
      most = Math.max(most, running.size);
      return 'ok';
    };
    start();
    await pass(SECOND);
    expect(most).toBe(4);
    expect(reads).toHaveLength(6);
  });

  test('after the machine slept for hours, reads within half a minute', async () => {
    start();
    await pass(SECOND);
    vi.setSystemTime(Date.now() + 480 * MINUTE);
    await pass(30 * SECOND);
    expect(reads).toHaveLength(2);
  });

  test('is not put off by a clock that is set back', async () => {
    start();
    await pass(SECOND);
    vi.setSystemTime(Date.now() - 30 * 24 * 60 * MINUTE);
    await pass(30 * SECOND);
    expect(reads).toHaveLength(2);
  });

  test('stops', async () => {
    start();
    await pass(SECOND);
    refresher.stop();
    expect(vi.getTimerCount()).toBe(0);
    await pass(60 * MINUTE);
    expect(reads).toHaveLength(1);
  });
});

describe('a service that fails', () => {
  test('is asked again after 30 s, then after twice as long each time, up to an hour', async () => {
    outcome = () => 'UNREACHABLE';
    start();
    const waits: number[] = [];
    for (let last = Date.now(); reads.length < 11; ) {
      const before = reads.length;
      await pass(SECOND);
      if (reads.length === before) continue;
      waits.push(Math.round((Date.now() - last) / SECOND / 10) * 10);
      last = Date.now();
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  test('is asked at the usual pace once it answers', async () => {
    outcome = () => (reads.length < 4 ? 'UNAVAILABLE' : 'ok');
    start();
    await pass(4 * MINUTE);
    expect(reads).toHaveLength(4);
    await pass(4.7 * MINUTE);
    expect(reads).toHaveLength(5);
    outcome = () => 'TIMEOUT';
    await pass(6 * MINUTE);
    expect(reads.length).toBeGreaterThanOrEqual(7);
  });

  test.for(['AUTH_REQUIRED', 'FORBIDDEN', 'TLS_UNTRUSTED'] as const)(
    'with %s waits for a person, and is not hammered',
    async (code) => {
      outcome = () => code;
      start();
      await pass(30 * MINUTE);
      refresher.look();
      await pass(15 * MINUTE);
      expect(reads).toHaveLength(1);
      profiles = [profile('a', 'https://mended.example')];
      refresher.follow();
      await pass(SECOND);
      expect(reads).toHaveLength(2);
    },
  );

  test('in a way that nobody foresaw is told, and asked again like any other', async () => {
    const faults: unknown[] = [];
    refresher = createRefresher({
      profiles: () => profiles,
      everyMinutes: () => everyMinutes,
      isRunning: () => false,
      refresh: async (name) => {
        reads.push(name);
        throw new Error('unforeseen');
      },
      onReplaced: () => undefined,
      onPlanned: () => undefined,
      onFault: (error) => faults.push(error),
      random: () => 0.5,
    });
    start();
    await pass(MINUTE);
    expect(reads).toHaveLength(2);
    expect(faults).toHaveLength(2);
  });

  test('and was then read by hand goes on as if nothing was', async () => {
    outcome = () => 'AUTH_REQUIRED';
    start();
    await pass(MINUTE);
    refresher.ended('a', undefined);
    outcome = () => 'ok';
    await pass(5 * MINUTE);
    expect(reads).toHaveLength(2);
  });
});

describe('when somebody looks', () => {
  test('what is older than a minute is read, what is newer is not', async () => {
    start();
    await pass(30 * SECOND);
    refresher.look();
    await pass(SECOND);
    expect(reads).toHaveLength(1);
    await pass(40 * SECOND);
    refresher.look();
    await pass(SECOND);
    expect(reads).toHaveLength(2);
  });

  test('what waits for another try is tried at once, but not more often than every 10 s', async () => {
    outcome = () => 'UNREACHABLE';
    start();
    await pass(20 * MINUTE);
    const before = reads.length;
    for (let second = 0; second < 20; second += 1) {
      refresher.look();
      await pass(SECOND);
    }
    expect(reads.length - before).toBe(2);
  });
});

describe('a connection', () => {
  test('that is added is read, that is removed is not any more', async () => {
    start();
    await pass(SECOND);
    profiles = [profile('b')];
    await pass(30 * SECOND);
    expect(reads).toEqual(['a', 'b']);
    expect(replaced).toEqual(['a']);
    await pass(20 * MINUTE);
    expect(readsOf('a')).toBe(1);
  });

  test('that is edited is read anew, whatever it waited for', async () => {
    start();
    await pass(SECOND);
    profiles = [profile('a', 'https://two.example')];
    refresher.follow();
    await pass(SECOND);
    expect(reads).toHaveLength(2);
    expect(replaced).toEqual(['a']);
  });
});
