import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CloudBench, openCloudBench } from './cloud-bench.ts';
import { MIB, never } from './harness.ts';

const call = { ...never, operation: 'test' };
const image = { diskFormat: 'qcow2', containerFormat: 'bare' };

let bench: CloudBench;
let proxy: Server;
/** The answers to so many requests that make an image are lost, after the service did it. */
let losses = 0;
let posts = 0;
let path = '';

beforeAll(async () => {
  bench = await openCloudBench(async (dialects, origin) => {
    proxy = await startProxy(origin);
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const behind = (kind: string) => {
      const { endpoint = '', ...rest } = dialects[kind] ?? {};
      return { ...rest, endpoint: endpoint.replace(origin, address) };
    };
    return { ...dialects, djinn: behind('djinn'), fifo: behind('fifo') };
  });
  path = join(bench.folder, 'disk.qcow2');
  const disk = randomBytes(3 * MIB);
  disk.fill(0, 0, 104);
  disk.write('QFI\xfb', 0, 'latin1');
  disk.writeUInt32BE(2, 4);
  disk.writeUInt32BE(16, 20);
  disk.writeBigUInt64BE(BigInt(10 * MIB), 24);
  await writeFile(path, disk);
});
afterAll(async () => {
  await bench.close();
  proxy.closeAllConnections();
  proxy.close();
});
beforeEach(() => {
  losses = 0;
  posts = 0;
});

async function startProxy(origin: string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const makes =
      (method === 'POST' && (url ?? '').includes('/images')) ||
      (method === 'PUT' && /\/datasets\/[^/]+$/.test(url ?? ''));
    const onward = forward(`${origin}${url}`, { method, headers }, (answer) => {
      if (makes) posts += 1;
      if (makes && losses > 0) {
        losses -= 1;
        answer.resume();
        answer.on('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function named(name: string, kind = 'djinn'): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of bench.provider(kind).list({ name }, call)) {
    for (const { image: one } of page) if (one.name === name) found.push(one.id);
  }
  return found;
}

it('an upload to Djinn CI whose answer is lost finds its image: it is sent once', async () => {
  losses = 1;
  const done = await bench.upload('djinn', path, { ...image, name: 'lost' });
  expect(done, done.error?.message).toMatchObject({ state: 'succeeded' });
  expect(await named('lost')).toEqual([done.imageId]);
  expect(posts).toBe(1);
});

it('a copy to Djinn CI whose answer is lost finds its image as well', async () => {
  const { imageId } = await bench.upload('glance', path, { ...image, name: 'original' });
  losses = 1;
  const done = await bench.copy('glance', imageId ?? '', 'djinn', 'copied');
  expect(done, done.error?.message).toMatchObject({ state: 'succeeded' });
  expect(await named('copied')).toEqual([done.imageId]);
  expect(posts).toBe(1);
});

it('a cancel after a lost answer removes the image that was made', async () => {
  losses = 1;
  const { imageId } = await bench.upload('glance', path, { ...image, name: 'origin-of-unwanted' });
  const order = { from: 'glance', id: imageId ?? '', to: 'djinn', name: 'unwanted' };
  const { id } = await bench.service.handlers['transfers.copy'](order, never);
  while (posts === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const done = await bench.service.handlers['transfers.cancel']({ id }, never);
  expect(done).toMatchObject({ state: 'cancelled', error: null });
  expect(await named('unwanted')).toEqual([]);
});

// A dataset does not say when it was made, so it could never be told from somebody else's of the same name.
it('an upload to Project-FiFo whose manifest is not answered goes on with that dataset', async () => {
  losses = 1;
  const done = await bench.upload('fifo', path, { ...image, name: 'unanswered' });
  expect(done, done.error?.message).toMatchObject({ state: 'succeeded' });
  expect(await named('unanswered', 'fifo')).toEqual([done.imageId]);
  expect(posts).toBe(1);
});

it('a cancel after a manifest that was not answered removes the dataset', async () => {
  losses = 1;
  const { imageId } = await bench.upload('glance', path, { ...image, name: 'origin-of-unanswered' });
  const order = { from: 'glance', id: imageId ?? '', to: 'fifo', name: 'unanswered-unwanted' };
  const { id } = await bench.service.handlers['transfers.copy'](order, never);
  while (posts === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const done = await bench.service.handlers['transfers.cancel']({ id }, never);
  expect(done).toMatchObject({ state: 'cancelled', error: null });
  expect(await named('unanswered-unwanted', 'fifo')).toEqual([]);
});

it('a file of the store is registered; to register it again is refused and removes nothing', async () => {
  const { imageId } = await bench.upload('plankton', path, {
    name: 'registered',
    diskFormat: 'diskdump',
    containerFormat: 'bare',
    properties: { argosy_disk_format: 'qcow2' },
  });
  const { raw } = await bench.show('plankton', imageId ?? '');
  const url = String((raw as Record<string, unknown>)['location']);
  await bench.provider('plankton').remove(imageId ?? '', {}, call);
  const source = { method: 'register', url } as const;
  const order = {
    connection: 'plankton',
    source,
    image: { ...image, diskFormat: 'diskdump', name: 'again' },
  };
  const first = await bench.service.handlers['transfers.import'](order, never);
  const done = await bench.service.waitFor(first.id);
  expect(done, done.error?.message).toMatchObject({ state: 'succeeded', imageId, otherEnd: url });
  expect(done.receipt).toMatchObject({ bytes: 3 * MIB, sha256: null });
  // Registered already: refused, and what is there stays.
  const second = await bench.service.handlers['transfers.import'](order, never);
  expect(await bench.service.waitFor(second.id)).toMatchObject({
    state: 'failed',
    error: { code: 'CONFLICT' },
  });
  expect((await bench.show('plankton', imageId ?? '')).image.name).toBe('again');
});
