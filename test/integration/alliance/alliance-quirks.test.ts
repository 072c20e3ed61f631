import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AllianceSettings } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { demoProject, GlanceClient, partnerProject } from '../sandbox/client.ts';

const call = { signal: new AbortController().signal, operation: 'test' };
const NEW = { name: 'made', diskFormat: 'raw', containerFormat: 'bare' } as const;

let sandbox: Sandbox;
let glance: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  glance = await GlanceClient.signIn(sandbox, 'demo');
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

function gateway(settings: Partial<AllianceSettings> = {}, secret?: string): ImageProvider {
  const provider = createProvider({
    profile: {
      name: 'gate',
      kind: 'alliance',
      tls: {},
      color: 0,
      settings: {
        endpoint: sandbox.dialects['alliance']?.['endpoint'] ?? '',
        namespace: 'ccsr1',
        environment: demoProject,
        ...settings,
      },
    },
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => secret,
    now: Date.now,
  });
  onTestFinished(() => provider.close());
  return provider;
}

async function namesOf(provider: ImageProvider): Promise<readonly (string | null)[]> {
  const names = [];
  for await (const page of provider.list({}, call)) names.push(...page.map(({ image }) => image.name));
  return names.toSorted();
}

/** A web server with one image at `/c.img`, and 404 for everything else. */
async function webServer(): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/c.img' ? 200 : 404).end('0123456789');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function imported(provider: ImageProvider, url: string, more: object = {}) {
  const source = { method: 'web-download', url } as const;
  const { imageId } = await provider.beginImport({ ...NEW, ...more }, source, call);
  const id = imageId ?? '';
  onTestFinished(() => provider.abandonUpload({ imageId: id }, call));
  for (;;) {
    const progress = await provider.pollProgress(id, call);
    if (progress.state !== 'working') return { id, progress };
    await sleep(20);
  }
}

describe('what is addressed', () => {
  test('each cloud and each environment has its own images', async () => {
    const web = await webServer();
    await imported(gateway(), `${web}/c.img`, { name: 'here' });
    await imported(gateway({ namespace: 'ctlr2' }), `${web}/c.img`, { name: 'there' });
    expect(await namesOf(gateway())).toEqual(['here']);
    expect(await namesOf(gateway({ namespace: 'ctlr2' }))).toEqual(['there']);
    expect(await namesOf(gateway({ environment: partnerProject }))).toEqual([]);
  });

  test('a namespace that nobody knows is NOT_FOUND, and named', async () => {
    await expect(namesOf(gateway({ namespace: 'nowhere' }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: /Namespace nowhere is not known/,
      hint: /namespace or the environment/,
    });
  });

  test('an environment of the wrong shape is INVALID', async () => {
    await expect(namesOf(gateway({ environment: 'demo' }))).rejects.toMatchObject({ code: 'INVALID' });
  });

  test('a gateway that wants a token gets it from the secret', async () => {
    sandbox.switches.set('alliance-token', true);
    await expect(namesOf(gateway())).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
      hint: /give a valid one as its secret/,
    });
    expect(await namesOf(gateway({}, glance.token))).toEqual([]);
    await expect(namesOf(gateway({ environment: partnerProject }, glance.token))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('an import', () => {
  test('ends ready, with size and hash as the cloud has them', async () => {
    sandbox.switches.set('import-delay-ms', 100);
    const { progress } = await imported(gateway(), `${await webServer()}/c.img`);
    expect(progress).toMatchObject({
      state: 'done',
      bytesDone: 10,
      hash: { algo: 'md5', value: '781e5e245d69b566979b86e28d23f2c7' },
    });
  });

  test('of what cannot be fetched ends failed, with the word of the cloud', async () => {
    const { progress } = await imported(gateway(), `${await webServer()}/missing.img`);
    expect(progress).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/it calls the image killed/),
    });
  });
});

describe('updates as the drafts have them', () => {
  const made = async (): Promise<{ id: string; provider: ImageProvider }> => {
    const provider = gateway();
    const { id } = await imported(provider, `${await webServer()}/c.img`, { minRamMb: 64, minDiskGb: 7 });
    return { id, provider };
  };

  test('a gateway that changes the name only: the rest is told', async () => {
    const { id, provider } = await made();
    sandbox.switches.set('alliance-name-only', true);
    const { image, notes } = await provider.edit(id, { name: 'ubuntu', minRamMb: 128 }, {}, call);
    expect(image).toMatchObject({ name: 'ubuntu', minRamMb: 64 });
    expect(notes).toEqual(['The gateway did not take over the minimum RAM: it is 64, not 128.']);
  });

  test('answers with swapped minimums are not believed, at creation and change', async () => {
    sandbox.switches.set('alliance-swap-min', true);
    const { id, provider } = await made();
    expect((await provider.show(id, call)).image).toMatchObject({ minRamMb: 64, minDiskGb: 7 });
    const { image, notes } = await provider.edit(id, { minRamMb: 128 }, {}, call);
    expect(image).toMatchObject({ minRamMb: 128, minDiskGb: 7 });
    expect(notes).toBeUndefined();
  });

  test('a gateway that wants the name there is told on, and nothing is changed', async () => {
    const { id, provider } = await made();
    sandbox.switches.set('alliance-by-name', true);
    await expect(provider.edit(id, { name: 'x' }, {}, call)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(provider.remove(id, {}, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    sandbox.switches.set('alliance-by-name', false);
    expect((await provider.show(id, call)).image.name).toBe('made');
  });

  test('a gateway that has neither PATCH nor PUT is UNSUPPORTED', async () => {
    const { id, provider } = await made();
    sandbox.switches.set('alliance-no-patch', true);
    sandbox.switches.set('alliance-no-put', true);
    await expect(provider.edit(id, { name: 'x' }, {}, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: /does not offer the call/,
    });
  });
});

test('the literal of the specification lists all that the plain array lists', async () => {
  const web = await webServer();
  const provider = gateway();
  for (const name of ['}, {', '[{images: {', '"']) await imported(provider, `${web}/c.img`, { name });
  const plain = await namesOf(provider);
  sandbox.switches.set('alliance-list-literal', true);
  expect(await namesOf(provider)).toEqual(plain);
  expect(plain).toHaveLength(3);
});

test('a protected image is not deleted, and the hint says where it can be unprotected', async () => {
  const id = await glance.create({ protected: true });
  await expect(gateway().remove(id, {}, call)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    hint: /cloud behind it can/,
  });
});
