import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import { projectIds } from '../../../src/sandbox/seed/identities.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { bodyOf, USUAL_SAMPLES } from '../../conformance/service.ts';

const call = { signal: new AbortController().signal, operation: 'test' };
const BYTES = Buffer.from('a small image of nothing');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.switches.reset());

/** A connection of its own: what the service can do is asked once and kept. */
function connect(username: 'demo' | 'partner' | 'admin'): ImageProvider {
  const { authUrl = '' } = sandbox.dialects['glance'] ?? {};
  const domains = { userDomain: 'Default', projectDomain: 'Default' };
  const provider = createProvider({
    profile: {
      name: username,
      kind: 'glance',
      tls: {},
      color: 0,
      settings: { authUrl, username, project: username, region: 'Sandbox', ...domains },
    },
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => `${username}-secret`,
    now: Date.now,
  });
  onTestFinished(() => provider.close());
  return provider;
}

async function makeImage(provider: ImageProvider, more: object = {}): Promise<string> {
  const image = { name: 'image', ...USUAL_SAMPLES.image, ...more };
  const ticket = await provider.beginUpload(image, BYTES.byteLength, call);
  onTestFinished(() => provider.abandonUpload(ticket, call));
  await provider.sendBytes(ticket, image, bodyOf(BYTES), call);
  return ticket.imageId ?? '';
}

async function sharedWith(provider: ImageProvider, status: 'pending' | 'accepted' | 'rejected' | 'all') {
  const found: string[] = [];
  for await (const page of provider.listShared(status, call)) {
    found.push(...page.map(({ document, memberStatus }) => `${document.image.id} ${memberStatus}`));
  }
  return found;
}

describe('sharing', () => {
  test('each project sees its own side, page by page', async () => {
    sandbox.switches.set('page-max', 1);
    const [demo, partner, admin] = [connect('demo'), connect('partner'), connect('admin')];
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.push(await makeImage(demo, { visibility: 'private' }));
    for (const id of ids) await demo.addMembers(id, [projectIds.partner], { makeShared: true }, call);
    // Shared with somebody else: an administrator is listed it all the same.
    await demo.addMembers(await makeImage(demo), ['nobody'], {}, call);
    await makeImage(partner);
    const [first, second, third] = ids;
    await partner.answerShare(first ?? '', 'accepted', call);
    await partner.answerShare(second ?? '', 'rejected', call);

    expect(await sharedWith(partner, 'pending')).toEqual([`${third} pending`]);
    expect(await sharedWith(partner, 'accepted')).toEqual([`${first} accepted`]);
    expect(await sharedWith(partner, 'rejected')).toEqual([`${second} rejected`]);
    expect((await sharedWith(partner, 'all')).toSorted()).toEqual(
      [`${first} accepted`, `${second} rejected`, `${third} pending`].toSorted(),
    );
    expect(await sharedWith(demo, 'all')).toEqual([]);
    expect(await sharedWith(admin, 'all')).toEqual([]);
  });

  test('works on private images before v2.5, without making them shared', async () => {
    sandbox.switches.set('glance-max-minor', 4);
    const [demo, partner] = [connect('demo'), connect('partner')];
    const id = await makeImage(demo, { visibility: 'private' });
    await demo.addMembers(id, [projectIds.partner, 'other'], {}, call);
    await demo.replaceMembers(id, [projectIds.partner], {}, call);
    expect(await sharedWith(partner, 'all')).toEqual([`${id} pending`]);
    await partner.answerShare(id, 'accepted', call);
    expect(await demo.listMembers(id, call)).toMatchObject([{ status: 'accepted' }]);
    await demo.removeMembers(id, [projectIds.partner], call);
    expect(await demo.listMembers(id, call)).toEqual([]);
    expect((await demo.show(id, call)).image.visibility).toBe('private');
    await expect(demo.edit(id, { visibility: 'community' }, {}, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: /private and public/,
    });
  });

  test('answers of a proxy that are HTML mean the same', async () => {
    sandbox.switches.set('html-errors', true);
    const demo = connect('demo');
    const id = await makeImage(demo, { visibility: 'private' });
    expect(await demo.listMembers(id, call)).toEqual([]);
    await demo.addMembers(id, ['p2'], { makeShared: true }, call);
    await expect(demo.addMembers(id, ['p2'], {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: 'It is a member already.',
    });
  });
});

test('an image comes from another region, and a failure says why as far as the service does', async () => {
  sandbox.switches.set('glance-download', true);
  const demo = connect('demo');
  const source = await makeImage(demo, { diskFormat: 'iso', properties: { os_type: 'linux' } });
  const begin = (imageId: string, region: string) =>
    demo.beginImport(
      { name: 'copy', ...USUAL_SAMPLES.image },
      { method: 'glance-download', imageId, region },
      call,
    );
  const settled = async (id: string) => {
    const progress = () => demo.pollProgress(id, call);
    await expect.poll(async () => (await progress()).state).not.toBe('working');
    return progress();
  };
  const { imageId } = await begin(source, 'Sandbox-Two');
  const made = await settled(imageId ?? '');
  expect(made).toMatchObject({ state: 'done', bytesTotal: BYTES.byteLength, hash: { algo: 'sha512' } });
  expect(made.document.image).toMatchObject({ diskFormat: 'iso', properties: { os_type: 'linux' } });
  expect(await demo.listTasks(imageId ?? '', call)).toMatchObject([{ status: 'success' }]);

  const lost = await begin(source, 'Atlantis');
  expect(await settled(lost.imageId ?? '')).toMatchObject({
    state: 'failed',
    reason: /set the image back to queued \(store main\): Task failed/,
  });
});

test('definitions have the prefix for images', async () => {
  const definitions = await connect('demo').listDefinitions(call);
  expect(definitions.map(({ title }) => title)).toEqual([
    'Database Software',
    'Operating System',
    'Virtual Hardware',
  ]);
  const keys = definitions.flatMap(({ properties }) => properties.map(({ key }) => key));
  expect(keys).toEqual(
    expect.arrayContaining(['hw_disk_bus', 'os_features', 'sw_database_postgresql_version']),
  );
  expect(keys).not.toContain('quota:cpu_shares');
});

test('the last copy of an image stays', async () => {
  const admin = connect('admin');
  const id = await makeImage(admin, { store: 'second' });
  await expect(admin.removeFromStore(id, 'second', call)).rejects.toMatchObject({
    code: 'CONFLICT',
    hint: /last copy/,
  });
  await expect(admin.copyToStores(id, ['second'], call)).rejects.toMatchObject({
    code: 'CONFLICT',
    hint: /leave it out/,
  });
});
