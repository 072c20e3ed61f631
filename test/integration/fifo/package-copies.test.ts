import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HttpExchange } from '../../../src/main/http/index.ts';
import { createPackageHandlers } from '../../../src/main/packages/index.ts';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import type { JsonValue } from '../../../src/shared/model/index.ts';
import { GlanceClient } from '../sandbox/client.ts';
import { call, connect } from './fifo-rig.ts';

/** Every JSON type, four levels deep. */
const METADATA = {
  ui: {
    notes: { first: { text: 'for PostgreSQL', at: 1_750_000_000 } },
    colours: ['teal', null, { x: false }],
  },
  'a/b': 0.5,
  empty: {},
  none: null,
  zero: 0,
} as const satisfies Readonly<Record<string, JsonValue>>;
const RULES = [
  { weight: 'must', attribute: 'resources.free-memory', condition: '>', value: 8192 },
  { weight: 'cant', attribute: 'hostname', condition: 'element', value: 'rack-03' },
  { weight: 3, attribute: 'pools', condition: 'subset', value: ['a', 1] },
  { weight: 'scale', attribute: 'load', low: 0, high: 10 },
  { weight: 'random', low: 1, high: 5 },
] as const;

let here: Sandbox;
let there: Sandbox;
let directory: string;
beforeAll(async () => {
  [here, there] = await Promise.all([startSandbox(), startSandbox({ switches: ['empty'] })]);
});
afterAll(() => Promise.all([here.close(), there.close()]));
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'argosy-package-copies-'));
  there.switches.reset();
  return () => rm(directory, { recursive: true, force: true });
});

const keeper = {
  packages: async () => undefined,
  package: async () => undefined,
  packageGone: async () => undefined,
};
const context = { signal: call.signal };

