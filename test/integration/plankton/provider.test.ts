import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { PlanktonClient } from '../sandbox/plankton-client.ts';
import { type Bench, BLOCK, call, MIB, startBench } from './bench.ts';

let bench: Bench;
let demo: ImageProvider;
let partner: ImageProvider;
let partnerId: string;
beforeAll(async () => {
  bench = await startBench();
  demo = bench.provider();
  partner = bench.provider({}, 'partner');
  partnerId = new PlanktonClient(bench.sandbox, 'partner').uuid;
});
beforeEach(() => bench.sandbox.switches.reset());
afterAll(() => bench.close());

const PARTNER = 'partner@sandbox.example';
const IMAGE = { name: 'disk', diskFormat: 'diskdump', containerFormat: 'bare' };

function bodyOf(bytes: Buffer, options: { readonly again?: boolean; readonly sizeBytes?: null } = {}) {
  async function* stretch(offset: number, length = bytes.byteLength): AsyncGenerator<Uint8Array> {
    for (let at = offset; at < offset + length && at < bytes.byteLength; at += MIB)
      yield bytes.subarray(at, Math.min(at + MIB, offset + length));
  }
  const again = { survey: () => stretch(0), stretch, count: () => undefined };
  return {
    sizeBytes: options.sizeBytes === null ? null : bytes.byteLength,
    open: stretch,
    ...(options.again === false ? {} : { again }),
  };
}

async function upload(bytes: Buffer, more: object = {}, options = {}): Promise<string> {
  const image = { ...IMAGE, ...more };
  const ticket = await demo.beginUpload(image, bytes.byteLength, call);
  return (await demo.sendBytes(ticket, image, bodyOf(bytes, options), call)).imageId ?? '';
}

const asked = () => {
  const before = bench.sandbox.requests.list().at(-1)?.sequence ?? 0;
  return () =>
    bench.sandbox.requests
      .list()
      .filter(({ sequence }) => sequence > before)
      .map(
        ({ method, path }) =>
          `${method} ${path.replace(/^\/plankton/, '').replace(/[0-9a-f-]{36}/g, '<id>')}`,
      );
};

async function read(provider: ImageProvider, id: string, offset = 0) {
  const body = await provider.openDownload(id, offset, call);
  const pieces: Uint8Array[] = [];
  for await (const piece of body.bytes) pieces.push(piece);
  return { offset: body.offset, totalBytes: body.totalBytes, bytes: Buffer.concat(pieces) };
}

