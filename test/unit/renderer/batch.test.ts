import { afterEach, describe, expect, test, vi } from 'vitest';
import { toastQueue } from '../../../src/renderer/src/app/toast-queue.ts';
import {
  beginPace,
  secondsLeft,
  speedOf,
  withSettled,
} from '../../../src/renderer/src/features/batch/batch-pace.ts';
import {
  type BatchState,
  batchReason,
  cancelBatch,
  doRemaining,
  putBatchAway,
  repeatFailed,
  runBatch,
  useBatchStore,
} from '../../../src/renderer/src/features/batch/batch-store.ts';
import {
  batchText,
  failuresOf,
  paceWords,
  progressWords,
  spokenWords,
} from '../../../src/renderer/src/features/batch/batch-words.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const items = (count: number, connection = 'lab') =>
  Array.from({ length: count }, (_, index) => ({
    key: `${connection}/${index}`,
    connection,
    name: `image-${index}`,
  }));
const batch = (): BatchState => {
  const held = useBatchStore.getState().batch;
  if (held === undefined) throw new Error('There is no batch.');
  return held;
};
const refusal = () => new AppError('FORBIDDEN', 'The policy forbids it.', { operation: 'images.edit' });
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const order = { title: 'Changing images', operation: 'images.edit' };

afterEach(() => {
  putBatchAway();
  vi.useRealTimers();
});

describe('a batch', () => {
  test('does every item, and one that fails stops no other', async () => {
    const ended: number[] = [];
    await runBatch({
      ...order,
      items: items(20),
      work: async ({ key }) => {
        if (key === 'lab/3') throw refusal();
      },
      onEnd: (done) => ended.push(done.length),
    });
    expect(batch().done.size).toBe(19);
    expect([...batch().failed.keys()]).toEqual(['lab/3']);
    expect(batch().running).toBe(false);
    expect(ended).toEqual([19]);
    expect(progressWords(batch())).toBe('19 of 20 done, 1 failed');
  });

  test('repeats only what failed', async () => {
    const asked: string[] = [];
    const ended: string[][] = [];
    let refuses = true;
    await runBatch({
      ...order,
      items: items(6),
      work: async ({ key }) => {
        asked.push(key);
        if (refuses && (key === 'lab/1' || key === 'lab/4')) throw refusal();
      },
      onEnd: (done) => ended.push(done.map(({ key }) => key)),
    });
    asked.length = 0;
    refuses = false;
    await repeatFailed();
    expect(asked).toEqual(['lab/1', 'lab/4']);
    expect(batch().failed.size).toBe(0);
    expect(progressWords(batch())).toBe('All 6 done');
    expect(ended).toEqual([
      ['lab/0', 'lab/2', 'lab/3', 'lab/5'],
      ['lab/0', 'lab/1', 'lab/2', 'lab/3', 'lab/4', 'lab/5'],
    ]);
  });

  test('after a cancelling lets what runs end, begins nothing more, and does the remaining when told', async () => {
    const waiting: (() => void)[] = [];
    const running = runBatch({
      ...order,
      items: items(10),
      work: () => new Promise<void>((resolve) => waiting.push(resolve)),
    });
    expect(waiting.length).toBe(4);
    waiting[0]?.();
    await turn();
    expect(waiting.length).toBe(5);
    cancelBatch();
    expect(batch().running).toBe(true);
    expect(paceWords(batch())).toBe('ending what has begun');
    for (const end of waiting) end();
    await running;
    expect(waiting.length).toBe(5);
    expect(progressWords(batch())).toBe('5 of 10 done, 5 left alone');
    const rest = doRemaining();
    expect(waiting.length).toBe(9);
    while (batch().running) {
      for (const end of waiting) end();
      await turn();
    }
    await rest;
    expect(waiting.length).toBe(10);
    expect(batch().cancelled).toBe(false);
    expect(progressWords(batch())).toBe('All 10 done');
  });

  test('has lanes of its own for each cloud: a slow one holds up no other', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let atOnce = 0;
    let most = 0;
    const running = runBatch({
      ...order,
      items: [...items(8, 'slow'), ...items(30, 'fast')],
      work: async ({ connection }) => {
        if (connection === 'fast') return;
        atOnce += 1;
        most = Math.max(most, atOnce);
        await gate;
        atOnce -= 1;
      },
    });
    await turn();
    expect([...batch().done].filter((key) => key.startsWith('fast/')).length).toBe(30);
    expect(atOnce).toBe(4);
    release();
    await running;
    expect(most).toBe(4);
    expect(batch().done.size).toBe(38);
  });

  test('runs alone: another is refused with the reason, and the first goes on', async () => {
    let release: () => void = () => undefined;
    const first = runBatch({
      ...order,
      items: items(1),
      work: () => new Promise<void>((resolve) => (release = resolve)),
    });
    expect(batchReason()).toBe('Changing images: wait until it is done, or cancel it');
    await expect(runBatch({ ...order, items: items(1), work: async () => undefined })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    putBatchAway();
    expect(batch().running).toBe(true);
    release();
    await first;
    expect(batchReason()).toBeUndefined();
  });

  test('is not upset by work that throws at once, by what is no error, or by whoever is told of its end', async () => {
    const thrown: readonly unknown[] = [
      undefined,
      'text',
      { message: 7 },
      new TypeError('x is not a function'),
    ];
    await runBatch({
      ...order,
      items: items(4),
      work: ({ key }) => {
        throw thrown[Number(key.split('/')[1])];
      },
      onEnd: () => {
        throw new Error('nobody listens');
      },
    });
    expect([...batch().failed.values()].map(({ code }) => code)).toEqual(Array(4).fill('INTERNAL'));
    expect(batch().running).toBe(false);
    expect(toastQueue.visibleToasts.some(({ content }) => content.tone === 'bad')).toBe(true);
  });

  test('of ten thousand is told of a few times a second, not ten thousand times', async () => {
    let told = 0;
    const stop = useBatchStore.subscribe(() => {
      told += 1;
    });
    const before = performance.now();
    const tookMs = await cpuMsOf(() =>
      runBatch({ ...order, items: items(10_000), work: () => Promise.resolve() }),
    );
    const seconds = (performance.now() - before) / 1000;
    stop();
    expect(batch().done.size).toBe(10_000);
    expect(told).toBeLessThanOrEqual(3 + 5 * seconds);
    expect(tookMs).toBeLessThan(2000);
  });
});

