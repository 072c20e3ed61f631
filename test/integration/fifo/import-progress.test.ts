import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { newImage } from '#shared/contract/index.ts';
import type { Transfer } from '#shared/model/index.ts';
import { type CloudBench, openCloudBench } from '../../faults/transfers/cloud-bench.ts';
import { never } from '../../faults/transfers/harness.ts';
import { serveDataset, sha1 } from './fifo-rig.ts';

const bytes = randomBytes(200_000);
const IMAGE = { name: 'disk', diskFormat: 'raw', containerFormat: 'bare' };

let bench: CloudBench;
beforeAll(async () => {
  bench = await openCloudBench();
});
afterEach(() => bench.sandbox.switches.reset());
afterAll(() => bench.close());

/** The address of a dataset with more in its manifest. */
async function served(more: object): Promise<string> {
  const id = randomUUID();
  const { server, url } = await serveDataset(id, bytes, more);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${url}/images/${id}`;
}

/** Imports it slowly, and gives the pictures that were sent out while the service was at it. */
async function imported(url: string): Promise<readonly Transfer[]> {
  bench.sandbox.switches.set('import-delay-ms', 150);
  bench.sandbox.switches.set('slow', bytes.byteLength * 2);
  const order = {
    connection: 'fifo',
    source: { method: 'web-download', url },
    image: newImage.parse(IMAGE),
  } as const;
  const { id } = await bench.service.handlers['transfers.import'](order, never);
  const done = await bench.service.waitFor(id);
  expect(done, done.error?.message).toMatchObject({ state: 'succeeded', phase: null, service: null });
  return bench.snapshots.filter((transfer) => transfer.id === id);
}

function fractions(transfers: readonly Transfer[]): readonly number[] {
  return transfers.flatMap(({ service }) => (service?.fraction == null ? [] : [service.fraction]));
}

describe('an import by Project-FiFo', () => {
  test('of unknown size is told in its own word and share, and in no bytes', async () => {
    const seen = await imported(await served({ files: [{ sha1: sha1(bytes), compression: 'gzip' }] }));
    const told = seen.filter(({ service }) => service !== null);
    expect(told.map(({ service }) => service?.word)).toEqual(told.map(() => 'importing'));
    expect(told.every(({ phase }) => phase === 'server-processing')).toBe(true);
    expect(told.every(({ bytesDone, bytesTotal }) => bytesDone === 0 && bytesTotal === null)).toBe(true);
    // Not begun for as long as the service waits, then on its way.
    expect(fractions(seen)[0]).toBe(0);
    expect(fractions(seen).some((fraction) => fraction > 0 && fraction < 1)).toBe(true);
    expect(fractions(seen)).toEqual(fractions(seen).toSorted((a, b) => a - b));
  });

  test('of known size is told in bytes as well', async () => {
    const seen = await imported(await served({ image_size: 4 }));
    const told = seen.filter(({ service }) => service !== null);
    const onTheWay = told.find(({ service }) => (service?.fraction ?? 0) > 0);
    expect(onTheWay).toMatchObject({ bytesTotal: 4 * 1_048_576, service: { word: 'importing' } });
    expect(onTheWay?.bytesDone).toBeGreaterThan(0);
  });

  test('leaves nothing of the service in the journal', async () => {
    await imported(await served({ files: [{ sha1: sha1(bytes), compression: 'gzip' }] }));
    const home = join(bench.folder, 'home');
    const names = await readdir(home, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { name, parentPath } of files) {
      expect(await readFile(join(parentPath, name), 'utf8')).not.toMatch(/"service"|"fraction"|importing/);
    }
  });
});

test('an import by Glance is told in its own word, without a share that nobody said', async () => {
  bench.sandbox.switches.set('import-delay-ms', 200);
  const url = (await served({})).concat('/file');
  const order = {
    connection: 'glance',
    source: { method: 'web-download', url },
    image: newImage.parse(IMAGE),
  } as const;
  const { id } = await bench.service.handlers['transfers.import'](order, never);
  const done = await bench.service.waitFor(id);
  expect(done, done.error?.message).toMatchObject({ state: 'succeeded', service: null });
  const told = bench.snapshots.flatMap((transfer) =>
    transfer.id === id && transfer.service !== null ? [transfer.service] : [],
  );
  expect(told.map(({ word }) => word)).toContain('importing');
  expect(told.every(({ fraction }) => fraction === null)).toBe(true);
});
