import { expect } from 'vitest';
import { settled } from './ask.ts';
import { type Bench, type Exercise, uniqueName } from './service.ts';

/** A member of the service's own kind. A suite that declares members must have somebody to share with. */
function partnerOf({ service }: Bench): string {
  if (service.partner === undefined) throw new Error('the service of this suite has no partner');
  return service.partner.memberId;
}

/** Takes the partner out again: where members are those of a whole namespace, they outlive the image. */
async function whileShared(bench: Bench, id: string, prove: () => Promise<void>): Promise<void> {
  await bench.provider.addMembers(id, [partnerOf(bench)], { makeShared: true }, bench.call);
  try {
    await prove();
  } finally {
    if ((await membersOf(bench, id)).includes(partnerOf(bench)))
      await bench.provider.removeMembers(id, [partnerOf(bench)], bench.call);
  }
}

async function membersOf(bench: Bench, id: string): Promise<readonly string[]> {
  return (await bench.provider.listMembers(id, bench.call)).map(({ memberId }) => memberId);
}

export const listMembers: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const members = await bench.provider.listMembers(id, bench.call);
  for (const { memberId, status } of members) {
    expect(memberId).toMatch(/./);
    expect([null, 'pending', 'accepted', 'rejected']).toContain(status);
  }
};

export const addMember: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  await whileShared(bench, id, async () => {
    expect(await membersOf(bench, id)).toContain(partnerOf(bench));
  });
};

export const removeMember: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const partner = partnerOf(bench);
  await bench.provider.addMembers(id, [partner], { makeShared: true }, bench.call);
  await bench.provider.removeMembers(id, [partner], bench.call);
  expect(await membersOf(bench, id)).not.toContain(partner);
};

export const replaceMembers: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  const partner = partnerOf(bench);
  await bench.provider.replaceMembers(id, [partner], { makeShared: true }, bench.call);
  expect(await membersOf(bench, id)).toContain(partner);
  await bench.provider.replaceMembers(id, [], { makeShared: true }, bench.call);
  expect(await membersOf(bench, id)).not.toContain(partner);
};

export const answerShare: Exercise = async (bench) => {
  const { id } = await bench.makeImage();
  await whileShared(bench, id, async () => {
    await bench.partner().answerShare(id, 'accepted', bench.call);
    const members = await bench.provider.listMembers(id, bench.call);
    expect(members.find(({ memberId }) => memberId === partnerOf(bench))?.status).toBe('accepted');
    await takeBack(bench, id);
  });
};

/** Where an answer is gone once it is given, that is said before anything is asked. */
async function takeBack(bench: Bench, id: string): Promise<void> {
  const before = bench.requests();
  const refused = await bench
    .partner()
    .answerShare(id, 'pending', bench.call)
    .then(() => undefined)
    .catch((error: unknown) => error);
  if (refused !== undefined) {
    expect(refused).toMatchObject({ code: 'UNSUPPORTED', hint: /./ });
    expect(bench.requests()).toBe(before);
    return;
  }
  const members = await bench.provider.listMembers(id, bench.call);
  expect(members.find(({ memberId }) => memberId === partnerOf(bench))?.status).toBe('pending');
}

export const listShared: Exercise = async (bench) => {
  const shared = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const page of bench.partner().listShared('all', bench.call))
      ids.push(...page.map(({ document }) => document.image.id));
    return ids;
  };
  const { id } = await bench.makeImage();
  if (bench.capabilities.operations['member.add'].supported) {
    await whileShared(bench, id, async () => {
      if (bench.capabilities.operations['member.accept'].supported)
        await bench.partner().answerShare(id, 'accepted', bench.call);
      expect(await shared()).toContain(id);
    });
  } else {
    expect(await shared()).toBeInstanceOf(Array);
  }
};

const PACK = { ramMb: 1024, quotaGb: 40 } as const;

async function makePackage(bench: Bench): Promise<string> {
  const wanted = { ...PACK, name: uniqueName('package') };
  const made = await bench.provider.createPackage(wanted, bench.call);
  return made.package.id;
}

export const listPackages: Exercise = async (bench) => {
  const id = await makePackage(bench);
  try {
    const found = await bench.provider.listPackages(bench.call);
    expect(found.find((each) => each.package.id === id)?.package).toMatchObject(PACK);
  } finally {
    await bench.provider.removePackage(id, bench.call);
  }
};