describe.for([
  ['0.1.0', '2'],
  ['2', '0.1.0'],
  ['3', '2'],
] as const)('a package of API %s copied to one of API %s', ([from, to]) => {
  const rig = async () => {
    const source = connect(here, from);
    let onExchange: (exchange: HttpExchange) => void = () => undefined;
    const target = connect(there, to, 'demo', undefined, (exchange) => onExchange(exchange));
    const afterExchange = (action: typeof onExchange): void => {
      onExchange = action;
    };
    const providers: Readonly<Record<string, ImageProvider>> = {
      here: source.provider,
      there: target.provider,
    };
    const handlers = createPackageHandlers({
      provider: async (name) => providers[name] ?? expect.fail(name),
      keeper,
      copiesDirectory: directory,
    });
    const wanted = {
      name: randomUUID(),
      ramMb: 2048,
      quotaGb: 30,
      cpuCap: 150,
      blockSize: 8192,
      requirements: RULES,
    };
    const { id } = (await source.provider.createPackage(wanted, call)).package;
    const set = Object.entries(METADATA).map(([key, value]) => ({ path: [key], value }));
    await handlers['packages.metadata']({ connection: 'here', id, set: set as never, unset: [] }, context);
    const order = { from: 'here', id, to: 'there', name: `copy-${randomUUID()}` };
    const sent = () =>
      target.exchanges
        .filter(({ method }) => method !== 'GET')
        .map(({ method, url }) => `${method} ${new URL(url).pathname.replace(/^.*\/api\/[^/]+/, '')}`);
    return { handlers, order, wanted, sent, target: target.provider, afterExchange };
  };

  test('has its values, its rules and its whole metadata, a key a request', async () => {
    const { handlers, order, wanted, sent } = await rig();
    const { document, notes } = await handlers['packages.copy'](order, context);
    expect(document.package).toMatchObject({ ...wanted, name: order.name, metadata: METADATA });
    expect(document.package.metadata).toEqual(METADATA);
    expect(document.package.id).not.toBe(order.id);
    expect(sent().filter((request) => !/sessions|oauth/.test(request))).toEqual([
      'POST /packages',
      ...Object.keys(METADATA).map(() => `PUT /packages/${document.package.id}/metadata`),
    ]);
    expect(notes).toEqual(['It gets an id of its own.']);
    expect(await handlers['packages.copies']({}, context)).toEqual([]);
  });

  test('is refused by its name before anything is made', async () => {
    const { handlers, order, target } = await rig();
    await target.createPackage({ name: order.name, ramMb: 1, quotaGb: 1 }, call);
    const before = (await target.listPackages(call)).length;
    await expect(handlers['packages.copy'](order, context)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`There is a package "${order.name}" already. Nothing was made.`),
    });
    expect((await target.listPackages(call)).length).toBe(before);
    expect(await handlers['packages.copies']({}, context)).toEqual([]);
  });

  test('that broke off is kept in mind, and finished with what is missing only', async () => {
    const { handlers, order, sent } = await rig();
    there.switches.set('fifo-metadata-fail-at', 3);
    const failure = await handlers['packages.copy'](order, context).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('is not finished'),
      hint: expect.stringMatching(/Written before \(2 of 5\): a\/b, empty\. Not written: none, ui, zero\./),
      context: { written: 2, of: 5 },
    });
    const [unfinished, ...others] = await handlers['packages.copies']({}, context);
    expect(others).toEqual([]);
    expect(unfinished).toMatchObject({ from: 'here', id: order.id, to: 'there', madeName: order.name });
    const requestsBefore = sent().length;
    const into = unfinished?.madeId ?? '';
    const { document } = await handlers['packages.copy']({ ...order, into }, context);
    expect(document.package.metadata).toEqual(METADATA);
    expect(sent().slice(requestsBefore)).toEqual([1, 2, 3].map(() => `PUT /packages/${into}/metadata`));
    expect(await handlers['packages.copies']({}, context)).toEqual([]);
  });

  test('that broke off is forgotten once it is deleted, and on demand', async () => {
    const { handlers, order } = await rig();
    for (const settle of [
      (madeId: string) => handlers['packages.remove']({ connection: 'there', id: madeId }, context),
      (madeId: string) => handlers['packages.forgetCopy']({ to: 'there', madeId }, context),
    ]) {
      there.switches.set('fifo-metadata-fail-at', 1);
      await expect(
        handlers['packages.copy']({ ...order, name: randomUUID() }, context),
      ).rejects.toMatchObject({ context: { written: 0, of: 5 } });
      const [unfinished] = await handlers['packages.copies']({}, context);
      await settle(unfinished?.madeId ?? '');
      expect(await handlers['packages.copies']({}, context)).toEqual([]);
    }
  });

  test('is never written into a package that is another one', async () => {
    const { handlers, order, target, sent } = await rig();
    const other = await target.createPackage({ name: randomUUID(), ramMb: 1, quotaGb: 1 }, call);
    const before = sent().length;
    await expect(
      handlers['packages.copy']({ ...order, into: other.package.id }, context),
    ).rejects.toMatchObject({ code: 'CONFLICT', hint: expect.stringContaining('Nothing was sent') });
    expect(sent().length).toBe(before);
  });

  test('whose creation broke off is kept in mind as well', async () => {
    const { handlers, order } = await rig();
    const crash = there.switches;
    const listed = (await handlers['packages.list']({ connection: 'there' }, context)).length;
    crash.set('fifo-create-breaks', true);
    await expect(handlers['packages.copy'](order, context)).rejects.toMatchObject({
      hint: expect.stringMatching(/There is a package/),
      context: { halfMade: expect.any(String) },
    });
    crash.set('fifo-create-breaks', null);
    expect((await handlers['packages.list']({ connection: 'there' }, context)).length).toBe(listed + 1);
    const [unfinished] = await handlers['packages.copies']({}, context);
    const into = unfinished?.madeId ?? '';
    await expect(handlers['packages.copy']({ ...order, into }, context)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringContaining('delete it'),
    });
    await handlers['packages.remove']({ connection: 'there', id: into }, context);
    expect(await handlers['packages.copies']({}, context)).toEqual([]);
  });

  test('that was made, but not shown after, is kept in mind and finished', async () => {
    const { handlers, order, target, afterExchange } = await rig();
    afterExchange((exchange) => {
      if (exchange.method === 'POST' && exchange.url.endsWith('/packages'))
        there.switches.setText('fail-next=503x50');
    });
    await expect(handlers['packages.copy'](order, context)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retry: 'never',
      hint: expect.stringContaining(`The package "${order.name}" was made`),
      context: { halfMade: expect.any(String) },
    });
    afterExchange(() => undefined);
    there.switches.reset();
    const [unfinished] = await handlers['packages.copies']({}, context);
    expect(unfinished).toMatchObject({ to: 'there', madeName: order.name });
    const into = unfinished?.madeId ?? '';
    const { document } = await handlers['packages.copy']({ ...order, into }, context);
    expect(document.package).toMatchObject({ id: into, name: order.name, metadata: METADATA });
    const named = (await target.listPackages(call)).filter((each) => each.package.name === order.name);
    expect(named).toHaveLength(1);
  });

  test('never takes a package of somebody else for what it made, whatever a proxy answers', async () => {
    const { handlers, order, wanted, target } = await rig();
    await target.createPackage({ name: order.name, ramMb: 1, quotaGb: 1 }, call);
    there.switches.setText('fail-next=500x1');
    const failure = await handlers['packages.copy'](order, context).catch((error: unknown) => error);
    expect(failure).toMatchObject({ context: { status: 500 } });
    expect(failure).not.toHaveProperty('context.halfMade');
    const name = randomUUID();
    const theirs = await target.createPackage({ ...wanted, name } as never, call);
    await target.setPackageMetadata(theirs.package.id, ['in'], 'use', call);
    there.switches.setText('fail-next=500x1');
    await handlers['packages.copy']({ ...order, name }, context).catch(() => undefined);
    expect(await handlers['packages.copies']({}, context)).toEqual([]);
  });

  test('is previewed as it is sent', async () => {
    const { handlers, wanted } = await rig();
    const [request] = await handlers['packages.preview'](
      { connection: 'there', package: { ...wanted, requirements: [...RULES] } as never },
      context,
    );
    expect(request).toMatchObject({ method: 'POST', path: expect.stringMatching(/\/packages$/) });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ name: wanted.name, ram: 2048, quota: 30, cpu_cap: 150, blocksize: 8192 },
      requirements: RULES,
    });
  });
});

