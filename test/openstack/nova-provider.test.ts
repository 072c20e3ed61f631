import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { KeystoneSettings, NewImage, Visibility } from '#shared/model/index.ts';
import { createHttpClient, type HttpClient, type TextReply } from '../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../src/main/providers/index.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { bodyOf, uniqueName } from '../conformance/service.ts';
import { stackEnvironment } from '../support/stack.ts';

const call = { signal: new AbortController().signal, operation: 'test' };
const BYTES = randomBytes(100_003);

function profileOf(kind: 'glance' | 'nova', username: string, settings: Partial<KeystoneSettings> = {}) {
  const { authUrl } = stackEnvironment();
  const account = { username, userDomain: 'Default', project: username, projectDomain: 'Default' };
  return { name: 'real', kind, tls: {}, color: 0, settings: { authUrl, ...account, ...settings } } as const;
}

function connect(
  kind: 'glance' | 'nova',
  username: string,
  settings: Partial<KeystoneSettings> = {},
  http: HttpClient = createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
): ImageProvider {
  return createProvider({
    profile: profileOf(kind, username, settings),
    http,
    secret: async () => stackEnvironment().password,
    now: Date.now,
  });
}

function nova(username = 'demo', settings: Partial<KeystoneSettings> = {}, http?: HttpClient): ImageProvider {
  const provider = connect('nova', username, settings, http);
  onTestFinished(() => provider.close());
  return provider;
}

function glance(username = 'demo'): ImageProvider {
  const provider = connect('glance', username);
  onTestFinished(() => provider.close());
  return provider;
}

/** Makes a ready image; the caller removes it. */
async function seed(provider: ImageProvider, more: Partial<NewImage> = {}): Promise<string> {
  const image = { name: uniqueName('nova'), diskFormat: 'raw', containerFormat: 'bare', ...more };
  const ticket = await provider.beginUpload(image, BYTES.byteLength, call);
  await provider.sendBytes(ticket, image, bodyOf(BYTES), call);
  return ticket.imageId ?? '';
}

/** A ready image that is gone after the test. */
async function makeImage(more: Partial<NewImage> = {}): Promise<string> {
  const provider = glance();
  const id = await seed(provider, more);
  onTestFinished(() => provider.abandonUpload({ imageId: id }, call));
  return id;
}

describeProvider('Nova of a real OpenStack', async () => {
  const behind = connect('glance', 'demo');
  const value = { 'hw:disk.bus - x': 'virtio', unicode: 'Grüße €', empty: '' };
  return {
    profile: profileOf('nova', 'demo'),
    secret: stackEnvironment().password,
    seed: async ({ name }) => ({ id: await seed(behind, { name }), bytes: BYTES }),
    samples: { properties: { set: value, got: value } },
    stop: () => behind.close(),
  };
});