export const createPackage: Exercise = async (bench) => {
  const { provider, call } = bench;
  const wanted = {
    ...PACK,
    name: uniqueName('package'),
    cpuCap: 150,
    maxSwapMb: 2048,
    blockSize: 8192,
    compression: 'gzip-6',
    zfsIoPriority: 100,
    requirements: [
      { weight: 'must', attribute: 'resources.free-memory', condition: '>', value: 5 },
      { weight: 'cant', attribute: 'pools.health', condition: 'element', value: ['DEGRADED', 'FAULTED'] },
      { weight: -3, attribute: 'chunter.version', condition: '=<', value: '0.9' },
      { weight: 'scale', attribute: 'resources.free-memory', low: 0, high: 10 },
      { weight: 'random', low: 0, high: 5 },
    ],
  } as const;
  const made = await provider.createPackage(wanted, call);
  try {
    expect(made.package).toMatchObject(wanted);
    await expect(provider.createPackage(wanted, call)).rejects.toMatchObject({ code: 'CONFLICT' });
  } finally {
    await provider.removePackage(made.package.id, call);
  }
};

export const removePackage: Exercise = async (bench) => {
  const id = await makePackage(bench);
  await bench.provider.removePackage(id, bench.call);
  await expect(bench.provider.showPackage(id, bench.call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
};

export const packageMetadata: Exercise = async (bench) => {
  const { provider, call } = bench;
  const id = await makePackage(bench);
  try {
    await provider.setPackageMetadata(id, ['ui', 'a/b ü', 'first'], { deep: [1, null] }, call);
    await provider.setPackageMetadata(id, ['top'], 'text', call);
    const set = (await provider.showPackage(id, call)).package.metadata;
    expect(set).toMatchObject({ ui: { 'a/b ü': { first: { deep: [1, null] } } }, top: 'text' });
    await provider.unsetPackageMetadata(id, ['ui', 'a/b ü', 'first'], call);
    await provider.unsetPackageMetadata(id, ['never', 'there'], call);
    const left = (await provider.showPackage(id, call)).package.metadata;
    expect(left).toMatchObject({ ui: { 'a/b ü': {} }, top: 'text' });
    expect(JSON.stringify(left)).not.toContain('deep');
    await expect(
      provider.setPackageMetadata(bench.samples.missingId, ['a'], 'b', call),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  } finally {
    await provider.removePackage(id, call);
  }
};

export const stores: Exercise = async ({ capabilities }) => {
  expect(capabilities.stores.filter(({ isDefault }) => isDefault)).toHaveLength(1);
};

function spareStore({ capabilities }: Bench): string {
  const spare = capabilities.stores.find(({ isDefault, readOnly }) => !isDefault && !readOnly);
  if (spare === undefined) throw new Error('the service of this suite has one store only');
  return spare.id;
}

async function makeTwice(bench: Bench): Promise<string> {
  const { id } = await bench.makeImage();
  await bench.provider.copyToStores(id, [spareStore(bench)], bench.call);
  await expect.poll(() => storesOf(bench, id), { timeout: 10_000 }).toContain(spareStore(bench));
  // The copy is there before the service is done with it.
  const tasks = async () => (await bench.provider.listTasks(id, bench.call)).map(({ status }) => status);
  await expect.poll(tasks, { timeout: 10_000 }).toEqual(['success']);
  return id;
}

async function storesOf(bench: Bench, id: string): Promise<readonly string[]> {
  const { raw } = await settled(bench, id);
  return typeof raw === 'object' && raw !== null && 'stores' in raw ? String(raw['stores']).split(',') : [];
}

export const copyToStore: Exercise = async (bench) => {
  await makeTwice(bench);
};

export const removeFromStore: Exercise = async (bench) => {
  const id = await makeTwice(bench);
  await bench.provider.removeFromStore(id, spareStore(bench), bench.call);
  const left = await storesOf(bench, id);
  expect(left).not.toContain(spareStore(bench));
  const last = left[0] ?? '';
  await expect(bench.provider.removeFromStore(id, last, bench.call)).rejects.toMatchObject({
    name: 'AppError',
  });
};

export const definitions: Exercise = async ({ provider, call }) => {
  for (const { namespace, properties } of await provider.listDefinitions(call)) {
    expect(namespace).toMatch(/./);
    for (const { key } of properties) expect(key).toMatch(/./);
  }
};

export const usage: Exercise = async (bench) => {
  for (const { limit, used } of await bench.provider.usage(bench.call)) {
    expect([limit, used].every(Number.isFinite)).toBe(true);
  }
};
