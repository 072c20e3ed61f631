/**
 * The catalogue alone, without a service or a page: fills it with sample images through the real writer, and
 * asks it what a person types through the real reader, both threads behind their proxy.
 *
 * Arguments: FOLDER ROWS. Prints one JSON document, `StoreRun`.
 */
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import { type Catalog, openCatalog } from '../../src/main/catalog/index.ts';
import { CATALOG_GROUPINGS, type ImageDocument } from '../../src/shared/model/index.ts';
import { CLOUDS, sampleImage } from './sample-images.ts';
import { typingSessions } from './typing-sessions.ts';

export interface TimedQuery {
  readonly text: string;
  readonly ms: number;
  readonly total: number;
  readonly exact: boolean;
}

export interface StoreRun {
  /** Making the rows, without storing them. */
  readonly generateSeconds: number;
  /** `undefined` where the catalogue was found filled. */
  readonly fillSeconds: number | undefined;
  readonly fileMiB: number;
  /** Of the thread that asks, in milliseconds. */
  readonly loopDelay: { readonly fillMaxMs: number; readonly queryMaxMs: number };
  /** From opening the filled file to the first rows. */
  readonly openMs: number;
  readonly windows: readonly TimedQuery[];
  readonly counts: readonly TimedQuery[];
  readonly scrolls: readonly TimedQuery[];
  readonly groups: readonly TimedQuery[];
  readonly values: readonly TimedQuery[];
  /** Windows asked for while a whole list is read and compared. */
  readonly whileSyncing: readonly TimedQuery[];
  readonly resyncSeconds: number;
  readonly memory: readonly { readonly what: string; readonly mib: number }[];
}

const [folder = '', rowsText = '0'] = process.argv.slice(2);
const rows = Number(rowsText);
const PAGE = 1000;
const LIMIT = 64;
const path = join(folder, `catalog-${rows}.sqlite`);
const FILLED = `${path}.filled`;
const workers = new Set<Worker>();
subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker };
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

// The catalogue's threads keep no process alive on their own, and their statistics come by no call.
const alive = setInterval(() => undefined, 1000);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const open = (): Promise<Catalog> =>
  openCatalog(path, { onNotice: (message) => process.stderr.write(`${message}\n`) });

const generateSeconds = timeGeneration();
const fillSeconds = existsSync(FILLED) ? undefined : await fill();
const fillMaxMs = delay.max / 1e6;
delay.reset();
const opened = performance.now();
const catalog = await open();
await catalog.window({ sort: 'name', direction: 'asc', offset: 0, limit: LIMIT });
const openMs = performance.now() - opened;
const memory = [...(await memoryNow('after the first rows'))];
const windows = await typeSessions(catalog);
const counts = await countAll(catalog, windows);
const scrolls = await scroll(catalog);
const groups = await group(catalog);
const values = await complete(catalog);
memory.push(...(await memoryNow('after all questions')));
const { whileSyncing, resyncSeconds } = await typeWhileSyncing(catalog);
memory.push(...(await memoryNow('after a sync beside them')));
const run: StoreRun = {
  generateSeconds,
  fillSeconds,
  fileMiB: fileMiB(),
  loopDelay: { fillMaxMs, queryMaxMs: delay.max / 1e6 },
  ...{ openMs, windows, counts, scrolls, groups, values, whileSyncing, resyncSeconds, memory },
};
await catalog.close();
clearInterval(alive);
process.stdout.write(JSON.stringify(run));

/** The rows of one cloud, by pages; the clouds share them evenly. */
async function* pagesOf(cloud: number): AsyncGenerator<readonly ImageDocument[]> {
  const [from, to] = [cloud, cloud + 1].map((each) => Math.floor((rows * each) / CLOUDS.length));
  for (let first = from ?? 0; first < (to ?? 0); first += PAGE) {
    const length = Math.min(PAGE, (to ?? 0) - first);
    yield Array.from({ length }, (_, index) => sampleImage(first + index, CLOUDS[cloud] ?? ''));
  }
}

function timeGeneration(): number {
  const sample = Math.min(rows, 20_000);
  const started = performance.now();
  for (let number = 0; number < sample; number += 1) sampleImage(number, 'any');
  return ((performance.now() - started) / 1000 / sample) * rows;
}

async function fill(): Promise<number> {
  const catalog = await open();
  const started = performance.now();
  for (const [cloud, name] of CLOUDS.entries()) await catalog.sync(name, pagesOf(cloud));
  const seconds = (performance.now() - started) / 1000;
  await catalog.close();
  const { writeFile } = await import('node:fs/promises');
  await writeFile(FILLED, String(seconds));
  return seconds;
}

async function timed<Value>(text: string, ask: () => Promise<Value>): Promise<TimedQuery & { value: Value }> {
  const started = performance.now();
  const value = await ask();
  return { text, ms: performance.now() - started, total: 0, exact: true, value };
}

