import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatAcceptLink } from '#shared/links/index.ts';
import type { Member, Partner } from '#shared/model/index.ts';
import { addGlance, argosy, startSandbox, temporaryFolder } from '../../support/argosy.ts';
import { sandboxControl } from '../../support/sandbox-control.ts';

/** The address book and hand-off links on the command line. */
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let image: string;
const run = (...args: readonly string[]) => argosy(args, { home, cwd: folder.path });
const ann = 'f3a1b2c3d4e5f60718293a4b5c6d7e8f';

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startSandbox(), temporaryFolder('partners')]);
  home = join(folder.path, 'home');
  const added = await argosy(addGlance('lab', sandbox.glance), { home, secret: sandbox.glance.secret });
  expect(added.code, added.stderr).toBe(0);
  const list = await run('image', 'list', '-c', 'lab', '--json');
  const images = list.json<readonly { id: string; visibility: string; owner: string }[]>();
  image = images.find(({ visibility }) => visibility === 'private')?.id ?? '';
  expect(image).not.toBe('');
});
afterAll(async () => {
  await sandbox?.stop();
  await folder?.remove();
});

describe('the address book', () => {
  test('is written, listed and forgotten without asking a service', async () => {
    const control = sandboxControl(sandbox.origin);
    await control.forgetRequests();
    expect(await run('partner', 'add', 'Ann', ann, '-c', 'lab', '--color', '3')).toMatchObject({ code: 0 });
    expect(await run('partner', 'add', 'Ann', 'other-id')).toMatchObject({ code: 0 });
    expect(await run('partner', 'add', 'Twin', 'twin-1')).toMatchObject({ code: 0 });
    expect(await run('partner', 'add', 'Twin', 'twin-2')).toMatchObject({ code: 0 });
    const listed = await run('partner', 'list', '--json');
    expect(listed.json<readonly Partner[]>()).toEqual([
      { memberId: 'other-id', name: 'Ann', color: 1, connection: null },
      { memberId: ann, name: 'Ann', color: 3, connection: 'lab' },
      { memberId: 'twin-1', name: 'Twin', color: 2, connection: null },
      { memberId: 'twin-2', name: 'Twin', color: 3, connection: null },
    ]);
    expect((await run('partner', 'remove', 'other-id')).code).toBe(0);
    expect((await run('partner', 'remove', 'other-id')).code).toBe(0);
    expect((await run('partner', 'list')).stdout).toMatch(
      /^NAME +MEMBER +CLOUD +COLOR\nAnn +f3a1.* lab +3\n/,
    );
    expect(await control.requests()).toEqual([]);
  });

  test.each([
    ['no colour', ['partner', 'add', 'X', 'x', '--color', '8'], 2],
    ['an empty name', ['partner', 'add', '', 'x'], 2],
    ['a cloud that there is not', ['partner', 'add', 'X', 'x', '-c', 'nowhere'], 1],
  ] as const)('takes %s for a mistake', async (_what, line, code) => {
    expect((await run(...line)).code).toBe(code);
  });

  test('names members: of this cloud, also through another connection to it, and only whom it means without a doubt', async () => {
    const control = sandboxControl(sandbox.origin);
    await control.forgetRequests();
    for (const [name, words] of [
      ['@Nobody', 'has no "Nobody" for lab'],
      ['@Twin', 'is more than one in the address book: twin-1, twin-2'],
    ] as const) {
      const refused = await run('member', 'add', '-c', 'lab', image, name);
      expect(refused).toMatchObject({ code: 2 });
      expect(refused.stderr).toContain(words);
    }
    expect((await control.requests()).filter(({ method }) => method !== 'GET')).toEqual([]);
    const shared = await run('member', 'add', '-c', 'lab', image, '@Ann', '--make-shared', '--json');
    expect(shared.code, shared.stderr).toBe(0);
    expect(shared.json<readonly Member[]>()).toMatchObject([{ memberId: ann, status: 'pending' }]);
    const second = [...addGlance('lab-2', { ...sandbox.glance, authUrl: `${sandbox.glance.authUrl}/` })];
    expect((await argosy(second, { home, secret: sandbox.glance.secret })).code).toBe(0);
    const again = await run('member', 'list', '-c', 'lab-2', image, '--json');
    expect(again.json<readonly Member[]>()).toMatchObject([{ memberId: ann }]);
    const removed = await run('member', 'remove', '-c', 'lab-2', image, '@Ann', '--json');
    expect(removed.json()).toEqual([]);
  });
});

describe('a link on the command line', () => {
  const link = formatAcceptLink({
    kind: 'glance',
    cloud: 'https://cloud.example',
    imageId: 'x1',
    imageName: null,
    memberId: null,
  });

  test.each([
    ['one of another action', ['open', 'argosy://connections/remove?name=lab']],
    ['one that a shell took apart', ['open', link.split('&')[0] ?? '']],
    ['two at once', ['open', link, link]],
    ['no link', ['open', 'https://example.org']],
  ] as const)('is refused before anything starts: %s', async (_what, line) => {
    expect(await run(...line)).toMatchObject({ code: 2, stdout: '' });
  });
});
