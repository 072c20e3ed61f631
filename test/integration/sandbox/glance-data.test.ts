import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill, qcow2Image } from '../../../src/sandbox/seed/disk-bytes.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, pick, sendRaw, until } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = await GlanceClient.signIn(sandbox, 'demo');
});
afterAll(() => sandbox.close());

const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');
const digits = Buffer.from('0123456789');
const settled = (id: string) =>
  until(async () => {
    const image = await demo.show(id);
    return 'os_glance_import_task' in image || image['status'] === 'importing' ? undefined : image;
  });

describe('an upload', () => {
  it.each([0, 1, 1024 * 1024, 9 * 1024 * 1024 + 17])('of %i bytes is kept and hashed', async (sizeBytes) => {
    const bytes = Buffer.alloc(sizeBytes);
    fill(bytes, 'upload');
    const id = await demo.create();
    expect((await demo.upload(id, bytes)).status).toBe(204);
    expect(await demo.show(id)).toMatchObject({
      status: 'active',
      size: sizeBytes,
      virtual_size: sizeBytes,
      checksum: hash('md5', bytes),
      os_hash_algo: 'sha512',
      os_hash_value: hash('sha512', bytes),
      stores: 'main',
    });
    const response = await fetch(demo.url(`/v2/images/${id}/file`), {
      headers: { 'x-auth-token': demo.token },
    });
    expect(response.headers.get('content-md5')).toBe(hash('md5', bytes));
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
  });

  it('reads the virtual size out of a qcow2 header', async () => {
    const virtual = 5 * 1024 ** 3;
    const id = await demo.createActive(qcow2Image(virtual, Buffer.from('boot')) as Buffer<ArrayBuffer>, {
      disk_format: 'qcow2',
    });
    expect((await demo.show(id))['virtual_size']).toBe(virtual);
  });

  it('needs both formats, octets, a known store and a queued image', async () => {
    const unformatted = await demo.create({ disk_format: null, container_format: null });
    const refusal = await demo.upload(unformatted, digits);
    expect(refusal.status).toBe(400);
    expect(pick(refusal.json, 'message')).toContain('Properties disk_format, container_format must be set');
    const id = await demo.create();
    expect((await demo.upload(id, digits, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await demo.upload(id, digits, { 'x-image-meta-store': 'attic' })).status).toBe(400);
    await demo.upload(id, digits);
    expect((await demo.upload(id, digits)).status).toBe(409);
    const format = await demo.patch(id, { op: 'replace', path: '/disk_format', value: 'iso' });
    expect(format.status).toBe(403);
  });

  it('that breaks leaves the image queued and without a size, ready for another', async () => {
    const id = await demo.create();
    const head = `PUT /image/v2/images/${id}/file HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${demo.token}\r\nContent-Type: application/octet-stream\r\n`;
    await sendRaw(sandbox.url, `${head}Content-Length: 100\r\n\r\nhalf`, 100);
    await until(async () => ((await demo.show(id))['status'] === 'queued' ? true : undefined));
    await sendRaw(sandbox.url, `${head}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`, 100);
    const image = await until(async () => {
      const shown = await demo.show(id);
      return shown['status'] === 'queued' ? shown : undefined;
    });
    expect(image['size']).toBeNull();
    expect((await demo.upload(id, digits)).status).toBe(204);
  });

  it('above the cap is 413, and the image queued again', async () => {
    sandbox.switches.set('size-cap', 5);
    const id = await demo.create();
    expect((await demo.upload(id, digits)).status).toBe(413);
    expect((await demo.show(id))['status']).toBe('queued');
    sandbox.switches.reset();
  });

  it('that contradicts its format is 415 where the service checks', async () => {
    sandbox.switches.set('check-format', true);
    const id = await demo.create({ disk_format: 'qcow2' });
    expect((await demo.upload(id, digits)).status).toBe(415);
    expect((await demo.show(id))['status']).toBe('queued');
    sandbox.switches.reset();
  });

  it('that outlives its token loses the image', async () => {
    sandbox.switches.set('token-ttl', 1);
    const brief = await GlanceClient.signIn(sandbox, 'demo');
    sandbox.switches.reset();
    sandbox.switches.set('slow', 8);
    const id = await brief.create();
    expect((await brief.upload(id, digits)).status).toBe(401);
    sandbox.switches.reset();
    expect((await demo.call('GET', `/v2/images/${id}`)).status).toBe(404);
  });

  it('of an image deleted meanwhile is 410', async () => {
    sandbox.switches.set('slow', 20);
    const id = await demo.create();
    const upload = demo.upload(id, digits);
    await until(async () => ((await demo.show(id))['status'] === 'saving' ? true : undefined));
    await demo.call('DELETE', `/v2/images/${id}`);
    expect((await upload).status).toBe(410);
    sandbox.switches.reset();
  });
});

describe('a range', () => {
  let path: string;
  beforeAll(async () => {
    path = `/v2/images/${await demo.createActive(digits)}/file`;
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=5-', '56789', 'bytes 5-9/10'],
    ['bytes=5-100', '56789', 'bytes 5-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
    ['bytes=-0', '0123456789', 'bytes 0-9/10'],
  ])('%s gives its part', async (range, text, contentRange) => {
    const reply = await demo.call('GET', path, undefined, { range });
    expect([reply.status, reply.text, reply.headers.get('content-range')]).toEqual([206, text, contentRange]);
  });

  it.each([
    ['bytes=10-', 416],
    ['bytes=5-2', 416],
    ['bytes=x', 416],
    ['items=0-1', 416],
    ['bytes=0-1,3-4', 400],
  ])('%s is refused with %i', async (range, status) => {
    expect((await demo.call('GET', path, undefined, { range })).status).toBe(status);
  });

  it('without data there is 204', async () => {
    expect((await demo.call('GET', `/v2/images/${await demo.create()}/file`)).status).toBe(204);
  });
});

describe('an import', () => {
  it('of staged bytes goes to all stores', async () => {
    const id = await demo.create();
    expect(
      (await demo.call('POST', `/v2/images/${id}/import`, { method: { name: 'glance-direct' } })).status,
    ).toBe(409);
    const staged = await demo.call('PUT', `/v2/images/${id}/stage`, digits, {
      'content-type': 'application/octet-stream',
    });
    expect(staged.status).toBe(204);
    expect(await demo.show(id)).toMatchObject({ status: 'uploading', size: 10 });
    const body = { method: { name: 'glance-direct' }, all_stores: true };
    expect((await demo.call('POST', `/v2/images/${id}/import`, body)).status).toBe(202);
    expect(await settled(id)).toMatchObject({
      status: 'active',
      stores: 'main,second',
      os_glance_failed_import: '',
    });
    const tasks = pick((await demo.call('GET', `/v2/images/${id}/tasks`)).json, 'tasks') as Json[];
    expect(tasks).toMatchObject([{ type: 'api_image_import', status: 'success', message: 'Copied 0 MiB' }]);
    const admin = await GlanceClient.signIn(sandbox, 'admin');
    expect((await admin.call('DELETE', `/v2/stores/main/${id}`)).status).toBe(204);
    expect((await admin.call('DELETE', `/v2/stores/second/${id}`)).status).toBe(403);
    expect((await demo.call('GET', `/v2/images/${id}/file`)).text).toBe('0123456789');
    const copy = { method: { name: 'copy-image' }, stores: ['main'] };
    expect((await demo.call('POST', `/v2/images/${id}/import`, copy)).status).toBe(403);
    expect((await admin.call('POST', `/v2/images/${id}/import`, copy)).status).toBe(202);
    expect(await settled(id)).toMatchObject({ stores: 'second,main' });
  });

  it('from a URL fetches it, following a redirect, and is queued again when the source fails', async () => {
    const source = createServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/disk' }).end();
      else if (request.url === '/disk') response.end(digits);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
    const start = (id: string, uri: string) =>
      demo.call('POST', `/v2/images/${id}/import`, { method: { name: 'web-download', uri } });

    const good = await demo.create();
    expect((await start(good, `${base}/moved`)).status).toBe(202);
    expect(await settled(good)).toMatchObject({ status: 'active', size: 10, checksum: hash('md5', digits) });
    const bad = await demo.create();
    expect((await start(bad, 'ftp://x/disk')).status).toBe(400);
    expect((await start(bad, `${base}/nothing`)).status).toBe(202);
    expect(await settled(bad)).toMatchObject({
      status: 'queued',
      size: null,
      os_glance_failed_import: 'main',
    });
    const tasks = pick((await demo.call('GET', `/v2/images/${bad}/tasks`)).json, 'tasks') as Json[];
    expect(tasks[0]).toMatchObject({ status: 'failure', message: 'Task failed due to Internal Error' });
    source.close();
  });

  it('shows importing while it lasts, and takes no second one', async () => {
    sandbox.switches.set('import-delay-ms', 300);
    const id = await demo.create();
    await demo.call('PUT', `/v2/images/${id}/stage`, digits, { 'content-type': 'application/octet-stream' });
    const body = { method: { name: 'glance-direct' } };
    expect((await demo.call('POST', `/v2/images/${id}/import`, body)).status).toBe(202);
    expect(await demo.show(id)).toMatchObject({ status: 'importing', os_glance_importing_to_stores: 'main' });
    expect((await demo.call('POST', `/v2/images/${id}/import`, body)).status).toBe(409);
    expect(await settled(id)).toMatchObject({ status: 'active' });
    sandbox.switches.reset();
  });
});
