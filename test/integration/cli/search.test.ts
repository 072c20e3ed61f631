import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addGlance, argosy, startSandbox, temporaryFolder } from '../../support/argosy.ts';

/** Searching and what changed, through the command line, against the sandbox (`CLI.md`, image). */
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
const run = (...args: readonly string[]) => argosy(args, { home, cwd: folder.path });

async function upload(name: string, kilobytes: number, ...options: readonly string[]): Promise<void> {
  const file = join(folder.path, `${name}.img`);
  await writeFile(file, Buffer.alloc(kilobytes * 1024, name));
  const args = ['image', 'upload', '-c', 'lab', file, '--name', name, '--disk-format', 'raw', ...options];
  const outcome = await run(...args, '--json');
  expect(outcome.code, outcome.stderr).toBe(0);
}

async function found(...args: readonly string[]): Promise<readonly string[]> {
  const outcome = await run('image', 'list', '--json', ...args);
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.json<{ name: string }[]>().map(({ name }) => name);
}

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startSandbox(), temporaryFolder('search')]);
  home = join(folder.path, 'home');
  const { region, secret } = sandbox.glance;
  const added = await argosy(addGlance('lab', sandbox.glance, '--region', region), { home, secret });
  expect(added).toMatchObject({ code: 0 });
  await upload('search-small', 4, '--tag', 'web', '--property', 'os_distro=debian');
  await upload('search-large', 400, '--property', 'os_distro=fedora', '--property', 'odd key=a:b');
  const synced = await run('sync');
  expect(synced.code, synced.stderr).toBe(0);
});
afterAll(async () => {
  await sandbox?.stop();
  await folder?.remove();
});

describe('a search', () => {
  test.each([
    ['search- tag:web', ['search-small']],
    ['search- -tag:web', ['search-large']],
    ['name:search-* size:>100K', ['search-large']],
    ['search- property.os_distro:debian,fedora', ['search-large', 'search-small']],
    ['property."odd key":"a:b"', ['search-large']],
    ['search- updated:<1h status:active format:raw cloud:lab', ['search-large', 'search-small']],
    ['search- updated:>1h', []],
  ])('for %s finds the same in the service and in the catalogue', async (search, expected) => {
    expect([...(await found('--search', search))].sort()).toEqual(expected);
    expect(await found('--offline', '--search', search)).toEqual(expected);
  });

  test.each([
    ['the services', []],
    ['the catalogue', ['--offline']],
  ])('in %s that is not understood is a usage error with the place', async (_where, mode) => {
    const outcome = await run('image', 'list', '--search', 'web stauts:active', ...mode);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).toContain('Did you mean “status”?');
    expect(outcome.stderr).toContain('  web stauts:active\n      ^^^^^^\n');
  });
});

describe('what changed', () => {
  test('names what is new since a time, and what became of it', async () => {
    await upload('search-later', 8);
    expect((await run('sync')).code).toBe(0);
    const told = await run('image', 'changes', '--since', '1h', '-c', 'lab', '--json');
    expect(told.code, told.stderr).toBe(0);
    const { since, changes, counts, total } = told.json<{
      since: string;
      changes: { name: string; words: string[] }[];
      counts: Record<string, number>;
      total: number;
    }>();
    expect(Date.now() - Date.parse(since)).toBeGreaterThanOrEqual(3_600_000);
    expect(changes).toContainEqual(expect.objectContaining({ name: 'search-later', words: ['new'] }));
    expect(counts['new']).toBeGreaterThanOrEqual(1);
    expect(total).toBe(changes.length);

    const table = await run('image', 'changes');
    expect(table.stdout).toMatch(/^WHAT +CLOUD +NAME/);
    expect(table.stdout).toContain('search-later');
  });

  test('is nothing since just now, an error of a cloud that there is not, a usage error of a time that is none', async () => {
    expect((await run('image', 'changes', '--since', '2099-01-01T00:00:00Z')).stdout).toMatch(
      /^Nothing changed/,
    );
    expect(await run('image', 'changes', '-c', 'nowhere')).toMatchObject({ code: 1 });
    const outcome = await run('image', 'changes', '--since', 'soon');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('an age (7d, 12h)');
  });
});
