import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Capabilities, ImageDocument, ImageQuery, NewImage, Operation } from '#shared/model/index.ts';
import type { Call, ImageProvider, UploadTicket } from '../../src/main/providers/index.ts';

/** What an exercise is given: a provider, and images that are removed when the test ends. */
export interface Bench {
  readonly provider: ImageProvider;
  readonly capabilities: Capabilities;
  readonly call: Call;
  /** Makes a ready image with these bytes. */
  makeImage(more?: Partial<NewImage>): Promise<Made>;
  /** Has the ticket's image removed at the end, whatever becomes of the test. */
  remember<Ticket extends UploadTicket>(ticket: Ticket): Ticket;
}

export interface Made {
  readonly id: string;
  readonly document: ImageDocument;
  readonly bytes: Buffer;
}

/** One way to prove an operation that a provider declares. */
export type Exercise = (bench: Bench) => Promise<void>;

export const SAMPLE: NewImage = { name: 'argosy-conformance', diskFormat: 'raw', containerFormat: 'bare' };

/** More than a socket takes at once, and no multiple of anything. */
export const SAMPLE_BYTES = randomBytes(3 * 1_048_576 + 17);

export function bodyOf(bytes: Buffer) {
  async function* open(offset: number): AsyncGenerator<Uint8Array> {
    for (let at = offset; at < bytes.byteLength; at += 1_048_576) yield bytes.subarray(at, at + 1_048_576);
  }
  return { sizeBytes: bytes.byteLength, open };
}

/** Asks until the service is done with the image's bytes. */
export async function settled(bench: Bench, id: string): Promise<ImageDocument> {
  for (let tries = 0; tries < 200; tries += 1) {
    const progress = await bench.provider.pollProgress(id, bench.call);
    if (progress.state === 'failed') throw new Error(`the service failed: ${progress.reason}`);
    if (progress.state === 'done') return progress.document;
    await sleep(100);
  }
  throw new Error('the service did not finish');
}

async function idsOf(bench: Bench, query: ImageQuery): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of bench.provider.list(query, bench.call))
    ids.push(...page.map(({ image }) => image.id));
  return ids;
}

async function download(bench: Bench, id: string, from: number) {
  const { bytes, offset, totalBytes } = await bench.provider.openDownload(id, from, bench.call);
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return { offset, totalBytes, bytes: Buffer.concat(pieces) };
}

const list: Exercise = async (bench) => {
  const name = `argosy-list-${randomBytes(4).toString('hex')}`;
  const made = [];
  for (let index = 0; index < 3; index += 1) made.push((await bench.makeImage({ name })).id);
  expect((await idsOf(bench, { name, pageSize: 2 })).toSorted()).toEqual(made.toSorted());
  expect(await idsOf(bench, { name: `${name}-not` })).toEqual([]);
};

const show: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const { image, raw } = await bench.provider.show(id, bench.call);
  expect(image).toMatchObject({ id, name: SAMPLE.name, status: 'ready' });
  expect(raw).toBeTypeOf('object');
  await expect(bench.provider.show('99999999-9999-4999-8999-999999999999', bench.call)).rejects.toMatchObject(
    {
      code: 'NOT_FOUND',
    },
  );
};

const upload: Exercise = async (bench) => {
  const { document, bytes } = await bench.makeImage();
  expect(document.image).toMatchObject({ status: 'ready', sizeBytes: bytes.byteLength });
  const { checksum } = document.image;
  if (checksum !== null) {
    expect(checksum.value).toBe(createHash(checksum.algo).update(bytes).digest('hex'));
    expect(checksum.algo).toBe(bench.capabilities.hashAlgo);
  }
  const ticket = bench.remember(await bench.provider.beginUpload(SAMPLE, 5, bench.call));
  expect(await bench.provider.canResumeUpload(ticket, bench.call)).toBe(true);
  await bench.provider.abandonUpload(ticket, bench.call);
  await bench.provider.abandonUpload(ticket, bench.call);
  expect(await bench.provider.canResumeUpload(ticket, bench.call)).toBe(false);
};

