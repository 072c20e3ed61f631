import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { knownAlgorithm } from '../../src/main/transfers/hashing/byte-hasher.ts';
import { download, idsOf, settled } from './ask.ts';
import { bodyOf, type Exercise, uniqueName } from './service.ts';

export const list: Exercise = async (bench) => {
  const name = uniqueName('list');
  const made = [];
  for (let index = 0; index < 3; index += 1)
    made.push((await bench.makeImage({ name: `${name}-${index}` })).id);
  expect(await idsOf(bench, { pageSize: 2 })).toEqual(expect.arrayContaining(made));
  expect(await idsOf(bench, { name: `${name}-1`, pageSize: 2 })).toEqual([made[1]]);
  expect(await idsOf(bench, { name: `${name}-not` })).toEqual([]);
};

export const show: Exercise = async (bench) => {
  const { id, document } = await bench.makeImage();
  const { image, raw } = await bench.provider.show(id, bench.call);
  expect(image).toMatchObject({ id, name: document.image.name, status: 'ready' });
  expect(raw).toBeTypeOf('object');
  await expect(bench.provider.show(bench.samples.missingId, bench.call)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
};

export const upload: Exercise = async (bench) => {
  const { document, bytes } = await bench.makeImage();
  const { checksum, sizeBytes, status } = document.image;
  expect(status).toBe('ready');
  if (!bench.samples.packs) expect([bytes.byteLength, null]).toContain(sizeBytes);
  if (checksum !== null) {
    expect(checksum.algo).toBe(bench.capabilities.hashAlgo);
    expect(knownAlgorithm(checksum.algo), 'a hash that Argosy can compute').toBeDefined();
  }
  const image = bench.newImage();
  const ticket = bench.remember(await bench.provider.beginUpload(image, 5, bench.call));
  expect(await bench.provider.canResumeUpload(ticket, bench.call)).toBe(true);
  await bench.provider.abandonUpload(ticket, bench.call);
  await bench.provider.abandonUpload(ticket, bench.call);
  if (ticket.imageId === null) return;
  expect(await bench.provider.canResumeUpload(ticket, bench.call)).toBe(false);
};

export const importImage: Exercise = async (bench) => {
  const { provider, call, service, capabilities, samples } = bench;
  if (capabilities.importMethods.includes('glance-direct')) {
    const image = bench.newImage();
    const begun = await provider.beginImport(image, { method: 'glance-direct' }, call);
    const ticket = bench.remember(begun);
    await provider.sendBytes(ticket, image, bodyOf(samples.bytes), call);
    const { image: made } = await settled(bench, ticket.imageId ?? '');
    expect(made).toMatchObject({ status: 'ready', sizeBytes: samples.bytes.byteLength });
  }
  if (service.importUrl === undefined) return;
  const source = { method: 'web-download', url: await service.importUrl() } as const;
  const ticket = bench.remember(await provider.beginImport(bench.newImage(), source, call));
  expect((await settled(bench, ticket.imageId ?? '')).image.status).toBe('ready');
};

export const register: Exercise = async (bench) => {
  const url = (await bench.service.registerUrl?.()) ?? '';
  const source = { method: 'register', url } as const;
  const ticket = bench.remember(await bench.provider.beginImport(bench.newImage(), source, bench.call));
  expect((await settled(bench, ticket.imageId ?? '')).image.status).toBe('ready');
};

/** Whatever it is that the service lets one change. */
export const edit: Exercise = async (bench) => {
  const { provider, call, capabilities } = bench;
  const { id, document } = await bench.makeImage();
  const { revision } = document.image;
  const change = (to: string) =>
    capabilities.operations['image.rename'].supported ? { name: to } : { setProperties: { changed: to } };
  const after = await provider.edit(id, change('argosy-changed'), { revision }, call);
  expect(after.image.revision).not.toBe(revision);
  expect((await provider.show(id, call)).image).toEqual(after.image);
  await expect(provider.edit(id, change('argosy-late'), { revision }, call)).rejects.toMatchObject({
    code: 'CONFLICT',
  });
};

export const rename: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const after = await bench.provider.edit(id, { name: 'argosy-renamed' }, {}, bench.call);
  expect(after.image.name).toBe('argosy-renamed');
  expect((await bench.provider.show(id, bench.call)).image.name).toBe('argosy-renamed');
};

/** Where formats are fixed once there are bytes, the record alone is changed. */
export const formats: Exercise = async (bench) => {
  const { provider, call, samples } = bench;
  const begun = bench.service.seed ? undefined : await provider.beginUpload(bench.newImage(), 5, call);
  const id = begun?.imageId ? bench.remember(begun).imageId : (await bench.makeImage()).id;
  const { image, notes } = await provider.edit(id ?? '', { diskFormat: samples.otherDiskFormat }, {}, call);
  // A service that says yes and changes nothing is told on.
  if (image.diskFormat !== samples.otherDiskFormat) expect(notes).not.toEqual([]);
};

