import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fill } from '../../../src/sandbox/seed/disk-bytes.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, pick, until } from './client.ts';
import { FifoClient } from './fifo-client.ts';

let sandbox: Sandbox;
let old: FifoClient;
let demo: FifoClient;
let glance: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox();
  old = await FifoClient.signIn(sandbox, '0.1.0', 'demo');
  demo = await FifoClient.signIn(sandbox, '2', 'demo');
  glance = await GlanceClient.signIn(sandbox, 'demo');
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const missing = '00000000-0000-4000-8000-000000000000';
const ubuntu = '0d5a4c86-7a0e-4f0b-9a44-6d0a2f7d1b01';
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
const packed = Buffer.from(gzipSync(fill(Buffer.alloc(200_000), 'dataset')));
const manifest = (sum = sha1(packed)) => ({
  name: 'base-64',
  version: '25.4.0',
  description: 'A small zone',
  os: 'smartos',
  type: 'zone',
  nic_driver: 'virtio',
  image_size: 10_240,
  requirements: { networks: [{ name: 'net0', description: 'public' }], min_platform: '20260101T000000Z' },
  tags: { kernel_version: '4.3.0' },
  metadata: { kept: { yes: true } },
  files: [{ size: packed.length, sha1: sum, compression: 'gzip' }],
});
const created = async (sum?: string) => {
  const id = crypto.randomUUID();
  expect((await demo.call('PUT', `/datasets/${id}`, manifest(sum))).status).toBe(201);
  return id;
};
const download = async (id: string, headers: Record<string, string> = { accept: 'application/x-gzip' }) => {
  const reply = await fetch(demo.url(`/datasets/${id}/dataset.gz`), {
    headers: { ...demo.signature, ...headers },
  });
  return { reply, bytes: Buffer.from(await reply.arrayBuffer()) };
};

describe('images', () => {
  it('of Glance are datasets for whom Glance shows them', async () => {
    const list = (await demo.call('GET', '/datasets')).json;
    expect(list).toContain(ubuntu);
    const partners = '3c92e8b4-d65f-4017-8a2b-05f7c14d960c';
    const golden = 'd93b07ea-f416-4de2-85a7-60c2f18e5b08';
    expect(list).toContain(golden);
    expect(list).not.toContain(partners);
    const partner = await FifoClient.signIn(sandbox, '2', 'partner');
    expect((await partner.call('GET', '/datasets')).json).toContain(partners);
    expect((await partner.call('GET', `/datasets/${golden}`)).status).toBe(403);
    expect(await demo.show(`/datasets/${ubuntu}`)).toMatchObject({
      uuid: ubuntu,
      name: 'Ubuntu 24.04 LTS',
      version: '24.04',
      type: 'kvm',
      os: 'linux',
      status: 'imported',
      imported: 1,
      disk_driver: 'virtio',
      metadata: { os_distro: 'ubuntu' },
    });
  });

  it('of Glance are packed on their way out', async () => {
    const { reply, bytes } = await download(ubuntu);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/x-gzip']);
    expect(reply.headers.get('content-length')).toBeNull();
    const image = await glance.show(ubuntu);
    expect(createHash('md5').update(gunzipSync(bytes)).digest('hex')).toBe(image['checksum']);
  });

  it('of others are not deleted or changed', async () => {
    expect((await demo.call('DELETE', `/datasets/${ubuntu}`)).status).toBe(403);
    expect((await demo.call('PUT', `/datasets/${ubuntu}/metadata`, { a: 1 })).status).toBe(403);
    const admin = await FifoClient.signIn(sandbox, '2', 'admin');
    expect((await admin.call('DELETE', `/datasets/${ubuntu}`)).status).toBe(403);
  });
});

