import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { createHttpClient } from '../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../src/main/providers/index.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { bodyOf, USUAL_SAMPLES } from '../conformance/service.ts';
import { stackEnvironment } from '../support/stack.ts';

const SAMPLE = { name: 'argosy-conformance', ...USUAL_SAMPLES.image };
const SAMPLE_BYTES = USUAL_SAMPLES.bytes;

const call = { signal: new AbortController().signal, operation: 'test' };

function profileOf(username: string, settings: Partial<KeystoneSettings> = {}) {
  const { authUrl } = stackEnvironment();
  const account = { username, userDomain: 'Default', project: username, projectDomain: 'Default' };
  return {
    name: 'real',
    kind: 'glance',
    tls: {},
    color: 0,
    settings: { authUrl, ...account, ...settings },
  } as const;
}

function providerOf(
  username: string,
  settings: Partial<KeystoneSettings> = {},
  secret?: string,
): ImageProvider {
  const provider = createProvider({
    profile: profileOf(username, settings),
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => secret ?? stackEnvironment().password,
    now: Date.now,
  });
  onTestFinished(() => provider.close());
  return provider;
}

/** Signs in as Keystone's documentation has it, without the provider. */
async function signIn(username: string): Promise<{ readonly token: string; readonly project: string }> {
  const { authUrl, password } = stackEnvironment();
  const domain = { name: 'Default' };
  const response = await fetch(`${authUrl.replace(/\/v3\/?$/, '')}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: username, domain, password } } },
        scope: { project: { name: username, domain } },
      },
    }),
  });
  const { token } = (await response.json()) as {
    readonly token: { readonly project: { readonly id: string } };
  };
  return { token: response.headers.get('x-subject-token') ?? '', project: token.project.id };
}

async function signedInProject(username: string): Promise<string> {
  return (await signIn(username)).project;
}

async function makeImage(provider: ImageProvider, more: object = {}): Promise<string> {
  const image = { ...SAMPLE, ...more };
  const ticket = await provider.beginUpload(image, SAMPLE_BYTES.byteLength, call);
  onTestFinished(() => provider.abandonUpload(ticket, call));
  await provider.sendBytes(ticket, image, bodyOf(SAMPLE_BYTES), call);
  return ticket.imageId ?? '';
}

describeProvider('Glance of a real OpenStack', async () => {
  const { password: secret, clouds } = stackEnvironment();
  // Glance reads its policy anew when the file changes, but keeps a rule that is no longer in it.
  const policy = join(dirname(clouds), 'etc/glance/policy.yaml');
  const allowStores = (role: string): Promise<void> =>
    writeFile(policy, JSON.stringify({ copy_image: `role:${role}`, delete_image_location: `role:${role}` }));
  await allowStores('member');
  return {
    profile: profileOf('demo'),
    secret,
    partner: { memberId: await signedInProject('partner'), profile: profileOf('partner'), secret },
    // As the default policy has it.
    stop: () => allowStores('admin'),
  };
});

describe('the sign-in of a real Keystone', () => {
  // A wrong password is tried against a played Keystone only (test/unit/providers): this one keeps its rows in
  // SQLite, where a refused sign-in leaves a lock that makes the next ones wait for a minute.

  test('an application credential that does not exist is AUTH_REQUIRED', async () => {
    const provider = providerOf('demo', { applicationCredentialId: '0'.repeat(32) });
    await expect(provider.show('x', call)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  test('without a project: Keystone signs in to the default project of the user', async () => {
    const steps: string[] = [];
    await providerOf('demo', { project: undefined }).test(({ detail }) => steps.push(detail), call);
    expect(steps[2]).toBe('Signed in as demo to project demo.');
  });

  test('a region that does not exist: those that do are named', async () => {
    const provider = providerOf('demo', { region: 'Atlantis' });
    await expect(provider.show('x', call)).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /RegionOne/ });
  });

  test('a token of the project signs in too', async () => {
    const { token } = await signIn('demo');
    const provider = providerOf('demo', { tokenAuth: true, username: undefined }, token);
    for await (const page of provider.list({ pageSize: 1 }, call)) {
      expect(page.length).toBe(1);
      break;
    }
  });
});

describe('a real Glance', () => {
  test('pages with several tags and sort keys, though its own link loses them', async () => {
    const provider = providerOf('demo');
    const mark = randomBytes(4).toString('hex');
    const ids = [];
    for (const name of ['c', 'a', 'b']) ids.push(await makeImage(provider, { name, tags: [mark, 'second'] }));
    const names = [];
    const sort = [{ key: 'name', direction: 'desc' }] as const;
    for await (const page of provider.list({ tags: [mark, 'second'], sort, pageSize: 1 }, call)) {
      names.push(...page.map(({ image }) => image.name));
    }
    expect(names).toEqual(['c', 'b', 'a']);
  });

  test('what a reader may not do is FORBIDDEN', async () => {
    const reader = providerOf('demo-reader', { project: 'demo' });
    await expect(reader.beginUpload(SAMPLE, 1, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a public image of one who may not: FORBIDDEN says who may', async () => {
    const provider = providerOf('demo');
    await expect(provider.beginUpload({ ...SAMPLE, visibility: 'public' }, 1, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: /administrators/,
    });
  });

  test('somebody else’s image is NOT_FOUND', async () => {
    const id = await makeImage(providerOf('demo'), { visibility: 'private' });
    await expect(providerOf('partner').show(id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('129 tags are QUOTA', async () => {
    const provider = providerOf('demo');
    const id = await makeImage(provider);
    const addTags = Array.from({ length: 129 }, (_, index) => `t${index}`);
    await expect(provider.edit(id, { addTags }, {}, call)).rejects.toMatchObject({ code: 'QUOTA' });
  });

  test('bytes for an image that has some already are CONFLICT', async () => {
    const provider = providerOf('demo');
    const imageId = await makeImage(provider);
    const again = provider.sendBytes({ imageId }, SAMPLE, bodyOf(SAMPLE_BYTES), call);
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('bytes for an image that was deleted meanwhile are NOT_FOUND', async () => {
    const provider = providerOf('demo');
    const ticket = await provider.beginUpload(SAMPLE, 1, call);
    await provider.remove(ticket.imageId ?? '', {}, call);
    const sending = provider.sendBytes(ticket, SAMPLE, bodyOf(SAMPLE_BYTES), call);
    await expect(sending).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('sharing between two projects of a real Glance', () => {
  const sharedWith = async (provider: ImageProvider, id: string): Promise<readonly (string | null)[]> => {
    const statuses = [];
    for await (const page of provider.listShared('all', call)) {
      statuses.push(
        ...page.filter(({ document }) => document.image.id === id).map((one) => one.memberStatus),
      );
    }
    return statuses;
  };

  test('an image is offered, accepted, rejected and withdrawn', async () => {
    const [demo, partner] = [providerOf('demo'), providerOf('partner')];
    const project = await signedInProject('partner');
    const id = await makeImage(demo, { visibility: 'shared' });
    await demo.addMembers(id, [project], {}, call);
    expect(await demo.listMembers(id, call)).toMatchObject([{ memberId: project, status: 'pending' }]);
    expect(await sharedWith(partner, id)).toEqual(['pending']);
    // What is shared can be read at once.
    expect((await partner.show(id, call)).image.name).toBe(SAMPLE.name);

    await partner.answerShare(id, 'accepted', call);
    expect(await sharedWith(partner, id)).toEqual(['accepted']);
    expect(await demo.listMembers(id, call)).toMatchObject([{ status: 'accepted' }]);
    await partner.answerShare(id, 'rejected', call);
    expect(await sharedWith(partner, id)).toEqual(['rejected']);
    expect(await partner.listMembers(id, call)).toMatchObject([{ memberId: project, status: 'rejected' }]);

    await demo.removeMembers(id, [project], call);
    expect(await demo.listMembers(id, call)).toEqual([]);
    expect(await sharedWith(partner, id)).toEqual([]);
    await expect(partner.show(id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('refusals say what is the matter', async () => {
    const [demo, partner] = [providerOf('demo'), providerOf('partner')];
    const project = await signedInProject('partner');
    const id = await makeImage(demo, { visibility: 'shared' });
    await demo.addMembers(id, [project], {}, call);
    await expect(demo.addMembers(id, [project], {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: 'It is a member already.',
    });
    await expect(demo.removeMembers(id, ['nobody'], call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(demo.answerShare(id, 'accepted', call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(partner.addMembers(id, ['x'], {}, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(partner.removeMembers(id, [project], call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('all members are replaced by sending the difference', async () => {
    const demo = providerOf('demo');
    const id = await makeImage(demo, { visibility: 'shared' });
    await demo.addMembers(id, ['one', 'two'], {}, call);
    await demo.replaceMembers(id, ['two', 'three'], {}, call);
    const members = async () => (await demo.listMembers(id, call)).map(({ memberId }) => memberId).toSorted();
    expect(await members()).toEqual(['three', 'two']);
    const many = Array.from({ length: 128 }, (_, index) => `m${index}`);
    await demo.replaceMembers(id, many, {}, call);
    expect(await members()).toEqual(many.toSorted());
    await expect(demo.addMembers(id, ['one too many'], {}, call)).rejects.toMatchObject({ code: 'QUOTA' });
    await demo.replaceMembers(id, [], {}, call);
    expect(await members()).toEqual([]);
  });

  test('a private image becomes shared when that is asked for; members of an earlier time come back', async () => {
    const [demo, partner] = [providerOf('demo'), providerOf('partner')];
    const project = await signedInProject('partner');
    const id = await makeImage(demo, { visibility: 'private' });
    await expect(demo.addMembers(id, [project], {}, call)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await demo.show(id, call)).image.visibility).toBe('private');
    await demo.addMembers(id, [project], { makeShared: true }, call);
    expect((await partner.show(id, call)).image.visibility).toBe('shared');
    await demo.edit(id, { visibility: 'private' }, {}, call);
    expect(await demo.listMembers(id, call)).toEqual([]);
    await demo.addMembers(id, ['other'], { makeShared: true }, call);
    expect(await demo.listMembers(id, call)).toHaveLength(2);
  });

  test('an administrator is told what is shared with its own project, not every shared image', async () => {
    const [demo, admin] = [providerOf('demo'), providerOf('admin')];
    const project = await signedInProject('admin');
    const [ours, others] = [
      await makeImage(demo, { visibility: 'shared' }),
      await makeImage(demo, { visibility: 'shared' }),
    ];
    await demo.addMembers(ours, [project], {}, call);
    expect(await sharedWith(admin, ours)).toEqual(['pending']);
    expect(await sharedWith(admin, others)).toEqual([]);
  });
});

describe('the stores, tasks and imports of a real Glance', () => {
  const storesOf = async (provider: ImageProvider, id: string): Promise<unknown> =>
    Object.entries((await provider.show(id, call)).raw ?? {}).find(([key]) => key === 'stores')?.[1];

  test('bytes go to the store that was named, whole or staged', async () => {
    const demo = providerOf('demo');
    expect((await demo.capabilities(call)).stores.map(({ id }) => id)).toEqual(['main', 'second']);
    const id = await makeImage(demo, { store: 'second' });
    expect(await storesOf(demo, id)).toBe('second');

    const image = { ...SAMPLE, store: 'second' };
    const ticket = await demo.beginImport(image, { method: 'glance-direct' }, call);
    onTestFinished(() => demo.abandonUpload(ticket, call));
    await demo.sendBytes(ticket, image, bodyOf(SAMPLE_BYTES), call);
    const staged = ticket.imageId ?? '';
    const state = async () => (await demo.pollProgress(staged, call)).state;
    await expect.poll(state, { timeout: 20_000 }).toBe('done');
    expect(await storesOf(demo, staged)).toBe('second');
    const task = async () => (await demo.listTasks(staged, call))[0];
    await expect.poll(async () => (await task())?.status, { timeout: 20_000 }).toBe('success');
    expect(await task()).toMatchObject({
      kind: 'api_image_import',
      createdAt: expect.stringMatching(/^20.*Z$/),
    });
  });

  test('a store that is not there is INVALID, and makes no record', async () => {
    const demo = providerOf('demo');
    const name = randomBytes(4).toString('hex');
    await expect(demo.beginUpload({ ...SAMPLE, name, store: 'third' }, 1, call)).rejects.toMatchObject({
      code: 'INVALID',
      hint: /main, second/,
    });
    for await (const page of demo.list({ name }, call)) expect(page).toEqual([]);
  });

  test('an administrator copies an image to another store, and removes a copy but not the last', async () => {
    const admin = providerOf('admin');
    const id = await makeImage(admin);
    await admin.copyToStores(id, ['second'], call);
    await expect.poll(() => storesOf(admin, id), { timeout: 20_000 }).toBe('main,second');
    const ended = async () => (await admin.listTasks(id, call))[0]?.status;
    await expect.poll(ended, { timeout: 20_000 }).toBe('success');
    await expect(admin.copyToStores(id, ['second'], call)).rejects.toMatchObject({ code: 'CONFLICT' });
    const { raw } = await admin.removeFromStore(id, 'main', call);
    expect(raw).toMatchObject({ stores: 'second' });
    await expect(admin.removeFromStore(id, 'second', call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: /last copy/,
    });
    await expect(admin.removeFromStore(id, 'main', call)).rejects.toMatchObject({ name: 'AppError' });
    expect((await admin.listTasks(id, call))[0]).toMatchObject({ status: 'success' });
  });

  test('others are told who may', async () => {
    const demo = providerOf('demo');
    const id = await makeImage(demo);
    for (const run of [
      () => demo.copyToStores(id, ['second'], call),
      () => demo.removeFromStore(id, 'main', call),
    ]) {
      await expect(run()).rejects.toMatchObject({ code: 'FORBIDDEN', hint: /administrators/ });
    }
  });

  test('it offers what it is set up for, and nothing else', async () => {
    const { importMethods, operations } = await providerOf('demo').capabilities(call);
    expect(importMethods).toEqual(expect.arrayContaining(['glance-direct', 'web-download']));
    expect(importMethods).not.toContain('copy-image');
    expect(operations['store.copy']).toMatchObject({ supported: true });
  });

  test('an image comes from another region, where that is offered (STACK_IMPORT_METHODS)', async () => {
    const demo = providerOf('demo');
    const { importMethods } = await demo.capabilities(call);
    const source = await makeImage(demo, { diskFormat: 'iso', properties: { os_type: 'linux', note: 'n' } });
    const begun = demo.beginImport(
      SAMPLE,
      { method: 'glance-download', imageId: source, region: 'RegionOne' },
      call,
    );
    if (!importMethods.includes('glance-download')) {
      await expect(begun).rejects.toMatchObject({ code: 'UNSUPPORTED', hint: /glance-direct/ });
      return;
    }
    const ticket = await begun;
    onTestFinished(() => demo.abandonUpload(ticket, call));
    const progress = () => demo.pollProgress(ticket.imageId ?? '', call);
    await expect.poll(async () => (await progress()).state, { timeout: 30_000 }).not.toBe('working');
    const { state, document } = await progress();
    expect(state).toBe('done');
    expect(document.image).toMatchObject({
      sizeBytes: SAMPLE_BYTES.byteLength,
      diskFormat: 'iso',
      properties: { os_type: 'linux' },
    });
    expect(document.image.checksum).toEqual((await demo.show(source, call)).image.checksum);
  });

  test('formats are changed before the bytes are there, and not after', async () => {
    const demo = providerOf('demo');
    const ticket = await demo.beginUpload(SAMPLE, 1, call);
    onTestFinished(() => demo.abandonUpload(ticket, call));
    const edited = await demo.edit(
      ticket.imageId ?? '',
      { diskFormat: 'iso', name: 'renamed', minRamMb: 64 },
      {},
      call,
    );
    expect(edited.image).toMatchObject({ diskFormat: 'iso', name: 'renamed', minRamMb: 64 });
    const id = await makeImage(demo);
    await expect(demo.edit(id, { diskFormat: 'iso' }, {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: /before the bytes/,
    });
  });
});

describe('the definitions of a real Glance', () => {
  const namespace = `Argosy::Test::${randomBytes(4).toString('hex')}`;
  const ask = async (method: string, path: string, body?: object): Promise<number> => {
    const { token } = await signIn('admin');
    const { imageUrl } = stackEnvironment();
    const response = await fetch(`${imageUrl}/v2/metadefs/namespaces${path}`, {
      method,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return response.status;
  };

  test('are read with the prefix that images have, those in objects too', async () => {
    const string = { title: 'Title', type: 'string' };
    const definition = {
      namespace,
      display_name: 'Argosy’s test',
      visibility: 'public',
      resource_type_associations: [
        { name: 'OS::Nova::Flavor', prefix: 'wrong:' },
        { name: 'OS::Glance::Image', prefix: 'argosy_' },
      ],
      properties: {
        bus: { ...string, description: 'A bus.', enum: ['virtio', 'ide'], default: 'virtio' },
        count: { title: 'Count', type: 'integer', minimum: 1, maximum: 9 },
      },
      objects: [{ name: 'Group', properties: { inner: string } }],
    };
    expect(await ask('POST', '', definition)).toBe(201);
    onTestFinished(async () => {
      expect(await ask('DELETE', `/${namespace}`)).toBe(204);
    });
    const definitions = await providerOf('demo').listDefinitions(call);
    const nothing = { description: null, values: null, minimum: null, maximum: null, defaultValue: null };
    expect(definitions.find((one) => one.namespace === namespace)).toEqual({
      namespace,
      title: 'Argosy’s test',
      description: null,
      properties: expect.arrayContaining([
        {
          ...nothing,
          key: 'argosy_bus',
          title: 'Title',
          description: 'A bus.',
          type: 'string',
          values: ['virtio', 'ide'],
          defaultValue: 'virtio',
        },
        { ...nothing, key: 'argosy_count', title: 'Count', type: 'integer', minimum: 1, maximum: 9 },
        { ...nothing, key: 'argosy_inner', title: 'Title', type: 'string' },
      ]),
    });
    // What came with Glance, if it was loaded.
    for (const { properties } of definitions) expect(properties.every(({ key }) => key !== '')).toBe(true);
  });
});