/** One window for each key. A person's pause between keys is left out: nothing gets ahead in it. */
async function typeSessions(catalog: Catalog): Promise<readonly TimedQuery[]> {
  const found: TimedQuery[] = [];
  for (const { texts, sort, direction } of typingSessions(rows)) {
    for (const search of texts) {
      const { ms, value } = await timed(search, () =>
        catalog.window({ search, sort, direction, offset: 0, limit: LIMIT }),
      );
      const order = sort === 'name' && direction === 'asc' ? '' : `  [${sort} ${direction}]`;
      found.push({ text: search + order, ms, total: value.total, exact: value.exact });
    }
  }
  return found;
}

/** What the page asks for after a window that was not counted to its end. */
async function countAll(catalog: Catalog, windows: readonly TimedQuery[]): Promise<readonly TimedQuery[]> {
  const texts = new Set(
    windows.filter(({ exact, text }) => !exact && !text.endsWith(']')).map(({ text }) => text),
  );
  const found: TimedQuery[] = [];
  for (const search of texts) {
    const { ms, value } = await timed(search, () => catalog.count({ search }));
    found.push({ text: search, ms, total: value, exact: true });
  }
  return found;
}

/** Windows all over the list, as the scrollbar asks for them. */
async function scroll(catalog: Catalog): Promise<readonly TimedQuery[]> {
  const found: TimedQuery[] = [];
  for (const sort of ['name', 'sizeBytes', 'updatedAt'] as const) {
    for (let step = 0; step <= 20; step += 1) {
      const offset = Math.floor(((rows - LIMIT) * step) / 20);
      const direction = step % 2 === 0 ? 'asc' : 'desc';
      const { ms, value } = await timed(`${sort} ${direction} at ${offset}`, () =>
        catalog.window({ sort, direction, offset, limit: LIMIT }),
      );
      found.push({ text: `${sort} ${direction} at ${offset}`, ms, total: value.total, exact: value.exact });
    }
  }
  return found;
}

async function group(catalog: Catalog): Promise<readonly TimedQuery[]> {
  const found: TimedQuery[] = [];
  for (const by of CATALOG_GROUPINGS) {
    for (const search of ['', 'tag:golden', 'ubuntu']) {
      const label = `${by}${search === '' ? '' : `, ${search}`}`;
      const { ms, value } = await timed(label, () =>
        catalog.groups({ by, order: 'images', offset: 0, limit: LIMIT, search }),
      );
      found.push({ text: label, ms, total: value.total, exact: true });
    }
  }
  return found;
}

async function complete(catalog: Catalog): Promise<readonly TimedQuery[]> {
  const found: TimedQuery[] = [];
  const asked = [
    ...(['property-key', 'tag', 'owner', 'format', 'status', 'name'] as const).map((of) => ({ of })),
    ...['os_distro', 'team', 'build'].map((key) => ({ of: 'property', key }) as const),
  ];
  for (const source of asked) {
    for (const text of ['', 'u', 'ub']) {
      const label = `${'key' in source ? source.key : source.of}:${text}`;
      const { ms, value } = await timed(label, () => catalog.values({ source, text, limit: 20 }));
      found.push({ text: label, ms, total: value.length, exact: true });
    }
  }
  return found;
}

/** Types while one cloud's whole list is read again: no writing may make a question wait. */
async function typeWhileSyncing(
  catalog: Catalog,
): Promise<{ whileSyncing: readonly TimedQuery[]; resyncSeconds: number }> {
  const [name] = CLOUDS;
  let syncing = true;
  const started = performance.now();
  const done = catalog.sync(name, pagesOf(0)).finally(() => {
    syncing = false;
  });
  const whileSyncing: TimedQuery[] = [];
  for (const { texts, sort, direction } of typingSessions(rows)) {
    for (const search of texts) {
      if (!syncing) break;
      const { ms, value } = await timed(search, () =>
        catalog.window({ search, sort, direction, offset: 0, limit: LIMIT }),
      );
      whileSyncing.push({ text: search, ms, total: value.total, exact: value.exact });
    }
  }
  await done;
  return { whileSyncing, resyncSeconds: (performance.now() - started) / 1000 };
}

/** Resident size of the process, and of it what each thread's heap holds. */
async function memoryNow(when: string): Promise<StoreRun['memory']> {
  const MIB = 1024 ** 2;
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
  const found = [{ what: `process, ${when}`, mib: resident }];
  for (const worker of workers) {
    const { used_heap_size, external_memory } = await worker.getHeapStatistics();
    found.push({
      what: `  thread ${worker.threadId}: heap and buffers`,
      mib: (used_heap_size + external_memory) / MIB,
    });
  }
  return found;
}

function fileMiB(): number {
  const files = readdirSync(folder).filter((name) => name.startsWith(`catalog-${rows}.sqlite`));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1024 ** 2;
}
