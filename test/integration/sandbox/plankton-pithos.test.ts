import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { type Json, pick, sendRaw } from './client.ts';
import { PlanktonClient } from './plankton-client.ts';

let sandbox: Sandbox;
let demo: PlanktonClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = new PlanktonClient(sandbox, 'demo');
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const blockBytes = 4 * 1024 * 1024;
const octets = { 'content-type': 'application/octet-stream' };
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const map = (name: string, hashes: string[], bytes: number) =>
  demo.store('PUT', `/images/${name}?format=json&hashmap`, octets, { hashes, bytes });

describe('an upload by hash map', () => {
  it('is told what is missing, takes the blocks and becomes an object', async () => {
    const head = await demo.store('HEAD', '/images');
    expect([head.headers.get('x-container-block-size'), head.headers.get('x-container-block-hash')]).toEqual([
      ...[String(blockBytes), 'sha256'],
    ]);
    const first = Buffer.alloc(blockBytes, 'a');
    const last = Buffer.from('tail\0\0');
    // Zeros at a block's end are not hashed: a block of zeros has the hash of nothing.
    const hashes = [sha256(first), sha256(Buffer.alloc(0)), sha256(Buffer.from('tail'))];
    const sizeBytes = 2 * blockBytes + last.length;
    const missing = await map('map', hashes, sizeBytes);
    expect([missing.status, missing.json]).toEqual([409, hashes]);
    for (const block of [first, Buffer.alloc(blockBytes), last]) {
      const posted = await demo.store('POST', '/images?update&format=json', octets, block);
      expect(posted.status).toBe(202);
    }
    const done = await map('map', hashes, sizeBytes);
    expect(done.status).toBe(201);
    const nodes = hashes.map((hash) => Buffer.from(hash, 'hex'));
    const pair = (a?: Buffer, b?: Buffer) =>
      createHash('sha256')
        .update(a ?? '')
        .update(b ?? Buffer.alloc(32))
        .digest();
    const root = pair(pair(nodes[0], nodes[1]), pair(nodes[2])).toString('hex');
    expect(done.headers.get('etag')).toBe(root);
    const response = await fetch(demo.storeUrl('/images/map'), { headers: { 'x-auth-token': demo.token } });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.equals(Buffer.concat([first, Buffer.alloc(blockBytes), last]))).toBe(true);
    const id = response.headers.get('x-object-uuid');
    const registered = await demo.register('map', 'map', { 'X-Image-Meta-Checksum': root });
    expect(registered.headers.get('x-image-meta-id')).toBe(id);
    expect((await map('copy', hashes, sizeBytes)).status).toBe(201);
  });

  it('refuses what is no hash map', async () => {
    for (const [hashes, bytes] of [
      [['../../etc/passwd'], 5],
      [[sha256(Buffer.from('x'))], 5 * blockBytes],
      [[], -1],
    ] as const)
      expect((await map('bad', [...hashes], bytes)).status).toBe(400);
    expect((await demo.store('PUT', '/images/bad?format=json&hashmap', octets, [1])).status).toBe(400);
  });
});

describe('an object', () => {
  it('is put, checked, listed, read and removed', async () => {
    const put = await demo.put('folder/plain', Buffer.from('0123456789'));
    expect([put.status, put.headers.get('etag')]).toEqual([201, sha256(Buffer.from('0123456789'))]);
    expect(put.headers.get('x-object-version')).toMatch(/^\d+$/);
    const wrong = await demo.store('PUT', '/images/x', { ...octets, etag: 'abc' }, Buffer.from('x'));
    expect(wrong.status).toBe(422);
    const exists = { ...octets, 'if-none-match': '*' };
    expect((await demo.store('PUT', '/images/folder/plain', exists, Buffer.from('x'))).status).toBe(412);
    const list = await demo.store('GET', '/images?format=json&prefix=folder');
    expect(pick(list.json, 0)).toMatchObject({ name: 'folder/plain', bytes: 10 });
    const folders = await demo.store('GET', '/images?format=json&delimiter=/&limit=1&marker=e');
    expect(folders.json).toEqual([{ subdir: 'folder/' }]);
    expect((await demo.store('DELETE', '/images/folder/plain')).status).toBe(204);
    expect((await demo.store('GET', '/images/folder/plain')).status).toBe(404);
  });

  it('is read in ranges', async () => {
    await demo.put('range', Buffer.from('0123456789'));
    const get = (range: string, more = {}) => demo.store('GET', '/images/range', { range, ...more });
    const part = await get('bytes=2-4');
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await get('bytes=-3')).text).toBe('789');
    const several = await get('bytes=0-1,8-');
    expect(several.headers.get('content-type')).toMatch(/^multipart\/byteranges/);
    expect(several.text).toContain('Content-Range: bytes 8-9/10\r\n\r\n89\r\n');
    expect((await get('bytes=10-')).status).toBe(416);
    expect((await get('bytes=2-4', { 'if-range': 'other' })).status).toBe(200);
    const etag = part.headers.get('etag') ?? '';
    expect((await demo.store('GET', '/images/range', { 'if-none-match': etag })).status).toBe(304);
    expect((await demo.store('GET', '/images/range', { 'if-match': 'other' })).status).toBe(412);
    expect((await demo.store('GET', '/images/range?version=999999')).status).toBe(404);
    sandbox.switches.set('corrupt-download', '3x1');
    expect((await demo.store('GET', '/images/range')).text).not.toBe('0123456789');
  });

  it('needs a container, a length, a type and room', async () => {
    expect((await demo.store('PUT', '/attic/x', octets, Buffer.from('x'))).status).toBe(404);
    expect((await demo.store('PUT', '/attic')).status).toBe(201);
    expect((await demo.store('PUT', '/attic')).status).toBe(202);
    expect((await demo.store('DELETE', '/attic')).status).toBe(204);
    const names = ((await demo.store('GET', '?format=json')).json as Json[]).map(({ name }) => name);
    expect(names).toEqual(['images', 'pithos', 'trash']);
    const head = `PUT /plankton/object-store/v1/${demo.uuid}/images/x HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${demo.token}\r\n`;
    expect(await sendRaw(sandbox.url, `${head}\r\n`)).toContain(' 411 ');
    expect(await sendRaw(sandbox.url, `${head}Content-Length: 1\r\n\r\nx`)).toContain(' 411 ');
    sandbox.switches.set('plankton-quota', 1);
    expect((await demo.put('large', Buffer.from('xx'))).json).toHaveProperty('overLimit');
  });

  it('that breaks off is not there', async () => {
    sandbox.switches.set('cut-upload-after', '2x1');
    await expect(demo.put('cut', Buffer.alloc(100))).rejects.toThrow();
    expect((await demo.store('HEAD', '/images/cut')).status).toBe(404);
  });

  it('of somebody else is not to be read, and not to be written', async () => {
    await demo.put('private', Buffer.from('x'));
    const partner = new PlanktonClient(sandbox, 'partner');
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(demo.storeUrl('/images/private'), {
        method,
        headers: { ...octets, 'x-auth-token': partner.token },
      });
      expect(response.status).toBe(403);
    }
  });
});