describe('the versions of a real Nova', () => {
  test('no request names one, and every answer was made for 2.1', async () => {
    const real = createHttpClient({ tls: {}, userAgent: 'argosy-test' });
    const sent: string[] = [];
    const answered = new Set<string>();
    const watching: HttpClient = {
      ...real,
      request: async (request): Promise<TextReply> => {
        sent.push(...Object.keys(request.headers ?? {}).map((name) => name.toLowerCase()));
        const reply = await real.request(request);
        const version = reply.headers['x-openstack-nova-api-version'];
        if (version !== undefined) answered.add(version);
        return reply;
      },
    };
    const id = await makeImage();
    const provider = nova('demo', {}, watching);
    await provider.capabilities(call);
    await provider.test(() => undefined, call);
    for await (const page of provider.list({ pageSize: 1 }, call)) {
      expect(page).toHaveLength(1);
      break;
    }
    await provider.edit(id, { setProperties: { one: '1' } }, {}, call);
    await provider.edit(id, { setProperties: { two: '2', three: '3' }, unsetProperties: ['one'] }, {}, call);
    await provider.remove(id, {}, call);
    await expect(provider.show(id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(sent).toContain('x-auth-token');
    expect(sent.filter((name) => name.includes('version'))).toEqual([]);
    expect([...answered]).toEqual(['2.1']);
  });

  test('what is told about it', async () => {
    const provider = nova();
    expect((await provider.capabilities(call)).version).toMatch(/^2\.\d+$/);
    const steps: string[] = [];
    await provider.test(({ detail }) => steps.push(detail), call);
    expect(steps.at(-1)).toMatch(/^It speaks v2\.1 up to 2\.\d+; .* images end with 2\.35\.$/);
  });
});

describe('a real Nova and who can see an image', () => {
  const visibilityOf = async (id: string, provider = glance()): Promise<Visibility | null> =>
    (await provider.show(id, call)).image.visibility;
  const set = { setProperties: { os_distro: 'argosy' } };

  test('a private one stays so, with nothing to tell', async () => {
    const id = await makeImage({ visibility: 'private' });
    expect(await nova().edit(id, set, {}, call)).not.toHaveProperty('notes');
    expect(await visibilityOf(id)).toBe('private');
  });

  test('shared with nobody: it turns private, and that is told', async () => {
    const id = await makeImage({ visibility: 'shared' });
    const { notes } = await nova().edit(id, set, {}, call);
    expect(notes).toEqual(['Nova made the image private: it was shared before.']);
    expect(await visibilityOf(id)).toBe('private');
  });

  test('shared with somebody: refused until accepted, since the member does lose it', async () => {
    const id = await makeImage({ visibility: 'shared' });
    const partner = glance('partner');
    await glance().addMembers(id, [await projectOf('partner')], {}, call);
    expect((await partner.show(id, call)).image.id).toBe(id);
    const provider = nova();
    await expect(provider.edit(id, set, {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /private when its properties change: its member would lose it/,
      hint: /Glance connection to the same cloud/,
    });
    expect(await visibilityOf(id)).toBe('shared');
    const { notes } = await provider.edit(id, set, { accepted: true }, call);
    expect(notes).toEqual(['Nova made the image private: it was shared before, and its members lost it.']);
    await expect(partner.show(id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of the community: refused until accepted', async () => {
    const id = await makeImage({ visibility: 'community' });
    const provider = nova();
    await expect(provider.edit(id, set, {}, call)).rejects.toMatchObject({ code: 'CONFLICT' });
    await provider.edit(id, set, { accepted: true }, call);
    expect(await visibilityOf(id)).toBe('private');
  });

  test('a public one stays public, also for an owner who may not make it so', async () => {
    const id = await makeImage();
    await glance('admin').edit(id, { visibility: 'public' }, {}, call);
    const { image, notes } = await nova().edit(id, set, {}, call);
    expect(image.properties).toMatchObject({ os_distro: 'argosy' });
    expect(notes).toBeUndefined();
    expect(await visibilityOf(id)).toBe('public');
  });
});

describe('the refusals of a real Nova', () => {
  test('129 properties are QUOTA', async () => {
    const id = await makeImage({ visibility: 'private' });
    const many = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, 'v']));
    await expect(nova().edit(id, { setProperties: many }, {}, call)).rejects.toMatchObject({
      code: 'QUOTA',
    });
  });

  test('a protected image is FORBIDDEN, with the way to unprotect it', async () => {
    const id = await makeImage({ protected: true });
    await expect(nova().remove(id, {}, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: /unprotect/,
    });
  });

  test('somebody else’s image is NOT_FOUND', async () => {
    const id = await makeImage({ visibility: 'private' });
    await expect(nova('partner').show(id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a reader may look and not write', async () => {
    const id = await makeImage({ visibility: 'private' });
    const reader = nova('demo-reader', { project: 'demo' });
    expect((await reader.show(id, call)).image.id).toBe(id);
    await expect(reader.edit(id, { setProperties: { a: 'b' } }, {}, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('an address with the project, and one without a version, lead there too', async () => {
    const id = await makeImage();
    const project = await projectOf('demo');
    const root = new URL(stackEnvironment().authUrl);
    for (const path of ['/v2.1', `/v2.1/${project}`, `/v2/${project}`, '']) {
      const endpoint = `http://${root.hostname}:8774${path}`;
      expect((await nova('demo', { endpoint }).show(id, call)).image.id).toBe(id);
    }
  });
});

/** The id of a user's project, as Glance says it of an image. */
async function projectOf(username: string): Promise<string> {
  const provider = glance(username);
  const ticket = await provider.beginUpload(
    { name: uniqueName('owner'), diskFormat: 'raw', containerFormat: 'bare' },
    1,
    call,
  );
  const { owner } = (await provider.show(ticket.imageId ?? '', call)).image;
  await provider.abandonUpload(ticket, call);
  return owner ?? '';
}