export const minimums: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const { image } = await bench.provider.edit(id, { minDiskGb: 7, minRamMb: 512 }, {}, bench.call);
  expect(image).toMatchObject({ minDiskGb: 7, minRamMb: 512 });
};

export const tags: Exercise = async (bench) => {
  const { id } = await bench.makeImage({ tags: ['one', 'two'] });
  const edited = await bench.provider.edit(id, { addTags: ['drei ü'], removeTags: ['one'] }, {}, bench.call);
  expect(edited.image.tags.toSorted()).toEqual(['drei ü', 'two']);
  expect(await idsOf(bench, { tags: ['drei ü', 'two'] })).toEqual([id]);
  expect(await idsOf(bench, { tags: ['drei ü', 'one'] })).toEqual([]);
};

export const protect: Exercise = async (bench) => {
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

export const hide: Exercise = async (bench) => {
  const name = uniqueName('hide');
  const { id } = await bench.makeImage({ name });
  await bench.provider.edit(id, { hidden: true }, {}, bench.call);
  expect(await idsOf(bench, { name, hidden: false })).toEqual([]);
  expect(await idsOf(bench, { name, hidden: true })).toEqual([id]);
  // Its owner must be able to find it again.
  expect(await idsOf(bench, { name })).toEqual([id]);
};

export const visibility: Exercise = async (bench) => {
  const { id } = await bench.makeImage({ visibility: 'private' });
  const wanted = bench.samples.visibility;
  const shared = await bench.provider.edit(id, { visibility: wanted }, {}, bench.call);
  expect(shared.image.visibility).toBe(wanted);
};

export const deactivate: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  expect((await bench.provider.setActive(id, false, bench.call)).image.status).toBe('disabled');
  await expect(download(bench, id, 0)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect((await bench.provider.setActive(id, true, bench.call)).image.status).toBe('ready');
};

export const tasks: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  expect(await bench.provider.listTasks(id, bench.call)).toBeInstanceOf(Array);
};

export const setProperty: Exercise = async (bench) => {
  const { provider, call, samples } = bench;
  const { id } = await bench.makeImage();
  await provider.edit(id, { setProperties: { kept: 'as it was' } }, {}, call);
  const { image } = await provider.edit(id, { setProperties: samples.properties.set }, {}, call);
  expect(image.properties).toMatchObject({ ...samples.properties.got, kept: 'as it was' });
  expect((await provider.show(id, call)).image.properties).toMatchObject(samples.properties.got);
};

export const unsetProperty: Exercise = async (bench) => {
  const { provider, call } = bench;
  const { id } = await bench.makeImage();
  await provider.edit(id, { setProperties: { kept: 'k', gone: 'x' } }, {}, call);
  const { image } = await provider.edit(id, { unsetProperties: ['gone', 'never_was_there'] }, {}, call);
  expect(image.properties).toMatchObject({ kept: 'k' });
  expect(Object.keys(image.properties)).not.toContain('gone');
};

export const nestedProperty: Exercise = async (bench) => {
  const { provider, call } = bench;
  const { id } = await bench.makeImage();
  const tree = { list: [1, 'two', { three: null }] };
  const set = await provider.edit(id, { setProperties: { 'ui/notes': tree, 'ui/other': true } }, {}, call);
  expect(set.image.properties).toMatchObject({ ui: { notes: tree, other: true } });
  const unset = await provider.edit(id, { unsetProperties: ['ui/notes/list'] }, {}, call);
  expect(unset.image.properties).toMatchObject({ ui: { notes: {}, other: true } });
};

export const remove: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  await bench.provider.remove(id, {}, bench.call);
  await expect(bench.provider.show(id, bench.call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(bench.provider.remove(id, {}, bench.call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
};

export const removeFile: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  await bench.provider.remove(id, { withFile: true }, bench.call);
  await expect(bench.provider.show(id, bench.call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
};

export const whole: Exercise = async (bench) => {
  const { id, bytes } = await bench.makeImage();
  const got = await download(bench, id, 0);
  expect(got.offset).toBe(0);
  expect([got.bytes.byteLength, null]).toContain(got.totalBytes);
  const unpacked = bench.samples.packs ? gunzipSync(got.bytes) : got.bytes;
  expect(sha256(unpacked)).toBe(sha256(bytes));
};

export const ranged: Exercise = async (bench) => {
  const { id, bytes } = await bench.makeImage();
  const from = Math.floor((bytes.byteLength * 2) / 3);
  const got = await download(bench, id, from);
  expect([0, from]).toContain(got.offset);
  expect(sha256(got.bytes)).toBe(sha256(bytes.subarray(got.offset)));
  const beyond = await download(bench, id, bytes.byteLength + 5);
  expect(beyond.offset).toBe(0);
};

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