const importImage: Exercise = async (bench) => {
  const source = { method: 'glance-direct' } as const;
  const ticket = bench.remember(await bench.provider.beginImport(SAMPLE, source, bench.call));
  await bench.provider.sendBytes(ticket, SAMPLE, bodyOf(SAMPLE_BYTES), bench.call);
  const { image } = await settled(bench, ticket.imageId ?? '');
  expect(image).toMatchObject({ status: 'ready', sizeBytes: SAMPLE_BYTES.byteLength });
};

const edit: Exercise = async (bench) => {
  const { id, document } = await bench.makeImage();
  const { revision } = document.image;
  const after = await bench.provider.edit(
    id,
    { name: 'argosy-renamed', minDiskGb: 1 },
    { revision },
    bench.call,
  );
  expect(after.image).toMatchObject({
    name: 'argosy-renamed',
    minDiskGb: 1,
    minRamMb: document.image.minRamMb,
  });
  expect(after.image.revision).not.toBe(revision);
  expect((await bench.provider.show(id, bench.call)).image).toEqual(after.image);
  await expect(bench.provider.edit(id, { name: 'late' }, { revision }, bench.call)).rejects.toMatchObject({
    code: 'CONFLICT',
  });
};

const tags: Exercise = async (bench) => {
  const { id } = await bench.makeImage({ tags: ['one', 'two'] });
  const edited = await bench.provider.edit(id, { addTags: ['drei ü'], removeTags: ['one'] }, {}, bench.call);
  expect(edited.image.tags.toSorted()).toEqual(['drei ü', 'two']);
  expect(await idsOf(bench, { tags: ['drei ü', 'two'] })).toEqual([id]);
  expect(await idsOf(bench, { tags: ['drei ü', 'one'] })).toEqual([]);
};

const protect: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const guarded = await bench.provider.edit(id, { protected: true }, {}, bench.call);
  expect(guarded.image.protected).toBe(true);
  await expect(bench.provider.remove(id, {}, bench.call)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    hint: /unprotect/,
  });
  await bench.provider.edit(id, { protected: false }, {}, bench.call);
  await bench.provider.remove(id, {}, bench.call);
};

const hide: Exercise = async (bench) => {
  const name = `argosy-hide-${randomBytes(4).toString('hex')}`;
  const { id } = await bench.makeImage({ name });
  await bench.provider.edit(id, { hidden: true }, {}, bench.call);
  expect(await idsOf(bench, { name, hidden: false })).toEqual([]);
  expect(await idsOf(bench, { name, hidden: true })).toEqual([id]);
  // Its owner must be able to find it again.
  expect(await idsOf(bench, { name })).toEqual([id]);
};

const visibility: Exercise = async (bench) => {
  const { id } = await bench.makeImage({ visibility: 'private' });
  const shared = await bench.provider.edit(id, { visibility: 'shared' }, {}, bench.call);
  expect(shared.image.visibility).toBe('shared');
};

const deactivate: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  expect((await bench.provider.setActive(id, false, bench.call)).image.status).toBe('disabled');
  await expect(download(bench, id, 0)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await bench.provider.setActive(id, true, bench.call)).image.status).toBe('ready');
};

const setProperty: Exercise = async (bench) => {
  const { id } = await bench.makeImage({ properties: { kept: 'as it was' } });
  const odd = { 'hw/disk~bus': 'virtio', unicode: 'Grüße', empty: '' };
  const { image } = await bench.provider.edit(id, { setProperties: odd }, {}, bench.call);
  expect(image.properties).toMatchObject({ ...odd, kept: 'as it was' });
};

