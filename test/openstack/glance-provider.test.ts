import { randomBytes } from 'node:crypto';
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

/** The project's id, which the images made in it tell. */
async function projectOf(provider: ImageProvider): Promise<string> {
  return (await provider.show(await makeImage(provider), call)).image.owner ?? '';
}

async function makeImage(provider: ImageProvider, more: object = {}): Promise<string> {
  const image = { ...SAMPLE, ...more };
  const ticket = await provider.beginUpload(image, SAMPLE_BYTES.byteLength, call);
  onTestFinished(() => provider.abandonUpload(ticket, call));
  await provider.sendBytes(ticket, image, bodyOf(SAMPLE_BYTES), call);
  return ticket.imageId ?? '';
}

describeProvider('Glance of a real OpenStack', async () => ({
  profile: profileOf('demo'),
  secret: stackEnvironment().password,
}));

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
    const { authUrl, password } = stackEnvironment();
    const domain = { name: 'Default' };
    const response = await fetch(`${authUrl.replace(/\/v3\/?$/, '')}/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'demo', domain, password } } },
          scope: { project: { name: 'demo', domain } },
        },
      }),
    });
    const token = response.headers.get('x-subject-token') ?? '';
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
    const project = await projectOf(partner);
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
    const project = await projectOf(partner);
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
    const project = await projectOf(partner);
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
    const project = await projectOf(admin);
    const [ours, others] = [
      await makeImage(demo, { visibility: 'shared' }),
      await makeImage(demo, { visibility: 'shared' }),
    ];
    await demo.addMembers(ours, [project], {}, call);
    expect(await sharedWith(admin, ours)).toEqual(['pending']);
    expect(await sharedWith(admin, others)).toEqual([]);
  });
});