test('metadata whose third of five writes fails tells what was written, and stops there', async () => {
  const { provider } = connect(there, '2');
  const handlers = createPackageHandlers({
    provider: async () => provider,
    keeper,
    copiesDirectory: directory,
  });
  const { id } = (await provider.createPackage({ name: randomUUID(), ramMb: 1, quotaGb: 1 }, call)).package;
  const set = ['one', 'two', 'three', 'four'].map((key) => ({ path: [key], value: key }));
  there.switches.set('fifo-metadata-fail-at', 3);
  const order = { connection: 'there', id, set, unset: [['zero']] };
  await expect(handlers['packages.metadata'](order, context)).rejects.toMatchObject({
    context: { written: 2, of: 5 },
    hint: expect.stringMatching(/^Written before \(2 of 5\): one, two\. Not written: three, four, zero\./),
  });
  expect((await provider.showPackage(id, call)).package.metadata).toEqual({ one: 'one', two: 'two' });
});

test('metadata of a dataset whose second of three writes fails tells so, and the rest is all that is sent again', async () => {
  const { provider, exchanges } = connect(here, '2');
  const glance = await GlanceClient.signIn(here, 'demo');
  const id = await glance.create({ name: 'dataset' });
  const edit = { setProperties: { one: 1, two: { deep: [null] }, three: 'x' } };
  here.switches.set('fifo-metadata-fail-at', 2);
  await expect(provider.edit(id, edit, {}, call)).rejects.toMatchObject({ context: { written: 1, of: 3 } });
  const before = exchanges.filter(({ method }) => method === 'PUT').length;
  const { image } = await provider.edit(id, edit, {}, call);
  expect(exchanges.filter(({ method }) => method === 'PUT').length - before).toBe(2);
  expect(image.properties).toMatchObject(edit.setProperties);
});