const unsetProperty: Exercise = async (bench) => {
  const { id } = await bench.makeImage({ properties: { kept: 'k', 'to/remove': 'x' } });
  const unset = ['to/remove', 'never was there'];
  const { image } = await bench.provider.edit(id, { unsetProperties: unset }, {}, bench.call);
  expect(image.properties).toMatchObject({ kept: 'k' });
  expect(Object.keys(image.properties)).not.toContain('to/remove');
};

const remove: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  await bench.provider.remove(id, {}, bench.call);
  await expect(bench.provider.show(id, bench.call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bench.provider.remove(id, {}, bench.call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
};

const whole: Exercise = async (bench) => {
  const { id, bytes } = await bench.makeImage();
  const got = await download(bench, id, 0);
  expect([got.offset, got.totalBytes ?? bytes.byteLength]).toEqual([0, bytes.byteLength]);
  expect(got.bytes.equals(bytes)).toBe(true);
};

const ranged: Exercise = async (bench) => {
  const { id, bytes } = await bench.makeImage();
  const got = await download(bench, id, 2_000_003);
  expect([0, 2_000_003]).toContain(got.offset);
  expect(got.bytes.equals(bytes.subarray(got.offset))).toBe(true);
  const beyond = await download(bench, id, bytes.byteLength + 5);
  expect(beyond.offset).toBe(0);
};

const stores: Exercise = async ({ capabilities }) => {
  expect(capabilities.stores.filter(({ isDefault }) => isDefault)).toHaveLength(1);
};

const usage: Exercise = async (bench) => {
  for (const { limit, used } of await bench.provider.usage(bench.call)) {
    expect([limit, used].every(Number.isFinite)).toBe(true);
  }
};

/** Every operation that a provider's interface can do. The others must be declared as not supported. */
export const EXERCISES: Partial<Record<Operation, Exercise>> = {
  'image.list': list,
  'image.show': show,
  'image.upload': upload,
  'image.import': importImage,
  'image.edit': edit,
  'image.delete': remove,
  'image.download': whole,
  'image.download-range': ranged,
  'image.tags': tags,
  'image.protect': protect,
  'image.hide': hide,
  'image.visibility': visibility,
  'image.deactivate': deactivate,
  'property.set': setProperty,
  'property.unset': unsetProperty,
  'store.list': stores,
  'usage.show': usage,
};

/** The single call that a denied operation stands for: it must be refused before any request. */
export const DENIED_CALLS: Partial<Record<Operation, (bench: Bench, id: string) => Promise<unknown>>> = {
  'image.show': ({ provider, call }, id) => provider.show(id, call),
  'image.upload': ({ provider, call }) => provider.beginUpload(SAMPLE, 5, call),
  'image.import': ({ provider, call }) => provider.beginImport(SAMPLE, { method: 'glance-direct' }, call),
  'image.edit': ({ provider, call }, id) => provider.edit(id, { name: 'x' }, {}, call),
  'image.delete': ({ provider, call }, id) => provider.remove(id, {}, call),
  'image.download': ({ provider, call }, id) => provider.openDownload(id, 0, call),
  'image.tags': ({ provider, call }, id) => provider.edit(id, { addTags: ['x'] }, {}, call),
  'image.protect': ({ provider, call }, id) => provider.edit(id, { protected: true }, {}, call),
  'image.hide': ({ provider, call }, id) => provider.edit(id, { hidden: true }, {}, call),
  'image.visibility': ({ provider, call }, id) => provider.edit(id, { visibility: 'public' }, {}, call),
  'image.deactivate': ({ provider, call }, id) => provider.setActive(id, false, call),
  'property.set': ({ provider, call }, id) => provider.edit(id, { setProperties: { a: 'b' } }, {}, call),
  'property.unset': ({ provider, call }, id) => provider.edit(id, { unsetProperties: ['a'] }, {}, call),
  'usage.show': ({ provider, call }) => provider.usage(call),
  'image.list': async ({ provider, call }) => {
    for await (const page of provider.list({}, call)) expect(page).toBeDefined();
  },
};
