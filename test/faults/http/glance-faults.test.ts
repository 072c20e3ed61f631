import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { bodyOf, USUAL_SAMPLES } from '../../conformance/service.ts';

const SAMPLE = { name: 'argosy-conformance', ...USUAL_SAMPLES.image };
const SAMPLE_BYTES = USUAL_SAMPLES.bytes;

const call = { signal: new AbortController().signal, operation: 'test' };
let sandbox: Sandbox;
let provider: ImageProvider;
let imageId: string;

beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  const { secret, ...settings } = sandbox.dialects['glance'] ?? {};
  provider = createProvider({
    profile: {
      name: 'sandbox',
      kind: 'glance',
      tls: {},
      color: 0,
      settings: { ...settings, authUrl: settings['authUrl'] ?? '' },
    },
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => secret,
    now: Date.now,
  });
  const ticket = await provider.beginUpload(SAMPLE, SAMPLE_BYTES.byteLength, call);
  await provider.sendBytes(ticket, SAMPLE, bodyOf(SAMPLE_BYTES), call);
  imageId = ticket.imageId ?? '';
});
afterAll(async () => {
  await provider.close();
  await sandbox.close();
});

const switched: string[] = [];
function set(name: string, value: string | number | boolean): void {
  switched.push(name);
  sandbox.switches.set(name, value);
}
beforeEach(() => {
  for (const name of switched.splice(0)) sandbox.switches.set(name, null);
});

async function download(signal = call.signal): Promise<number> {
  const { bytes } = await provider.openDownload(imageId, 0, { ...call, signal });
  let size = 0;
  for await (const piece of bytes) size += piece.byteLength;
  return size;
}

async function upload(signal = call.signal): Promise<void> {
  const ticket = await provider.beginUpload(SAMPLE, SAMPLE_BYTES.byteLength, call);
  await provider.sendBytes(ticket, SAMPLE, bodyOf(SAMPLE_BYTES), { ...call, signal });
}

describe('a service that fails', () => {
  test('with 503 is UNAVAILABLE, may be tried again, and says how long to wait', async () => {
    set('fail-next', '503x1');
    await expect(provider.show(imageId, call)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retry: 'safe',
      context: { retryAfter: '1' },
    });
    expect((await provider.show(imageId, call)).image.id).toBe(imageId);
  });

  test('with a page of HTML gives words, not tags', async () => {
    set('html-errors', true);
    const error = await provider.show('99999999-9999-4999-8999-999999999999', call).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'NOT_FOUND' });
    expect(error.message).not.toContain('<');
  });

  test('and forgets its tokens is signed in to anew', async () => {
    set('fail-next', '401x1');
    expect((await provider.show(imageId, call)).image.id).toBe(imageId);
  });

  test.each([401, 403, 413, 503])(
    'with %i before it has all bytes: that, not a broken connection',
    async (status) => {
      set('fail-file', `${status}x2`);
      const error = await upload().catch((thrown) => thrown);
      expect(error.context).toMatchObject({ status });
    },
  );
});

describe('a connection that breaks', () => {
  test('in mid-download is UNREACHABLE and may be tried again', async () => {
    set('cut-download-after', 1_000_000);
    await expect(download()).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
  });

  test('in mid-upload is UNREACHABLE and may be tried again', async () => {
    set('cut-upload-after', 1_000_000);
    await expect(upload()).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
  });

  test.each([
    ['download', download],
    ['upload', upload],
  ] as const)('stands still in mid-%s until it is given up', async (_name, run) => {
    set('stall-after', 500_000);
    await expect(run(AbortSignal.timeout(300))).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});