describe('a connection to Plankton', () => {
  it('finds the store and the user by its token, asked for once', async () => {
    const provider = bench.provider({ storageUrl: undefined });
    const requests = asked();
    for await (const page of provider.list({}, call)) expect(page).toBeInstanceOf(Array);
    await provider.capabilities(call);
    await expect.poll(() => requests().filter((request) => request.includes('/tokens')).length).toBe(1);
  });

  it('works without an identity service where the profile says it all, also without a store', async () => {
    const told = bench.provider({ authUrl: undefined, userId: bench.client.uuid });
    const bytes = randomBytes(1000);
    const ticket = await told.beginUpload(IMAGE, bytes.byteLength, call);
    const { imageId } = await told.sendBytes(ticket, IMAGE, bodyOf(bytes), call);
    expect((await told.show(imageId ?? '', call)).image.visibility).toBe('private');

    const bare = bench.provider({ authUrl: undefined, storageUrl: undefined });
    expect((await bare.capabilities(call)).operations['image.upload']).toMatchObject({
      ...{ supported: false, reason: expect.stringContaining('Pithos') },
    });
    const { image } = await bare.show(imageId ?? '', call);
    expect(image).toMatchObject({ visibility: null, checksum: { algo: 'pithos' } });
    await expect(bare.openDownload(image.id, 0, call)).rejects.toMatchObject({
      ...{ code: 'UNSUPPORTED', hint: expect.stringContaining('storage address') },
    });
    await expect(bare.beginUpload(IMAGE, 1, call)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(bare.remove(image.id, { withFile: true }, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
    // Nothing was done by half.
    expect((await bare.show(image.id, call)).image.id).toBe(image.id);
  });

  it('whose token has died says so in the step that shows it', async () => {
    bench.sandbox.switches.set('plankton-token-expired', true);
    const steps: unknown[] = [];
    await bench.provider().test(({ step, verdict }) => steps.push(`${step} ${verdict}`), call);
    expect(steps).toEqual([
      'address passed',
      'tls skipped',
      'sign-in failed',
      'service skipped',
      'version skipped',
    ]);
    await expect(demo.show(bench.client.uuid, call)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  });
});

describe('bytes', () => {
  it('go in a stream where they come only once, of known size and of unknown', async () => {
    const bytes = randomBytes(BLOCK + 3);
    bench.blocksTaken();
    for (const options of [{ again: false }, { again: false, sizeBytes: null }]) {
      const id = await upload(bytes, {}, options);
      const { image } = await demo.show(id, call);
      expect(image.sizeBytes).toBe(bytes.byteLength);
      expect(bench.blocksTaken()).toBe(0);
      expect((await read(demo, id)).bytes.equals(bytes)).toBe(true);
    }
  });

  it('of nothing and of zeros are images', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(BLOCK * 2 + 1)]) {
      const { image } = await demo.show(await upload(bytes), call);
      expect(image.sizeBytes).toBe(bytes.byteLength);
    }
  });

  it('sent twice with one ticket, as after a lost answer, are one object and one image', async () => {
    const bytes = randomBytes(BLOCK + 1);
    const before = (await bench.objects()).length;
    const ticket = await demo.beginUpload(IMAGE, bytes.byteLength, call);
    const first = await demo.sendBytes(ticket, IMAGE, bodyOf(bytes), call);
    expect(await demo.canResumeUpload(ticket, call)).toBe(true);
    expect(await demo.canResumeUpload(first, call)).toBe(false);
    const second = await demo.sendBytes(ticket, IMAGE, bodyOf(bytes), call);
    expect(second).toEqual(first);
    expect(await bench.objects()).toHaveLength(before + 1);
    await demo.abandonUpload(second, call);
    await demo.abandonUpload(ticket, call);
    expect(await bench.objects()).toHaveLength(before);
    await expect(demo.show(first.imageId ?? '', call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('never write over a file, and giving up removes no other', async () => {
    const one = await upload(Buffer.from('one'), { name: '../same/../name' });
    const two = await upload(Buffer.from('two'), { name: '../same/../name' });
    expect((await read(demo, one)).bytes.toString()).toBe('one');
    const ticket = await demo.beginUpload(IMAGE, 3, call);
    // A ticket that names an image of another file, as a search by name might.
    await demo.abandonUpload({ ...ticket, imageId: two }, call);
    expect((await read(demo, two)).bytes.toString()).toBe('two');
    const names = (await bench.objects()).map(({ name }) => name).filter((name) => name.includes('same'));
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^same-..-name-[0-9a-f]{12}\.diskdump$/);
  });

  it('are refused before the first one leaves if the image could not be registered', async () => {
    const requests = asked();
    for (const more of [
      { diskFormat: 'qcow2' },
      { containerFormat: 'docker' },
      { visibility: 'shared' },
    ] as const)
      await expect(demo.beginUpload({ ...IMAGE, ...more }, 1, call)).rejects.toMatchObject({
        code: 'INVALID',
      });
    const collapsing = { properties: { 'a-b': '1', 'a.b': '2' } };
    await expect(demo.beginUpload({ ...IMAGE, ...collapsing }, 1, call)).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(requests()).toEqual([]);
  });

  it('that arrive damaged are not registered', async () => {
    const bytes = randomBytes(100);
    const body = bodyOf(bytes);
    const other = async function* () {
      yield randomBytes(100);
    };
    const again = { ...body.again, survey: () => body.open(0), stretch: other, count: () => undefined };
    const ticket = await demo.beginUpload(IMAGE, 100, call);
    const sent = demo.sendBytes(ticket, IMAGE, { ...body, again }, call);
    await expect(sent).rejects.toMatchObject({ code: 'CORRUPT', retry: 'safe' });
  });

  it('of another number than was said are not registered', async () => {
    const ticket = await demo.beginUpload(IMAGE, 100, call);
    const body = { ...bodyOf(randomBytes(99)), sizeBytes: 100 };
    await expect(demo.sendBytes(ticket, IMAGE, body, call)).rejects.toMatchObject({ code: 'CORRUPT' });
    await demo.abandonUpload(ticket, call);
  });

  it('of others come from their account, from the middle too', async () => {
    const bytes = randomBytes(10_000);
    const id = await upload(bytes);
    await expect(partner.openDownload(id, 0, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await demo.addMembers(id, [partnerId], {}, call);
    await partner.show(id, call);
    const requests = asked();
    const got = await read(partner, id, 4000);
    expect([got.offset, got.totalBytes]).toEqual([4000, 10_000]);
    expect(got.bytes.equals(bytes.subarray(4000))).toBe(true);
    // The log has an exchange when it is over at the other end too.
    await expect.poll(() => requests().length).toBe(2);
    expect(bench.sandbox.requests.list().at(-1)?.path).toContain(`/${bench.client.uuid}/images/disk-`);
  });
});

describe('members', () => {
  it('do not show the owner, who is kept where the service lists him', async () => {
    const id = await upload(Buffer.from('x'));
    expect(await demo.listMembers(id, call)).toEqual([]);
    await demo.addMembers(id, [partnerId, 'somebody'], {}, call);
    await expect(demo.addMembers(id, [partnerId], {}, call)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await demo.listMembers(id, call)).map(({ memberId }) => memberId)).toEqual([
      partnerId,
      'somebody',
    ]);
    await demo.replaceMembers(id, [partnerId, 'group:friends'], {}, call);
    await demo.removeMembers(id, ['group:friends'], call);
    expect(await demo.listMembers(id, call)).toEqual([
      { memberId: partnerId, name: PARTNER, status: null, canShare: false, createdAt: null },
    ]);
    const raw = await bench.client.image('GET', `/images/${id}/members`);
    expect(JSON.stringify(raw.json)).toContain(bench.client.uuid);
    await expect(demo.removeMembers(id, ['nobody'], call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(demo.addMembers(id, ['a/b'], {}, call)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(partner.addMembers(id, ['me'], {}, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are found by e-mail where the identity service tells', async () => {
    const id = await upload(Buffer.from('x'));
    await demo.addMembers(id, [PARTNER], {}, call);
    expect(await demo.listMembers(id, call)).toMatchObject([{ memberId: partnerId, name: PARTNER }]);
    await expect(demo.addMembers(id, ['nobody@example.org'], {}, call)).rejects.toMatchObject({
      ...{ code: 'NOT_FOUND', message: expect.stringContaining('Nobody is called') },
    });
    await demo.removeMembers(id, [PARTNER], call);
    const told = bench.provider({ authUrl: undefined, userId: bench.client.uuid });
    await told.addMembers(id, ['taken@as.it.is'], {}, call);
    expect(await told.listMembers(id, call)).toMatchObject([{ memberId: 'taken@as.it.is', name: null }]);
  });

  it('see what is shared with them, not what is public or their own', async () => {
    const shared = await upload(Buffer.from('shared'), { name: 'shared' });
    const open = await upload(Buffer.from('public'), { name: 'public', visibility: 'public' });
    await demo.addMembers(shared, [partnerId], {}, call);
    const found = [];
    for await (const page of partner.listShared('all', call)) found.push(...page);
    const ids = found.map(({ document }) => document.image.id);
    expect(ids).toContain(shared);
    expect(ids).not.toContain(open);
    expect(found.every(({ memberStatus }) => memberStatus === null)).toBe(true);
    for await (const page of partner.listShared('pending', call)) expect(page).toEqual([]);
  });
});

describe('the registry', () => {
  it('changes only what was asked, in one request after a look', async () => {
    const id = await upload(Buffer.from('x'), { properties: { kept: 'k' } });
    await demo.addMembers(id, [partnerId], {}, call);
    const requests = asked();
    const made = await demo.edit(id, { visibility: 'public', setProperties: { 'New-One': '1' } }, {}, call);
    const needed = ['HEAD /image/v1.0/images/<id>', 'PUT /image/v1.0/images/<id>'];
    await expect.poll(requests).toEqual(needed);
    expect(made.image).toMatchObject({ visibility: 'public', properties: { kept: 'k', new_one: '1' } });
    expect(made.notes).toEqual(['Plankton keeps the property New-One as new_one.']);
    expect((await demo.listMembers(id, call)).map(({ memberId }) => memberId)).toEqual([partnerId]);
  });

  it('forgets an image and keeps its file, or deletes both', async () => {
    const before = (await bench.objects()).length;
    const [stays, goes] = [await upload(Buffer.from('stays')), await upload(Buffer.from('goes'))];
    await demo.remove(stays, {}, call);
    await demo.remove(goes, { withFile: true }, call);
    expect(await bench.objects()).toHaveLength(before + 1);
    const theirs = await upload(Buffer.from('theirs'), { visibility: 'public' });
    await expect(partner.remove(theirs, { withFile: true }, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await demo.show(theirs, call)).image.status).toBe('ready');
  });

  it('takes a file that is there, once', async () => {
    await bench.client.put('old/a%20file%3F', Buffer.from('0123456789'));
    const url = `pithos://${bench.client.uuid}/images/old/a%20file%3F`;
    const source = { method: 'register', url } as const;
    const ticket = await demo.beginImport({ ...IMAGE, visibility: 'public' }, source, call);
    const { image } = await demo.show(ticket.imageId ?? '', call);
    expect(image).toMatchObject({
      name: 'disk',
      sizeBytes: 10,
      visibility: 'public',
      diskFormat: 'diskdump',
    });
    await expect(demo.beginImport(IMAGE, source, call)).rejects.toMatchObject({ code: 'CONFLICT' });
    await demo.abandonUpload(ticket, call);
    await expect(demo.show(image.id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bench.objects()).map(({ name }) => name)).toContain('old/a file?');

    const register = (address: string) =>
      demo.beginImport(IMAGE, { method: 'register', url: address }, call).catch((error: unknown) => error);
    expect(await register(`pithos://${bench.client.uuid}/images/none`)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await register(`pithos://${partnerId}/images/x`)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await register('pithos://only/two')).toMatchObject({ code: 'INVALID' });
    expect(await register('https://example.org/disk.img')).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('is filtered and sorted here, since the service ignores what it is asked', async () => {
    for (const [name, size] of [
      ['list-b', 1],
      ['list-c', 3],
      ['list-a', 2],
    ] as const)
      await upload(Buffer.alloc(size), { name, properties: { series: 'lists' } });
    const names = async (query: object) => {
      const found: (string | null)[] = [];
      for await (const page of demo.list(query, call)) found.push(...page.map(({ image }) => image.name));
      return found;
    };
    const properties = { series: 'lists' };
    const bySize = { properties, sort: [{ key: 'sizeBytes', direction: 'desc' }] };
    expect(await names(bySize)).toEqual(['list-c', 'list-a', 'list-b']);
    expect(await names({ ...bySize, sizeMaxBytes: 2 })).toEqual(['list-a', 'list-b']);
    expect(await names({ name: 'list-a', hidden: false })).toEqual(['list-a']);
  });
});
