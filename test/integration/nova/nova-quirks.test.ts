import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ProfileInput, profileInput } from '#shared/contract/index.ts';
import type { Image } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, partnerProject } from '../sandbox/client.ts';

const call = { signal: new AbortController().signal, operation: 'test' };
const BYTES = new Uint8Array(1000);

let sandbox: Sandbox;
let demo: GlanceClient;
let partner: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

/** Signs in anew: a test may have revoked every token. */
async function nova(settings: Readonly<Record<string, string>> = {}): Promise<ImageProvider> {
  demo = await GlanceClient.signIn(sandbox, 'demo');
  partner = await GlanceClient.signIn(sandbox, 'partner');
  const { secret = '', ...announced } = sandbox.dialects['nova'] ?? {};
  const input: ProfileInput = profileInput.parse({
    kind: 'nova',
    name: 'compute',
    settings: { ...announced, ...settings },
  });
  const provider = createProvider({
    profile: { ...input, color: 0 },
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => secret,
    now: Date.now,
  });
  onTestFinished(() => provider.close());
  return provider;
}

async function listed(provider: ImageProvider): Promise<readonly Image[]> {
  const images: Image[] = [];
  for await (const page of provider.list({ pageSize: 2 }, call))
    images.push(...page.map(({ image }) => image));
  return images;
}

test.for([false, true])(
  'a token that was revoked is replaced unseen (refused in plain text: %s)',
  async (plain) => {
    sandbox.switches.set('nova-plain-401', plain);
    const provider = await nova();
    const id = await demo.createActive(BYTES, { name: 'kept' });
    await provider.show(id, call);
    await fetch(`${sandbox.url}/sandbox/tokens`, { method: 'DELETE' });
    expect((await provider.edit(id, { setProperties: { a: 'b' } }, {}, call)).image.properties).toEqual({
      a: 'b',
    });
  },
);

test.for([false, true])('too many properties are QUOTA (as 413: %s)', async (as413) => {
  sandbox.switches.set('nova-quota-413', as413);
  const provider = await nova();
  const id = await demo.create({ visibility: 'private' });
  const many = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, 'v']));
  await expect(provider.edit(id, { setProperties: many }, {}, call)).rejects.toMatchObject({
    code: 'QUOTA',
    hint: /Remove some first/,
  });
  expect((await provider.show(id, call)).image.properties).toEqual({});
});

test('pages of a full last page, of one that is not, and of none', async () => {
  const provider = await nova();
  const names = async () => (await listed(provider)).map(({ name }) => name).toSorted();
  for (const { id } of await listed(provider)) await provider.remove(id, {}, call);
  expect(await names()).toEqual([]);
  for (const name of ['a', 'b']) await demo.create({ name });
  expect(await names()).toEqual(['a', 'b']);
  await demo.create({ name: 'c' });
  expect(await names()).toEqual(['a', 'b', 'c']);
});

describe('an image that others can see', () => {
  const shared = async (): Promise<string> => {
    const id = await demo.createActive(BYTES, { visibility: 'shared' });
    await demo.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    return id;
  };
  const seenByPartner = async (id: string) => (await partner.call('GET', `/v2/images/${id}`)).status;

  test('is kept for them until its loss is accepted', async () => {
    const provider = await nova();
    const id = await shared();
    const edit = { setProperties: { a: 'b' } };
    await expect(provider.edit(id, edit, {}, call)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await seenByPartner(id)).toBe(200);
    const { notes } = await provider.edit(id, edit, { accepted: true }, call);
    expect(notes).toEqual(['Nova made the image private: it was shared before, and its members lost it.']);
    expect(await seenByPartner(id)).toBe(404);
  });

  test('is kept for them also where the person typed the address of Nova', async () => {
    const provider = await nova({ endpoint: `${sandbox.url}/compute/v2.1` });
    const id = await shared();
    await expect(provider.edit(id, { unsetProperties: ['none'] }, {}, call)).resolves.toBeDefined();
    await expect(provider.edit(id, { setProperties: { a: 'b' } }, {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await seenByPartner(id)).toBe(200);
  });
});

test('a Nova that is newer than its images still lists them', async () => {
  sandbox.switches.set('nova-max-minor', 104);
  const provider = await nova();
  expect((await provider.capabilities(call)).version).toBe('2.104');
  const id = await demo.create({ name: 'new' });
  expect((await provider.show(id, call)).image).toMatchObject({ name: 'new', status: 'waiting' });
});
