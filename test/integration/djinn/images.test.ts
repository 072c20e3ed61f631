import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { qcow2, qemuType } from '../sandbox/djinn-client.ts';
import { type Bench, call, imagesOf, startBench, upload } from './bench.ts';

let bench: Bench;
let provider: ImageProvider;
let files: Server;
beforeAll(async () => {
  bench = await startBench('empty');
  provider = bench.connect();
  files = createServer((request, response) => {
    const type = request.url === '/page' ? 'text/html' : qemuType;
    response.writeHead(200, { 'content-type': type });
    response.end(request.url === '/junk' ? 'no image at all' : qcow2(5000));
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
});
afterEach(() => bench.sandbox.switches.reset());
afterAll(async () => {
  files.close();
  await bench.close();
});
const address = (path: string, login = '') =>
  `http://${login}127.0.0.1:${(files.address() as AddressInfo).port}${path}`;
const image = (name: string) => ({ name, diskFormat: 'qcow2', containerFormat: 'bare' });

describe('a list of some pages', () => {
  it('has every image once, with and without the bugs of its search', async () => {
    for (let at = 10; at < 62; at += 1) await bench.demo.create(`name=many-${at}`, qcow2(64));
    for (const broken of [true, false]) {
      bench.sandbox.switches.set('djinn-search-bug', broken);
      const names = (await imagesOf(provider)).map(({ name }) => name);
      expect(names).toHaveLength(52);
      expect(new Set(names).size).toBe(52);
      expect((await imagesOf(provider, { name: 'many-3' })).length).toBe(0);
      expect((await imagesOf(provider, { name: 'many-33' })).map(({ name }) => name)).toEqual(['many-33']);
    }
    bench.gateway.seen.length = 0;
    await imagesOf(provider, { name: 'many-33' });
    expect(bench.gateway.seen).toEqual(['GET /djinn/images?search=many-33']);
    bench.gateway.seen.length = 0;
    await imagesOf(provider);
    expect(bench.gateway.seen).toEqual(
      ['', '?page=2', '?page=3'].map((query) => `GET /djinn/images${query}`),
    );
    for (const { id } of await imagesOf(provider)) await provider.remove(id, {}, call);
    expect(await imagesOf(provider)).toEqual([]);
  });

  it('is that of the connection’s namespace, for who is in it and who is not', async () => {
    const inside = await upload(bench.connect('demo', { namespace: 'lab' }), 'inside', qcow2());
    const outside = await upload(provider, 'outside', qcow2());
    const listed = async (who: 'demo' | 'partner', namespace: string) =>
      (await imagesOf(bench.connect(who, { namespace }))).map(({ name, status, owner, visibility }) => [
        name,
        status,
        owner,
        visibility,
      ]);
    expect(await listed('demo', 'lab')).toEqual([['inside', 'ready', 'demo', 'private']]);
    await expect(listed('partner', 'lab@demo')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listed('demo', 'nowhere')).toEqual([]);
    await provider.remove(inside, {}, call);
    await provider.remove(outside, {}, call);
  });

  it('of somebody else’s public namespace is completed', async () => {
    const seeded = await startBench();
    try {
      const stranger = seeded.connect('partner', { namespace: 'library@admin' });
      const found = (await imagesOf(stranger)).find(({ name }) => name === 'Ubuntu 24.04 LTS');
      expect(found).toMatchObject({ status: 'ready', owner: 'admin', visibility: 'public' });
      await expect(stranger.remove(found?.id ?? '', {}, call)).rejects.toMatchObject({
        code: 'FORBIDDEN',
        hint: /owner and the collaborators/,
      });
    } finally {
      await seeded.close();
    }
  });
});

describe('an image that the service fetches', () => {
  const started = async (name: string, url: string) =>
    (await provider.beginImport(image(name), { method: 'web-download', url }, call)).imageId ?? '';
  const finished = async (id: string) => {
    for (;;) {
      const progress = await provider.pollProgress(id, call);
      if (progress.state !== 'working') return progress;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('is queued, then runs, then is done; its bytes are not there before', async () => {
    bench.sandbox.switches.set('djinn-download-delay-ms', 250);
    const id = await started('fetched', address('/good'));
    expect((await provider.show(id, call)).image).toMatchObject({
      status: 'waiting',
      serviceStatus: 'queued',
    });
    await expect(provider.openDownload(id, 0, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /fetching of them is queued/,
    });
    await expect
      .poll(async () => (await provider.pollProgress(id, call)).document.image.serviceStatus)
      .toBe('running');
    const { state, document, bytesDone } = await finished(id);
    expect([state, document.image.status, document.image.sizeBytes, bytesDone]).toEqual([
      'done',
      'ready',
      5000,
      5000,
    ]);
  });

  it.each([
    ['a page', '/page', /exactly this type, without a charset/],
    ['junk under the right type', '/junk', /is no QCOW2 image/],
  ])('fails for %s', async (_what, path, reason) => {
    const id = await started(`from${path.replace('/', '-')}`, address(path));
    expect(await finished(id)).toMatchObject({ state: 'failed', reason: expect.stringMatching(reason) });
    await provider.remove(id, {}, call);
  });

  it('never comes over sftp, and the person is told', async () => {
    const id = await started('over-sftp', 'sftp://me:Secret@files.example/a');
    const { state, reason, document } = await finished(id);
    expect(state).toBe('failed');
    expect(reason).toMatch(/not a valid qcow2 file\. The servers of today say this of every sftp address/);
    expect(JSON.stringify(document)).not.toMatch(/secret/i);
    const { operations } = await provider.capabilities(call);
    expect(operations['image.import']).toMatchObject({ supported: true, note: /sftp/ });
    await expect(provider.openDownload(id, 0, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: /delete it/,
    });
  });

  it('comes from no address of another kind', async () => {
    await expect(
      provider.beginImport(image('x'), { method: 'web-download', url: 'ftp://files.example/a' }, call),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED', hint: 'It offers: http, https, sftp.' });
  });

  it('is adopted when only the answer was lost', async () => {
    for (const loses of ['connection', 'page'] as const) {
      Object.assign(bench.gateway, { loses, losses: 1 });
      const id = await started(`lost-${loses}`, address('/good'));
      expect((await finished(id)).state).toBe('done');
      expect(await imagesOf(provider, { name: `lost-${loses}` })).toHaveLength(1);
    }
  });
});

describe('bytes', () => {
  it('are refused by a service that does not know its API with the reason, not a page', async () => {
    bench.sandbox.switches.set('djinn-not-api', true);
    await expect(provider.openDownload('99999', 0, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const stranger = bench.connect('partner');
    const alone = await upload(provider, 'alone', qcow2());
    await expect(stranger.openDownload(alone, 0, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('go on where they were cut', async () => {
    const content = qcow2(200_000);
    for (let at = 4; at < content.length; at += 1) content[at] = at % 251;
    const id = await upload(provider, 'cut', content);
    bench.sandbox.switches.set('cut-download-after', '100000x1');
    const first: Buffer[] = [];
    const cut = await provider.openDownload(id, 0, call);
    const reading = (async () => {
      for await (const piece of cut.bytes) first.push(Buffer.from(piece));
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AppError' });
    const had = Buffer.concat(first);
    const rest = await provider.openDownload(id, had.byteLength, call);
    expect([rest.offset, rest.totalBytes]).toEqual([had.byteLength, 200_000]);
    const more: Buffer[] = [];
    for await (const piece of rest.bytes) more.push(Buffer.from(piece));
    expect(Buffer.concat([had, ...more]).equals(content)).toBe(true);
  });
});
