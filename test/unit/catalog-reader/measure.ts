import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CatalogQuery } from '#shared/model/index.ts';
import { createReader } from '../../../src/main/catalog/reader/create-reader.ts';
import { realisticImages } from './realistic-images.ts';
import { createRowWriter } from './write-rows.ts';

// Times questions to a catalogue of so many images: node test/unit/catalog-reader/measure.ts [images] [file]
// A file that is named is kept, and used as it is if it is there already.

const SEARCHES = [
  ...['', 'l', 'li', 'linux', 'linux x86_64', 'ubuntu', 'ubuntu-20', 'rocky gpu node', 'zzzqqq', 'zq', 'q'],
  ...[
    'a1b2',
    'name:gpu',
    'name:zz',
    'tag:golden',
    'tag:*old*',
    'property.os_distro:debian',
    '-linux',
    '-zzz',
  ],
  ...[
    'status:failed',
    'size:>2G format:raw',
    'updated:<365d -hidden',
    'cloud:alpha owner:a linux',
    'os_hash:ab1',
  ],
  ...['id:00', 'build_url', 'ci.example.org/builds/12345', 'property.hw_disk_bus:*rtio', 'windows -golden'],
];
const SORTS = ['name', 'sizeBytes', 'updatedAt', 'owner', 'connection', 'id'] as const;

const images = Number(process.argv[2] ?? 100_000);
const named = process.argv[3];
const folder = named === undefined ? mkdtempSync(join(tmpdir(), 'argosy-reader-')) : undefined;
const path = named ?? join(folder ?? '', 'catalog.sqlite');
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const writer = createRowWriter(path);
const [found] = writer.database.prepare('SELECT count(*) AS images FROM images').all();
if (found?.['images'] === 0) {
  writer.fill(realisticImages(['alpha', 'beta', 'gamma', 'delta'], images));
  print(`filled with ${images} images`);
}
writer.close();

async function timed<Value>(action: () => Promise<Value>): Promise<readonly [number, Value]> {
  // The processor's time, so that what else the machine does is not measured.
  const before = process.threadCpuUsage();
  const value = await action();
  const { user, system } = process.threadCpuUsage(before);
  return [(user + system) / 1000, value];
}
const ms = (value: number): string => value.toFixed(1).padStart(8);

const reader = createReader(new DatabaseSync(path, { readOnly: true }));
const query: CatalogQuery = { sort: 'name', direction: 'asc', offset: 0, limit: 100 };
print(`${ms((await timed(() => reader.window(query)))[0])} ms from opening to the first rows`);
for (const sort of SORTS) {
  print(`${ms((await timed(() => reader.window({ ...query, sort })))[0])} ms first list by ${sort}`);
}
const times: number[] = [];
for (const sort of SORTS) {
  for (const search of SEARCHES) {
    const direction = times.length % 2 === 0 ? 'asc' : 'desc';
    const [time, { total, exact }] = await timed(() => reader.window({ ...query, sort, direction, search }));
    times.push(time);
    if (sort === 'name' || time > 16) {
      const counted = await timed(() => reader.count({ search }));
      const count = `${ms(counted[0])} ms to count ${counted[1]}`;
      print(`${ms(time)} ms ${sort} ${JSON.stringify(search)} ${exact ? '' : 'at least '}${total}${count}`);
    }
  }
}
times.sort((one, other) => one - other);
const at = (part: number): string => ms(times[Math.floor(times.length * part)] ?? 0);
print(`${times.length} lists: median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} ms`);
for (const by of ['distribution', 'owner', 'hash'] as const) {
  for (const round of ['first', 'again']) {
    const [time, { total }] = await timed(() => reader.groups({ by, order: 'images', offset: 0, limit: 50 }));
    print(`${ms(time)} ms ${total} groups by ${by}, ${round}`);
  }
}
for (const kind of ['tag', 'owner', 'name'] as const) {
  print(
    `${ms((await timed(() => reader.values({ source: { of: kind }, text: '', limit: 20 })))[0])} ms values of ${kind}`,
  );
}
const memory = process.memoryUsage();
print(`${Math.round(memory.arrayBuffers / 1e6)} MB in arrays, ${Math.round(memory.rss / 1e6)} MB in all`);
if (folder !== undefined) rmSync(folder, { recursive: true });
process.exit();
