import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fitImage } from '#shared/model/index.ts';
import { type CloudBench, openCloudBench } from './cloud-bench.ts';
import { MIB, never } from './harness.ts';

const call = { ...never, operation: 'test' };
const SERVICES = ['glance', 'plankton', 'djinn', 'fifo'] as const;

/** Random behind a QCOW2 header, so that all services take it and none can pack it. */
const disk = randomBytes(4 * MIB);
disk.fill(0, 0, 104);
disk.write('QFI\xfb', 0, 'latin1');
disk.writeUInt32BE(2, 4);
disk.writeUInt32BE(16, 20);
disk.writeBigUInt64BE(BigInt(10 * MIB), 24);

let bench: CloudBench;
const ids = new Map<string, string>();
let count = 0;

beforeAll(async () => {
  bench = await openCloudBench();
  const path = join(bench.folder, 'disk.qcow2');
  await writeFile(path, disk);
  for (const kind of SERVICES) {
    const wanted = { name: `original-${kind}`, diskFormat: 'qcow2', containerFormat: 'bare' };
    const { image } = fitImage(wanted, await bench.provider(kind).capabilities(call));
    ids.set(kind, (await bench.upload(kind, path, image)).imageId ?? '');
  }
});
afterAll(() => bench.close());

const SWITCHES = ['cut-download-after', 'cut-upload-after', 'corrupt-download', 'fail-file', 'slow'] as const;
afterEach(() => {
  for (const name of SWITCHES) bench.sandbox.switches.set(name, null);
});

/** Copies under a name of its own; gives the transfer and how many images of that name are there. */
async function copied(from: string, to: string) {
  count += 1;
  const name = `copy-${count}`;
  const done = await bench.copy(from, ids.get(from) ?? '', to, name);
  return { done, left: await named(to, name) };
}

async function named(kind: string, name: string): Promise<number> {
  let found = 0;
  for await (const page of bench.provider(kind).list({ name }, call)) {
    found += page.filter(({ image }) => image.name === name).length;
  }
  return found;
}

describe.each(SERVICES)('a copy to %s', (to) => {
  const from = to === 'glance' ? 'djinn' : 'glance';

  it('whose bytes are cut on their way in is one image in the end', async () => {
    bench.sandbox.switches.setText(`cut-upload-after=${2 * MIB}x1`);
    const { done, left } = await copied(from, to);
    expect(done, done.error?.message).toMatchObject({ state: 'succeeded' });
    expect(left).toBe(1);
  });

  it('whose service has a bad moment is one image in the end', async () => {
    bench.sandbox.switches.setText('fail-file=503x2');
    const { done, left } = await copied(from, to);
    expect(done, done.error?.message).toMatchObject({ state: 'succeeded' });
    expect(left).toBe(1);
  });

  it('that is cancelled leaves nothing', async () => {
    bench.sandbox.switches.setText(`slow=${MIB}`);
    count += 1;
    const name = `copy-${count}`;
    const order = { from, id: ids.get(from) ?? '', to, name };
    const { id } = await bench.service.handlers['transfers.copy'](order, never);
    for (;;) {
      const [now] = (await bench.service.handlers['transfers.list']({}, never)).filter(
        (one) => one.id === id,
      );
      if (now?.phase === 'sending' && now.bytesDone > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    bench.sandbox.switches.set('slow', null);
    const done = await bench.service.handlers['transfers.cancel']({ id }, never);
    expect(done, done.error?.message).toMatchObject({ state: 'cancelled', error: null });
    expect(await named(to, name)).toBe(0);
  });
});

describe.each(SERVICES)('a copy from %s', (from) => {
  const to = from === 'glance' ? 'plankton' : 'glance';

  it('whose bytes are cut on their way out arrives whole', async () => {
    bench.sandbox.switches.setText(`cut-download-after=${2 * MIB}x1`);
    const { done, left } = await copied(from, to);
    expect(done, done.error?.message).toMatchObject({ state: 'succeeded' });
    expect(left).toBe(1);
  });
});

// Djinn CI tells no hash, so nobody can know there.
describe.each(['glance', 'plankton', 'fifo'])('a copy from %s', (from) => {
  it.each(['glance', 'djinn'])('whose bytes were changed on the way becomes no image of %s', async (to) => {
    bench.sandbox.switches.setText(`corrupt-download=${3 * MIB}`);
    const { done, left } = await copied(from, to);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' } });
    expect(left).toBe(0);
  });
});
