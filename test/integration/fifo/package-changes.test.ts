import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPackageHandlers } from '../../../src/main/packages/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import type { JsonValue } from '../../../src/shared/model/index.ts';
import { call, connect } from './fifo-rig.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
});
afterAll(() => sandbox.close());

const context = { signal: call.signal };
const FIRST = { ui: { colour: 'teal', size: { wide: 1 } }, kept: true } as const;

describe.for(['0.1.0', '2'] as const)('metadata of a package of API %s that somebody else changes', (api) => {
  const rig = async () => {
    const { provider, exchanges } = connect(sandbox, api);
    const handlers = createPackageHandlers({
      provider: async () => provider,
      keeper: {
        packages: async () => undefined,
        package: async () => undefined,
        packageGone: async () => undefined,
      },
      copiesDirectory: join(tmpdir(), 'argosy-never-made'),
    });
    const made = await provider.createPackage({ name: randomUUID(), ramMb: 1, quotaGb: 1 }, call);
    const { id } = made.package;
    for (const [key, value] of Object.entries(FIRST))
      await provider.setPackageMetadata(id, [key], value, call);
    const from = exchanges.length;
    const theirs = connect(sandbox, api).provider;
    const change = (order: {
      readonly set?: readonly { path: string[]; value: JsonValue }[];
      readonly unset?: readonly string[][];
      readonly seen?: readonly { path: string[]; value?: JsonValue }[];
    }) => {
      const wanted = { connection: 'here', id, set: [], unset: [], ...order };
      return handlers['packages.metadata'](wanted as never, context);
    };
    return {
      change,
      set: (path: readonly string[], value: JsonValue) =>
        theirs.setPackageMetadata(id, [...path], value, call),
      unset: (path: readonly string[]) => theirs.unsetPackageMetadata(id, [...path], call),
      now: async () => (await theirs.showPackage(id, call)).package.metadata,
      methods: () => exchanges.slice(from).map(({ method }) => method),
    };
  };

  test('is not written over: both values are named, and nothing is sent', async () => {
    const { change, set, now, methods } = await rig();
    await set(['ui', 'colour'], 'red');
    const path = ['ui', 'colour'];
    await expect(
      change({ set: [{ path, value: 'blue' }], seen: [{ path, value: 'teal' }] }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      retry: 'never',
      hint: expect.stringMatching(/ui\/colour was "teal" and is now "red"/),
      context: { changed: 'ui/colour', written: 0 },
    });
    expect(methods()).toEqual(['GET']);
    expect((await now())['ui']).toMatchObject({ colour: 'red' });
  });

  test('is written where only other keys changed, or with nothing said of what was seen', async () => {
    const { change, set, now, methods } = await rig();
    await set(['kept'], false);
    const path = ['ui', 'colour'];
    await change({ set: [{ path, value: 'blue' }], seen: [{ path, value: 'teal' }] });
    expect(methods()).toEqual(['GET', 'PUT', 'GET']);
    await change({ set: [{ path, value: 'green' }] });
    expect(await now()).toMatchObject({ kept: false, ui: { colour: 'green' } });
  });

  test('is neither deleted nor renamed where anything beneath it changed, nor made where one came', async () => {
    const { change, set, now } = await rig();
    await set(['ui', 'size', 'wide'], 2);
    await set(['came'], null);
    const before = await now();
    const seen = { path: ['ui'], value: FIRST.ui };
    await expect(change({ unset: [['ui']], seen: [seen] })).rejects.toMatchObject({ code: 'CONFLICT' });
    const renamed = { set: [{ path: ['view'], value: FIRST.ui }], unset: [['ui']] };
    await expect(change({ ...renamed, seen: [{ path: ['view'] }, seen] })).rejects.toMatchObject({
      context: { changed: 'ui' },
    });
    await expect(
      change({ set: [{ path: ['came'], value: 1 }], seen: [{ path: ['came'] }] }),
    ).rejects.toMatchObject({ hint: expect.stringMatching(/came was not there and is now null/) });
    expect(await now()).toEqual(before);
  });

  test('is not put in the place of a plain value that somebody set above it', async () => {
    const { change, set, now, methods } = await rig();
    await set(['ui'], 'off');
    const path = ['ui', 'fresh'];
    await expect(change({ set: [{ path, value: 1 }], seen: [{ path }] })).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/ui is now "off"/),
    });
    expect(methods()).toEqual(['GET']);
    expect(await now()).toEqual({ ui: 'off', kept: true });
  });

  test('that is as it was wanted already needs no request, also when an answer was lost', async () => {
    const { change, set, unset, methods } = await rig();
    await set(['ui', 'colour'], 'blue');
    await unset(['kept']);
    const { package: after } = await change({
      set: [{ path: ['ui', 'colour'], value: 'blue' }],
      unset: [['kept']],
      seen: [
        { path: ['ui', 'colour'], value: 'teal' },
        { path: ['kept'], value: true },
      ],
    });
    expect(methods()).toEqual(['GET']);
    expect(after.metadata).toEqual({ ui: { colour: 'blue', size: { wide: 1 } } });
  });
});
