import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangePreview } from '#shared/model/index.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import { argosy } from '../../support/argosy.ts';
import { type Lab, openLab } from '../../support/lab.ts';

/** What a command would send, before it does. */
let folder: Lab['folder'];
let sandbox: Sandbox;
let home: string;
let id: string;

const run = (...args: readonly string[]) => argosy(args, { home });
const changing = () =>
  sandbox.requests
    .list()
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/tokens'))
    .map(({ method, path }) => `${method} ${path}`);

beforeAll(async () => {
  ({ folder, home, sandbox } = await openLab('dry-run', async (client) => {
    id = await client.create({ name: 'one', visibility: 'private', os_distro: 'debian' });
  }));
});
afterAll(async () => {
  await sandbox?.close();
  await folder?.remove();
});

describe('--dry-run', () => {
  const edit = ['image', 'set', '-c', 'lab', '--name', 'new', '--unset', 'os_distro'];

  test('of image set: asks nobody, and tells just what is sent without it', async () => {
    sandbox.requests.clear();
    const shown = await run('--json', ...edit, '--dry-run', id);
    expect(shown.code, shown.stderr).toBe(0);
    const preview = shown.json<ChangePreview>();
    expect(preview).toMatchObject({ connection: 'lab', id, notes: [], error: null });
    expect(JSON.parse(preview.requests[0]?.body ?? '')).toEqual([
      { op: 'replace', path: '/name', value: 'new' },
      { op: 'remove', path: '/os_distro' },
    ]);
    const table = await run(...edit, '--dry-run', id);
    expect(table.stdout).toMatch(new RegExp(`^METHOD +PATH +CARRIES\nPATCH +/v2/images/${id} +\\[\\{"op"`));
    expect(table.stderr).toContain('Nothing was sent');
    expect(sandbox.requests.list()).toEqual([]);

    expect((await run(...edit, id)).code).toBe(0);
    expect(changing()).toEqual(preview.requests.map(({ method, path }) => `${method} /image${path}`));

    const again = await run(...edit, '--dry-run', id);
    expect(again.stdout).toBe('No request: it is so already.\n');
  });

  test('of member add: what would be refused fails, with the way out', async () => {
    sandbox.requests.clear();
    const refused = await run('--json', 'member', 'add', '-c', 'lab', id, 'friend', '--dry-run');
    expect(refused.code).toBe(1);
    expect(refused.json<ChangePreview>()).toMatchObject({ requests: [], error: { code: 'CONFLICT' } });
    expect(refused.stderr).toContain('error: CONFLICT: ');
    expect(refused.stderr).toContain('--make-shared');

    const shown = await run('member', 'add', '-c', 'lab', id, 'friend', '--make-shared', '--dry-run');
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout.split('\n').map((line) => line.split(' ', 1)[0])).toEqual([
      ...['METHOD', 'PATCH', 'POST', ''],
    ]);
    expect(shown.stderr).toContain('note: The image is private: it becomes shared first.');
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('of member replace and remove: by the members last seen', async () => {
    const added = await run('member', 'add', '-c', 'lab', id, 'friend', 'other', '--make-shared');
    expect(added.code, added.stderr).toBe(0);
    sandbox.requests.clear();
    const replaced = await run('--json', 'member', 'replace', '-c', 'lab', id, 'new', 'other', '--dry-run');
    const removed = await run('--json', 'member', 'remove', '-c', 'lab', id, 'other', 'nobody', '--dry-run');
    const methods = (told: ChangePreview) => told.requests.map(({ method, path }) => `${method} ${path}`);
    const members = `/v2/images/${id}/members`;
    expect(methods(replaced.json())).toEqual([`POST ${members}`, `DELETE ${members}/friend`]);
    expect(methods(removed.json())).toEqual([`DELETE ${members}/other`]);
    expect(removed.stderr).toMatch(/warning: nobody is no member: without --dry-run that is refused/);
    const again = await run('--json', 'member', 'add', '-c', 'lab', id, 'friend', '--dry-run');
    expect(methods(again.json())).toEqual([]);
    expect(again.stderr).toMatch(/warning: friend is a member already: without --dry-run that is refused/);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('of what the catalogue does not know: how it gets to know it', async () => {
    const unknown = await run('image', 'set', '-c', 'lab', 'nobody', '--name', 'x', '--dry-run');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/error: NOT_FOUND: .*\nhint: .*argosy sync/);
    const both = await run(...edit, '--dry-run', '--queue', id);
    expect(both.code).toBe(2);
  });
});
