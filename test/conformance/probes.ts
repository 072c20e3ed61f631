import { expect } from 'vitest';
import { listed, settled } from './ask.ts';
import { type Bench, bodyOf, uniqueName } from './service.ts';

/**
 * What the matrix of services asks beyond the operations: qualities of lists, of an image's document, of the
 * sign-in. Each says what it saw: `false` is "this service has none", which the matrix must agree with.
 */
export const PROBES = {
  version: async (bench: Bench) => (await stepOf(bench, 'version')) === 'passed',
  'sign-in': async (bench: Bench) => (await stepOf(bench, 'sign-in')) === 'passed',
  'list.filter': async (bench: Bench) => {
    const name = uniqueName('filter');
    const { id, document } = await bench.makeImage({ name });
    const { diskFormat } = document.image;
    const asked = { name, status: 'ready', ...(diskFormat === null ? {} : { diskFormat }) } as const;
    expect((await listed(bench, asked)).map(({ image }) => image.id)).toEqual([id]);
    expect(await listed(bench, { ...asked, status: 'failed' })).toEqual([]);
    return true;
  },
  'list.size': async (bench: Bench) => {
    const name = uniqueName('size');
    const { id } = await bench.makeImage({ name });
    const { sizeBytes } = (await listed(bench, { name }))[0]?.image ?? {};
    if (sizeBytes === null || sizeBytes === undefined) return false;
    const within = await listed(bench, { name, sizeMinBytes: sizeBytes, sizeMaxBytes: sizeBytes });
    expect(within.map(({ image }) => image.id)).toEqual([id]);
    expect(await listed(bench, { name, sizeMinBytes: sizeBytes + 1 })).toEqual([]);
    return true;
  },
  'list.changed': async (bench: Bench) => {
    const name = uniqueName('changed');
    const { id, document } = await bench.makeImage({ name });
    const { updatedAt, createdAt } = document.image;
    const at = updatedAt ?? createdAt;
    if (at === null) return false;
    const since = (milliseconds: number) => new Date(Date.parse(at) + milliseconds).toISOString();
    const after = await listed(bench, { name, changedSince: since(-60_000) });
    expect(after.map(({ image }) => image.id)).toEqual([id]);
    expect(await listed(bench, { name, changedSince: since(3_600_000) })).toEqual([]);
    return true;
  },
  'list.sort': async (bench: Bench) => {
    for (const end of ['b', 'c', 'a']) await bench.makeImage({ name: uniqueName(`sort-${end}`) });
    const sorted = await listed(bench, { sort: [{ key: 'name', direction: 'desc' }] });
    const names = sorted.map(({ image }) => image.name ?? '').filter((name) => name.includes('-sort-'));
    expect(names).toEqual(names.toSorted().toReversed());
    expect(names.length).toBeGreaterThanOrEqual(3);
    return true;
  },
  'list.pages': async (bench: Bench) => {
    for (let made = 0; made < bench.samples.pageful; made += 1) await bench.makeImage();
    await listed(bench, {});
    const before = bench.requests();
    const found = await listed(bench, { pageSize: 2, hidden: false });
    expect(found.length).toBeGreaterThanOrEqual(bench.samples.pageful);
    return bench.requests() - before > 1;
  },
  'image.size': async (bench: Bench) => {
    const { id, bytes } = await bench.makeImage();
    const { sizeBytes, virtualSizeBytes } = (await bench.provider.show(id, bench.call)).image;
    if (sizeBytes !== null && !bench.samples.packs) expect(sizeBytes).toBe(bytes.byteLength);
    return (sizeBytes ?? virtualSizeBytes) !== null;
  },
  'image.checksum': async (bench: Bench) => (await bench.makeImage()).document.image.checksum !== null,
  'image.properties': async (bench: Bench) => {
    const { raw, image } = (await bench.makeImage()).document;
    if (bench.capabilities.operations['property.set'].supported) return true;
    const told = typeof raw === 'object' && raw !== null && 'properties' in raw;
    return told || Object.keys(image.properties).length > 0;
  },
  'image.progress': async (bench: Bench) => {
    if (!bench.capabilities.operations['image.upload'].supported) return false;
    const image = bench.newImage();
    const begun = bench.remember(
      await bench.provider.beginUpload(image, bench.samples.bytes.byteLength, bench.call),
    );
    const sent = bench.remember(
      await bench.provider.sendBytes(begun, image, bodyOf(bench.samples.bytes), bench.call),
    );
    const { image: made } = await settled(bench, sent.imageId ?? '');
    return made.status === 'ready';
  },
  'members.can-share': async (bench: Bench) => {
    if (!bench.capabilities.operations['member.list'].supported) return false;
    const { id } = await bench.makeImage();
    const partner = bench.service.partner?.memberId ?? '';
    await bench.provider.addMembers(id, [partner], { makeShared: true }, bench.call);
    const members = await bench.provider.listMembers(id, bench.call);
    return members.some(({ canShare }) => canShare !== null);
  },
  'shown.tags': async (bench: Bench) => {
    const { raw } = (await bench.makeImage()).document;
    return typeof raw === 'object' && raw !== null && 'tags' in raw;
  },
  'shown.protected': async (bench: Bench) => (await bench.makeImage()).document.image.protected !== null,
  'shown.visibility': async (bench: Bench) => (await bench.makeImage()).document.image.visibility !== null,
  'import.methods': async ({ capabilities, service }: Bench) =>
    service.profile.kind === 'glance' && capabilities.importMethods.length > 0,
} satisfies Record<string, (bench: Bench) => Promise<boolean>>;

export type ProbeName = keyof typeof PROBES;

async function stepOf(bench: Bench, wanted: string): Promise<string | undefined> {
  let verdict: string | undefined;
  await bench.provider.test((step) => {
    if (step.step === wanted) verdict = step.verdict;
  }, bench.call);
  return verdict;
}