describe('a manifest', () => {
  it('makes a dataset once: 201, then 400', async () => {
    const id = await created();
    expect((await demo.call('PUT', `/datasets/${id}`, manifest())).status).toBe(400);
    expect((await demo.call('POST', `/datasets/${id}`, manifest())).status).toBe(405);
    expect(await demo.show(`/datasets/${id}`)).toEqual({
      uuid: id,
      name: 'base-64',
      version: '25.4.0',
      description: 'A small zone',
      os: 'smartos',
      type: 'zone',
      nic_driver: 'virtio',
      image_size: 10_240,
      networks: [{ name: 'net0', description: 'public' }],
      kernel_version: '4.3.0',
      sha1: sha1(packed),
      status: 'pending',
      imported: 0,
      metadata: { kept: { yes: true } },
    });
    expect(await glance.show(id)).toMatchObject({ name: 'base-64', status: 'queued', disk_format: 'raw' });
  });

  it('is a POST with a Location in 0.1.0; the documentation says 303', async () => {
    const [id, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const reply = await old.call('POST', `/datasets/${id}`, manifest());
    expect([reply.status, reply.headers.get('location')]).toEqual([201, `/fifo/api/0.1.0/datasets/${id}`]);
    expect((await old.call('POST', `/datasets/${id}`, manifest())).status).toBe(400);
    sandbox.switches.set('fifo-documented', true);
    expect((await old.call('POST', `/datasets/${other}`, manifest())).status).toBe(303);
  });

  it('without an operating system crashes halfway: the dataset is there', async () => {
    const id = crypto.randomUUID();
    const { os: _left, ...without } = manifest();
    expect((await demo.call('PUT', `/datasets/${id}`, without)).status).toBe(500);
    expect(await demo.show(`/datasets/${id}`)).toMatchObject({ uuid: id, name: 'base-64' });
    expect((await demo.call('DELETE', `/datasets/${id}`)).status).toBe(204);
  });

  it('without a name, or at a wrong id, crashes', async () => {
    expect((await demo.call('PUT', `/datasets/${missing}`, { version: '1' })).status).toBe(500);
    expect((await demo.call('PUT', '/datasets/short', manifest())).status).toBe(500);
    expect((await demo.call('PUT', `/datasets/${'x'.repeat(36)}`, manifest())).status).toBe(400);
  });

  it('shows networks as an object and megabytes where switched', async () => {
    const id = await created();
    sandbox.switches.set('fifo-networks-object', true);
    expect((await demo.show(`/datasets/${id}`))['networks']).toEqual({ net0: 'public' });
    sandbox.switches.set('fifo-image-size-mb', true);
    expect((await demo.show(`/datasets/${ubuntu}`))['image_size']).toBe(1);
  });
});

describe('the bytes', () => {
  it('go up with a 204 and come back as they were, chunked', async () => {
    const id = await created();
    expect((await demo.call('GET', `/datasets/${id}/dataset.gz`, undefined, { accept: '*/*' })).status).toBe(
      404,
    );
    const reply = await demo.upload(id, packed);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(await demo.show(`/datasets/${id}`)).toMatchObject({ status: 'imported', imported: 1 });
    expect(await glance.show(id)).toMatchObject({
      status: 'active',
      size: packed.length,
      container_format: 'compressed',
    });
    const back = await download(id, {});
    expect([back.reply.status, back.reply.headers.get('transfer-encoding')]).toEqual([200, 'chunked']);
    expect(back.bytes.equals(packed)).toBe(true);
    expect((await download(id, { accept: 'application/json' })).reply.status).toBe(406);
    expect((await download(id, { range: 'bytes=5-' })).reply.status).toBe(200);
  });

  it('need their type and a manifest', async () => {
    const id = await created();
    expect((await demo.upload(id, packed, { 'content-type': 'application/octet-stream' })).status).toBe(415);
    expect((await demo.upload(missing, packed)).status).toBe(500);
  });

  it('of another SHA-1 are 400, and imported all the same', async () => {
    const id = await created('0'.repeat(40));
    expect((await demo.upload(id, packed)).status).toBe(400);
    expect(await demo.show(`/datasets/${id}`)).toMatchObject({ status: 'imported', sha1: sha1(packed) });
  });

  it('that end early leave it failed, ready for another upload', async () => {
    const id = await created();
    sandbox.switches.set('cut-upload-after', '1000x1');
    await expect(demo.upload(id, packed)).rejects.toThrow();
    await until(async () => ((await demo.show(`/datasets/${id}`))['status'] === 'failed' ? true : undefined));
    expect((await demo.upload(id, packed)).status).toBe(204);
    sandbox.switches.set('cut-download-after', '1000x1');
    await expect(download(id)).rejects.toThrow();
    expect((await download(id)).bytes.equals(packed)).toBe(true);
  });

  it('are not replaced under an image of another dialect', async () => {
    const id = await glance.createActive(Buffer.from('raw'));
    expect((await demo.upload(id, packed)).status).toBe(400);
    expect(gunzipSync((await download(id)).bytes).toString()).toBe('raw');
  });
});

describe('metadata and networks', () => {
  it('are set and removed one by one, beside the properties that Glance shows', async () => {
    const id = await glance.createActive(Buffer.from('x'), { os_distro: 'alpine', build: '7' });
    const path = `/datasets/${id}`;
    expect((await demo.call('PUT', `${path}/metadata/jingles`, { notes: ['one'] })).status).toBe(204);
    expect((await demo.call('PUT', `${path}/metadata`, { build: 8 })).status).toBe(204);
    expect((await demo.call('DELETE', `${path}/metadata/os_distro`)).status).toBe(204);
    expect((await demo.show(path))['metadata']).toEqual({ jingles: { notes: ['one'] }, build: 8 });
    expect(await glance.show(id)).not.toHaveProperty('os_distro');
    expect((await demo.call('PUT', `${path}/networks/net1`, { description: 'admin' })).status).toBe(204);
    expect((await demo.call('PUT', `${path}/networks/net1`, { description: 'storage' })).status).toBe(204);
    expect((await demo.show(path))['networks']).toEqual([{ name: 'net1', description: 'storage' }]);
    expect((await demo.call('DELETE', `${path}/networks/net1`)).status).toBe(204);
    expect(await demo.show(path)).not.toHaveProperty('networks');
    expect((await old.call('PUT', `${path}/networks/net1`, { description: 'x' })).status).toBe(404);
  });
});

describe('an import', () => {
  let source: Server;
  let base: string;
  const id = 'd1f0b2c4-5a6e-4b7c-8d9e-0f1a2b3c4d5e';
  const badId = 'd2f0b2c4-5a6e-4b7c-8d9e-0f1a2b3c4d5e';
  beforeAll(async () => {
    source = createServer((request, response) => {
      if (request.url === `/images/${id}`) response.end(JSON.stringify({ uuid: id, ...manifest() }));
      else if (request.url === `/images/${badId}`)
        response.end(JSON.stringify({ uuid: badId, ...manifest('0'.repeat(40)) }));
      else if (request.url?.endsWith('/file'))
        response.writeHead(200, { 'content-length': packed.length }).end(packed);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(source.address() as AddressInfo).port}/images`;
  });
  afterAll(() => source.close());

  it('is 303 at once, grows, cannot be deleted meanwhile, and ends imported', async () => {
    sandbox.switches.set('slow', 400_000);
    const reply = await demo.call('POST', '/datasets', { url: `${base}/${id}` });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `/fifo/api/2/datasets/${id}`]);
    const part = await until(async () => {
      const shown = await demo.show(`/datasets/${id}`);
      return Number(shown['imported']) > 0 ? shown : undefined;
    });
    expect(part['status']).toBe('importing');
    expect(Number(part['imported'])).toBeLessThan(1);
    expect((await demo.call('DELETE', `/datasets/${id}`)).status).toBe(409);
    sandbox.switches.reset();
    await until(async () =>
      (await demo.show(`/datasets/${id}`))['status'] === 'imported' ? true : undefined,
    );
    expect((await download(id)).bytes.equals(packed)).toBe(true);
    expect((await demo.call('DELETE', `/datasets/${id}`)).status).toBe(204);
    expect((await demo.call('DELETE', `/datasets/${id}`)).status).toBe(404);
    expect(pick(await glance.show(id), 'code')).toBe('404 Not Found');
  });

  it('of other bytes than the manifest says fails', async () => {
    expect((await demo.call('POST', '/datasets', { url: `${base}/${badId}` })).status).toBe(303);
    await until(async () =>
      (await demo.show(`/datasets/${badId}`))['status'] === 'failed' ? true : undefined,
    );
    expect((await demo.call('DELETE', `/datasets/${badId}`)).status).toBe(204);
  });

  it('of anything else crashes; there are no machines to take a snapshot of', async () => {
    const wrong = [
      {},
      { url: 7 },
      { url: 'x', more: 1 },
      { url: `${base}/none` },
      { url: 'file:///etc/passwd' },
    ];
    for (const body of [...wrong, { url: 'https://datasets.example/images/x' }]) {
      expect((await demo.call('POST', '/datasets', body)).status).toBe(500);
    }
    expect(
      (await demo.call('POST', '/datasets', { vm: missing, snapshot: missing, config: {} })).status,
    ).toBe(404);
  });
});