describe('the words of a batch', () => {
  test('hostile answers are shown for what they are, and cut', async () => {
    await runBatch({
      ...order,
      items: [{ key: 'k', connection: 'lab', name: 'a\u202Eb\n' }],
      work: async () => {
        throw new AppError('UNAVAILABLE', `<h1>\u0007${'x'.repeat(9000)}`, { operation: 'images.edit' });
      },
    });
    const [failure] = failuresOf(batch());
    expect(failure?.title).toBe('Service down');
    expect(failure?.reason.startsWith('<h1>⟨U+0007⟩xxx')).toBe(true);
    expect(failure?.reason.length).toBeLessThan(410);
    const [first, line] = batchText(batch()).split('\n');
    expect(first).toBe('Changing images: 0 of 1 done, 1 failed');
    expect(line?.startsWith('failed\ta⟨U+202E⟩b⟨LF⟩\tlab\t<h1>')).toBe(true);
  });

  test('as text every item has its outcome', async () => {
    await runBatch({
      ...order,
      items: items(4),
      work: async ({ key }) => {
        if (key === 'lab/1') throw refusal();
        if (key === 'lab/2') cancelBatch();
      },
    });
    expect(batchText(batch())).toBe(
      [
        'Changing images: 2 of 4 done, 1 failed, 1 left alone',
        'failed\timage-1\tlab\tThe policy forbids it. Your role in this project does not permit it.',
        'done\timage-0\tlab',
        'done\timage-2\tlab',
        'left alone\timage-3\tlab',
      ].join('\n'),
    );
  });

  test('aloud: the beginning, every quarter and the end', () => {
    const state = (done: number, running = true): BatchState => ({
      ...order,
      items: items(200),
      done: new Set(items(done).map(({ key }) => key)),
      failed: new Map(),
      running,
      cancelled: false,
      pace: beginPace(0, 200),
    });
    const said = Array.from({ length: 200 }, (_, done) => spokenWords(state(done)));
    expect([...new Set(said)]).toEqual([
      'Changing images',
      'Changing images: 25 percent',
      'Changing images: 50 percent',
      'Changing images: 75 percent',
    ]);
    expect(spokenWords(state(200, false))).toBe('Changing images: All 200 done');
  });

  test('the speed is that of the last seconds', () => {
    let pace = beginPace(0, 1000);
    expect(speedOf(pace)).toBeUndefined();
    expect(secondsLeft(pace)).toBeNull();
    for (let ms = 100; ms <= 5_000; ms += 100) pace = withSettled(pace, ms);
    expect(speedOf(pace)).toBeCloseTo(10);
    for (let ms = 5_050; ms <= 10_000; ms += 50) pace = withSettled(pace, ms);
    expect(speedOf(pace)).toBeCloseTo(20, 0);
    const state = { running: true, cancelled: false, pace } as BatchState;
    expect(paceWords(state)).toBe('20 a second, 43 s left');
  });
});
