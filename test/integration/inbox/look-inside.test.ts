import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { makeQcow2 } from '../../support/images.ts';
import { GlanceClient, partnerProject } from '../sandbox/client.ts';
import { openBench } from './bench.ts';
import { startCountingProxy } from './counting-proxy.ts';

const MIB = 1024 ** 2;
let bench: Awaited<ReturnType<typeof openBench>>;
let proxy: Awaited<ReturnType<typeof startCountingProxy>>;
let folder: string;
let large: Buffer;
let overlay: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-look-'));
  large = readFileSync(await makeQcow2(join(folder, 'large.qcow2'), { virtualMiB: 2048, dataMiB: 24 }));
  execFileSync('qemu-img', [
    ...['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', 'large.qcow2', join(folder, 'overlay.qcow2')],
  ]);
  overlay = readFileSync(join(folder, 'overlay.qcow2'));
  bench = await openBench();
  proxy = await startCountingProxy(bench.sandbox.url);
  await bench.connect('theirs', 'glance', {
    ...{ username: 'partner', project: 'partner', endpoint: `${proxy.url}/image` },
  });
  await bench.quiet();
});
afterAll(async () => {
  await bench?.close();
  await proxy?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => bench.sandbox.switches.reset());

/** An image of demo's that waits for partner's answer. */
async function pending(bytes: Buffer, fields: object = {}): Promise<string> {
  const owner = await GlanceClient.signIn(bench.sandbox, 'demo');
  const all = { name: 'offered', visibility: 'shared', disk_format: 'qcow2', ...fields };
  const id = await owner.createActive(new Uint8Array(bytes), all);
  await owner.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
  await bench.call('inbox.refresh', {});
  bench.forget();
  proxy.forget();
  return id;
}

const look = (id: string, signal?: AbortSignal) =>
  bench.call('images.inspect', { connection: 'theirs', id }, signal);

describe('looking inside an image that waits for an answer', () => {
  test('reads the headers of a real qcow2 with two requests, and takes little of it', async () => {
    const id = await pending(large);
    const { value } = await look(id);
    expect(value).toMatchObject({
      ...{ format: 'qcow2', subformat: 'v3', virtualSizeBytes: 2048 * MIB, sizeBytes: large.length },
      ...{ backingFile: null, minDiskGb: 2 },
    });
    expect(bench.requests()).toEqual([
      `GET /image/v2/images/${id}`,
      `GET /image/v2/images/${id}/file`,
      `GET /image/v2/images/${id}/file`,
    ]);
    // The first MiB, the end, and what was on its way when the answer was given up.
    expect(proxy.bytes()).toBeLessThan(6 * MIB);
    expect(large.length).toBeGreaterThan(20 * MIB);
    // It is in no list: looking at it is no acceptance.
    await expect(bench.call('catalog.show', { connection: 'theirs', id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('sees that it needs another file, and that it is not what it is said to be', async () => {
    const id = await pending(overlay, { disk_format: 'raw' });
    const { value } = await look(id);
    expect(value.backingFile).toBe('large.qcow2');
    expect(value.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['backing-file', 'disk-format-contradicted']),
    );
  });

  test('is kept for when there is no service, until the image has other bytes', async () => {
    const id = await pending(overlay);
    const looked = await look(id);
    bench.forget();
    const kept = await bench.call('catalog.inspection', { connection: 'theirs', id });
    expect(kept?.value).toEqual(looked.value);
    expect(bench.requests()).toEqual([]);
    const other = await pending(overlay);
    expect(await bench.call('catalog.inspection', { connection: 'theirs', id: other })).toBeNull();
    await bench.call('members.answer', { connection: 'theirs', id, status: 'accepted' });
    expect((await bench.call('catalog.inspection', { connection: 'theirs', id }))?.value).toEqual(
      kept?.value,
    );
  });

  test.each([
    ['no-range', 'answers with the whole from the first byte on'],
    ['range-whole-206', 'says that it answers with a part and does not'],
  ])('tells what the first MiB tells where a service %s', async (name) => {
    const id = await pending(large);
    bench.sandbox.switches.setText(`${name}=on`);
    const { value } = await look(id);
    expect(value).toMatchObject({ format: 'qcow2', virtualSizeBytes: 2048 * MIB, sizeBytes: large.length });
    // The sandbox notes an answer that was given up when its socket is closed.
    await eventually(() => expect(bench.bytes()).toHaveLength(2));
    expect(proxy.bytes()).toBeLessThan(8 * MIB);
  });

  test('says so where the headers lead beyond what can be read', async () => {
    const raw = Buffer.concat([randomBytes(3 * MIB)]);
    const id = await pending(raw, { disk_format: 'raw' });
    bench.sandbox.switches.setText('no-range=on');
    bench.sandbox.switches.setText('no-content-length=on');
    const { value } = await look(id);
    expect(value).toMatchObject({ format: 'raw', sizeBytes: raw.length });
  });

  test('reads a small or packed image whole with one request', async () => {
    const id = await pending(gzipSync(overlay), { container_format: 'bare' });
    const { value } = await look(id);
    expect(value).toMatchObject({ wrapper: 'gzip', format: 'qcow2' });
    expect(bench.bytes()).toHaveLength(1);
  });
});

describe('where nothing can be read', () => {
  test('a deactivated image says that it is', async () => {
    const id = await pending(overlay);
    const admin = await GlanceClient.signIn(bench.sandbox, 'admin');
    await admin.call('POST', `/v2/images/${id}/actions/deactivate`);
    await expect(look(id)).rejects.toMatchObject({
      ...{ code: 'FORBIDDEN', message: expect.stringContaining('deactivated') },
    });
  });

  test('an image without bytes says that it has none yet', async () => {
    const { empty = '' } = await bench.share('empty');
    await expect(look(empty)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('a service that gives no bytes is not asked', async () => {
    await bench.connect('compute', 'nova');
    await eventually(() => expect(bench.requests().length).toBeGreaterThan(0));
    await bench.call('catalog.sync', { connections: ['compute'] });
    bench.forget();
    await expect(bench.call('images.inspect', { connection: 'compute', id: 'x' })).rejects.toMatchObject({
      ...{ code: 'UNSUPPORTED', message: expect.stringContaining('Glance') },
    });
    expect(bench.requests()).toEqual([]);
  });

  test('a person who waits no more ends it', async () => {
    const id = await pending(large);
    bench.sandbox.switches.setText('slow=20000');
    const given = new AbortController();
    const looking = look(id, given.signal);
    await eventually(() => expect(proxy.bytes()).toBeGreaterThan(2000));
    given.abort();
    await expect(looking).rejects.toMatchObject({ code: 'CANCELLED' });
    await eventually(() => expect(bench.bytes()).toMatchObject([{ isComplete: false }]));
  });
});
