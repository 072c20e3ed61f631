import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { FifoClient } from '../sandbox/fifo-client.ts';
import { call, connect } from './fifo-rig.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

describe.for(['0.1.0', '2', '3'] as const)('packages of API %s', (api) => {
  const opened = (username = 'demo') => {
    const connected = connect(sandbox, api, username);
    onTestFinished(() => connected.provider.close());
    return connected;
  };

  test('are listed whole: those of everybody and of the own organisation', async () => {
    const packages = (await opened().provider.listPackages(call)).map((each) => each.package);
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['small', 'large', 'database']));
    expect(packages.map(({ name }) => name)).not.toContain('partner-only');
    expect(packages.find(({ name }) => name === 'database')).toMatchObject({
      connection: 'sandbox',
      ramMb: 8192,
      quotaGb: 500,
      cpuCap: 400,
      cpuShares: null,
      maxSwapMb: null,
      blockSize: 8192,
      compression: 'off',
      zfsIoPriority: null,
      requirements: [{ condition: '>', value: 8192 }, { weight: 'scale' }],
      metadata: { jingles: { notes: [{ text: 'for PostgreSQL' }] } },
    });
  });

  test('reach the service with the names of the wire', async () => {
    const { provider } = opened();
    const wanted = {
      name: `wire-${randomUUID()}`,
      ramMb: 512,
      quotaGb: 10,
      cpuCap: 250,
      maxSwapMb: 1024,
      blockSize: 4096,
      compression: 'gzip-9',
      zfsIoPriority: 7,
      requirements: [
        { weight: 'must', attribute: 'a', condition: '=<', value: 5 },
        { weight: 'cant', attribute: 'b', condition: 'subset', value: ['x', 1] },
        { weight: -5, attribute: 'c', condition: '=/=', value: 'text' },
        { weight: 'scale', attribute: 'd', low: 0, high: 10 },
        { weight: 'random', low: 1, high: 2 },
      ],
    } as const;
    const made = await provider.createPackage(wanted, call);
    expect(made.package).toMatchObject(wanted);
    const client = await FifoClient.signIn(sandbox, api, 'demo');
    expect(await client.show(`/packages/${made.package.id}`)).toMatchObject({
      uuid: made.package.id,
      ram: 512,
      quota: 10,
      cpu_cap: 250,
      max_swap: 1024,
      blocksize: 4096,
      compression: 'gzip-9',
      zfs_io_priority: 7,
      requirements: wanted.requirements,
    });
    await expect(provider.createPackage(wanted, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/another name/),
    });
    await provider.removePackage(made.package.id, call);
    await expect(provider.removePackage(made.package.id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('keep metadata at any depth, also under odd keys', async () => {
    const { provider, exchanges } = opened();
    const { id } = (await provider.createPackage({ name: randomUUID(), ramMb: 1, quotaGb: 1 }, call)).package;
    const path = ['ui', 'a/b', '%2F ü', 'last?#'];
    const metadata = async () => (await provider.showPackage(id, call)).package.metadata;
    const before = exchanges.length;
    await provider.setPackageMetadata(id, path, { deep: [1, null, { x: false }] }, call);
    expect(exchanges.slice(before).map(({ method }) => method)).toEqual(['PUT']);
    await provider.setPackageMetadata(id, ['constructor'], 'text', call);
    expect(await metadata()).toEqual({
      ui: { 'a/b': { '%2F ü': { 'last?#': { deep: [1, null, { x: false }] } } } },
      constructor: 'text',
    });
    await provider.unsetPackageMetadata(id, path, call);
    await provider.unsetPackageMetadata(id, ['never', 'was'], call);
    expect(await metadata()).toEqual({ ui: { 'a/b': { '%2F ü': {} } }, constructor: 'text' });

    // Taken as steps of an address, these would name the package itself.
    await expect(provider.unsetPackageMetadata(id, ['..'], call)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(provider.unsetPackageMetadata(id, ['a', '..', '..'], call)).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect((await provider.showPackage(id, call)).package.id).toBe(id);
    await provider.removePackage(id, call);
  });

  test('that do not exist are NOT_FOUND, whatever is done with them', async () => {
    const { provider } = opened();
    const id = randomUUID();
    for (const work of [
      () => provider.showPackage(id, call),
      () => provider.removePackage(id, call),
      () => provider.setPackageMetadata(id, ['a'], 1, call),
      () => provider.unsetPackageMetadata(id, ['a'], call),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('of others may be used and not changed; a reader makes none', async () => {
    const small = '5e0b8d14-6c92-4a7f-8d31-0f4c2b9a7e01';
    const { provider } = opened();
    await expect(provider.setPackageMetadata(small, ['a'], 1, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const reader = sandbox.accounts.find(({ role }) => role === 'reader')?.username;
    await expect(
      opened(reader).provider.createPackage({ name: 'x', ramMb: 1, quotaGb: 1 }, call),
    ).rejects.toMatchObject({ code: 'FORBIDDEN', hint: expect.stringMatching(/permission/) });
  });
});
