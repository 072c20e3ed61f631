import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { type Harness, MIB, never, startHarness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const webDownload = (url: string) => ({ method: 'web-download', url }) as const;
const cancel = (id: string): Promise<Transfer> => harness.service.handlers['transfers.cancel']({ id }, never);

describe('a cancel leaves nothing', () => {
  it('while an upload sends', async () => {
    harness = await startHarness();
    harness.server.faults.stallUploadAfter = 1000;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase }) => phase === 'sending');
    expect(await cancel(id)).toMatchObject({ state: 'cancelled', error: null, imageId: null });
    expect(harness.server.images.size).toBe(0);
  });

  it('while the service works', async () => {
    harness = await startHarness();
    harness.server.faults.workingPolls = 1000;
    const { path } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase }) => phase === 'server-processing');
    expect((await cancel(id)).state).toBe('cancelled');
    expect(harness.server.images.size).toBe(0);
  });

  it('while an upload waits for its next try', async () => {
    harness = await startHarness({ tuning: { firstRetryMs: 60_000 } });
    harness.server.faults.cutUploads = [1000];
    const { path } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ retryAt }) => retryAt !== null);
    expect((await cancel(id)).state).toBe('cancelled');
    expect(harness.server.images.size).toBe(0);
  });

  it('while an upload is inspected: the service is never asked', async () => {
    const pageFiles = {
      open: async () => new Readable({ read: () => undefined }),
    };
    harness = await startHarness({ pageFiles });
    const grant = harness.grants.page({ fileName: 'disk.img', sizeBytes: MIB });
    const image = { name: 'image', diskFormat: 'raw', containerFormat: 'bare' };
    const { id } = await harness.service.handlers['transfers.upload'](
      { connection: 'cloud', grant, image },
      never,
    );
    await harness.until(id, ({ phase }) => phase === 'inspecting');
    expect((await cancel(id)).state).toBe('cancelled');
    expect(harness.server.requests).toEqual([]);
  });

  it('while queued', async () => {
    harness = await startHarness({ limit: 1 });
    harness.server.faults.stallUploadAfter = 1000;
    const { path } = await harness.file('disk.img', MIB);
    await harness.upload(path);
    const { id } = await harness.upload(path);
    expect((await cancel(id)).state).toBe('cancelled');
  });

  it('while a download receives, and a retry begins anew', async () => {
    harness = await startHarness();
    harness.server.faults.pauseMs = 5;
    const { id: image } = harness.server.add('image', randomBytes(3 * MIB));
    const { id } = await harness.download(image);
    await harness.until(id, ({ bytesDone }) => bytesDone > MIB);
    expect((await cancel(id)).state).toBe('cancelled');
    expect(await harness.files()).toEqual([]);
    harness.server.faults.pauseMs = 0;
    await harness.service.handlers['transfers.retry']({ id }, never);
    expect((await harness.service.waitFor(id)).receipt?.hash?.verified).toBe(true);
  });

  it('of a paused download', async () => {
    harness = await startHarness();
    harness.server.faults.pauseMs = 5;
    const { id: image } = harness.server.add('image', randomBytes(3 * MIB));
    const { id } = await harness.download(image);
    await harness.until(id, ({ bytesDone }) => bytesDone > MIB);
    await harness.service.handlers['transfers.pause']({ id }, never);
    expect((await cancel(id)).state).toBe('cancelled');
    expect(await harness.files()).toEqual([]);
  });

  it('of an import', async () => {
    harness = await startHarness();
    harness.server.faults.workingPolls = 1000;
    const image = { name: 'image', diskFormat: 'raw', containerFormat: 'bare' };
    const source = webDownload('https://user:secret@example.org/disk.img?token=x');
    const order = { connection: 'cloud', source, image };
    const { id, otherEnd } = await harness.service.handlers['transfers.import'](order, never);
    expect(otherEnd).toBe('https://example.org/disk.img');
    await harness.until(id, ({ imageId }) => imageId !== null);
    expect((await cancel(id)).state).toBe('cancelled');
    expect(harness.server.images.size).toBe(0);
  });

  it('as soon as the service can be reached again, and says so until then', async () => {
    harness = await startHarness();
    harness.server.faults.stallUploadAfter = 1000;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase }) => phase === 'sending');
    harness.server.faults.unreachable = true;
    const { state, error } = await cancel(id);
    expect(state).toBe('cancelled');
    expect(error?.message).toContain([...harness.server.images.keys()][0]);
    harness.server.faults.unreachable = false;
    await harness.reopen();
    await harness.until(id, (transfer) => transfer.error?.hint?.includes('removed now') ?? false);
    expect(harness.server.images.size).toBe(0);
  });
});

it('an import ends with a receipt that claims nothing of bytes that never passed here', async () => {
  harness = await startHarness();
  harness.server.faults.workingPolls = 2;
  const image = { name: 'image', diskFormat: 'raw', containerFormat: 'bare' };
  const order = { connection: 'cloud', source: webDownload('https://example.org/disk.img'), image };
  const { id } = await harness.service.handlers['transfers.import'](order, never);
  const done = await harness.service.waitFor(id);
  expect(done).toMatchObject({ state: 'succeeded', receipt: { sha256: null, hash: { verified: false } } });
});
