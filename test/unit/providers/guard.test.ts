import { describe, expect, test } from 'vitest';
import { CONNECTION_KINDS, OPERATIONS } from '#shared/model/index.ts';
import { declaredCapabilities } from '../../../src/main/providers/index.ts';
import { fakeAlliance } from './fake-alliance.ts';
import { call, fakeCloud } from './fake-cloud.ts';

describe('capabilities', () => {
  test('are asked once, and kept', async () => {
    const cloud = await fakeCloud();
    const [first, second] = await Promise.all([
      cloud.provider.capabilities(call),
      cloud.provider.capabilities(call),
    ]);
    expect(second).toBe(first);
    expect(first).toMatchObject({
      version: 'v2.15',
      importMethods: ['glance-direct', 'web-download'],
      stores: [],
    });
    expect(cloud.asked().filter((line) => line.endsWith('/versions'))).toHaveLength(1);
  });

  test('take the vocabulary of this cloud’s schema, and the stores with their text booleans', async () => {
    const cloud = await fakeCloud(({ path }) => {
      if (path.endsWith('/schemas/image')) {
        return { body: { properties: { disk_format: { enum: [null, 'raw', 'gpt'] } } } };
      }
      return path.endsWith('/info/stores')
        ? {
            body: {
              stores: [
                { id: 'a', default: 'true' },
                { id: 'b', 'read-only': 'true' },
              ],
            },
          }
        : undefined;
    });
    const { diskFormats, containerFormats, stores } = await cloud.provider.capabilities(call);
    expect(diskFormats).toEqual(['raw', 'gpt']);
    expect(containerFormats).toContain('bare');
    expect(stores).toEqual([
      { id: 'a', description: null, isDefault: true, readOnly: false },
      { id: 'b', description: null, isDefault: false, readOnly: true },
    ]);
  });

  test('that could not be asked are asked again', async () => {
    let down = true;
    const cloud = await fakeCloud(({ path }) =>
      down && path.endsWith('/versions') ? { status: 503 } : undefined,
    );
    await expect(cloud.provider.capabilities(call)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    down = false;
    expect((await cloud.provider.capabilities(call)).version).toBe('v2.15');
  });
});

describe('what a service cannot do', () => {
  const old = () =>
    fakeCloud(({ path }) =>
      path.endsWith('/versions')
        ? {
            status: 300,
            body: {
              versions: [
                { id: 'v2.2', status: 'CURRENT' },
                { id: 'v3.0', status: 'EXPERIMENTAL' },
              ],
            },
          }
        : undefined,
    );

  test('is UNSUPPORTED with the reason, and no such request is sent', async () => {
    const cloud = await old();
    const refusals = [
      cloud.provider.setActive('x', false, call),
      cloud.provider.edit('x', { hidden: true }, {}, call),
      cloud.provider.beginImport(NEW, { method: 'glance-direct' }, call),
    ];
    for (const refusal of refusals) {
      await expect(refusal).rejects.toMatchObject({ code: 'UNSUPPORTED', message: /speaks v2\.2/ });
    }
    expect(cloud.asked().filter((line) => line.includes('/v2/images'))).toEqual([]);
  });

  test('does not stop what it can', async () => {
    const cloud = await old();
    expect((await cloud.provider.edit('x', { name: 'n' }, {}, call)).image.name).toBe('tiny');
  });

  test('an import method that is not offered is refused before a record is made', async () => {
    const cloud = await fakeCloud(({ path }) =>
      path.endsWith('/info/import')
        ? { body: { 'import-methods': { value: ['glance-direct'] } } }
        : undefined,
    );
    const source = { method: 'web-download', url: 'http://x.example/' } as const;
    await expect(cloud.provider.beginImport(NEW, source, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: /glance-direct/,
    });
    expect(cloud.asked()).not.toContain('POST /image/v2/images');
  });
});

test.for(CONNECTION_KINDS)('%s says of every operation that it can or why it cannot', (kind) => {
  const { operations } = declaredCapabilities(kind);
  expect(Object.keys(operations).toSorted()).toEqual(OPERATIONS.toSorted());
  for (const [operation, ability] of Object.entries(operations)) {
    if (!ability.supported) expect(ability.reason, operation).toMatch(/^[A-Z].{10,}\.$/);
  }
});

describe('what is no upload or address', () => {
  const gateway = () =>
    fakeAlliance({ answers: ({ method }) => (method === 'POST' ? { status: 500 } : undefined) });

  test.for(['nonsense', '', '//x', 'http://'])('the address %j to import from is INVALID', async (url) => {
    const { provider, seen } = await gateway();
    const source = { method: 'web-download', url } as const;
    await expect(provider.beginImport(NEW, source, call)).rejects.toMatchObject({
      name: 'AppError',
      code: 'INVALID',
      hint: /http:\/\/ or https:\/\//,
    });
    expect(seen).toEqual([]);
  });

  test('bytes for a service that takes none are UNSUPPORTED', async () => {
    const { provider, seen } = await gateway();
    const ticket = { imageId: '1abc' };
    const body = { sizeBytes: 0, open: async function* () {} };
    await expect(provider.canResumeUpload(ticket, call)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(provider.sendBytes(ticket, NEW, body, call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: /takes no bytes/,
    });
    expect(seen).toEqual([]);
  });
});

describe('the connection test', () => {
  const steps = async (answers: Parameters<typeof fakeCloud>[0], settings = {}) => {
    const cloud = await fakeCloud(answers, settings);
    const seen: string[] = [];
    await cloud.provider.test(({ step, verdict }) => seen.push(`${step} ${verdict}`), call);
    return seen;
  };

  test('passes step by step', async () => {
    expect(await steps(undefined)).toEqual([
      'address passed',
      'tls skipped',
      'sign-in passed',
      'service passed',
      'version passed',
    ]);
  });

  test('stops at the step that fails', async () => {
    const refused = await steps(({ path }) =>
      path.endsWith('/tokens') ? { status: 401, body: {} } : undefined,
    );
    expect(refused.slice(2)).toEqual(['sign-in failed', 'service skipped', 'version skipped']);
    const unreachable = await steps(undefined, { authUrl: 'http://127.0.0.1:1/v3' });
    expect(unreachable[0]).toBe('address failed');
    const forbidden = await steps(({ path }) =>
      path.includes('/images?') ? { status: 403, body: {} } : undefined,
    );
    expect(forbidden.slice(2)).toEqual(['sign-in passed', 'service failed', 'version skipped']);
  });
});

const NEW = { name: 'n', diskFormat: 'raw', containerFormat: 'bare' };
