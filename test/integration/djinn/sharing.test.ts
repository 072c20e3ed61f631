import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { pick } from '../sandbox/client.ts';
import { qcow2 } from '../sandbox/djinn-client.ts';
import { type Bench, call, startBench, upload } from './bench.ts';

let bench: Bench;
let owner: ImageProvider;
let partner: ImageProvider;
let id: string;
beforeAll(async () => {
  bench = await startBench('empty');
});
beforeEach(async () => {
  owner = bench.connect('demo', { namespace: 'team' });
  partner = bench.connect('partner');
  id = await upload(owner, 'tools', qcow2());
});
afterEach(async () => {
  bench.sandbox.switches.reset();
  for (const { memberId } of await owner.listMembers(id, call))
    await owner.removeMembers(id, [memberId], call);
  await owner.remove(id, {}, call);
});
afterAll(() => bench.close());

const membersOf = async (image = id) =>
  (await owner.listMembers(image, call)).map(({ memberId, status }) => `${memberId} ${status}`);
const sharedWith = async (
  provider: ImageProvider,
  status: 'accepted' | 'pending' | 'rejected' | 'all' = 'all',
) => {
  const found: string[] = [];
  for await (const page of provider.listShared(status, call)) {
    for (const { document, memberStatus } of page) found.push(`${document.image.name} ${memberStatus}`);
  }
  return found;
};

describe('sharing an image', () => {
  it('invites, is accepted, lets the partner see it, and is taken back', async () => {
    expect(await owner.listMembers(id, call)).toEqual([]);
    await owner.addMembers(id, ['partner@example.com'], {}, call);
    expect(await owner.listMembers(id, call)).toEqual([
      {
        memberId: 'partner',
        name: 'partner@example.com',
        status: 'pending',
        canShare: null,
        createdAt: null,
        invite: expect.any(Number),
      },
    ]);
    expect(await sharedWith(partner)).toEqual([]);
    await partner.answerShare(id, 'accepted', call);
    expect(await owner.listMembers(id, call)).toMatchObject([
      { memberId: 'partner', status: 'accepted', createdAt: expect.stringMatching(/Z$/) },
    ]);
    expect(await sharedWith(partner)).toEqual(['tools accepted']);
    expect(await sharedWith(partner, 'pending')).toEqual([]);
    expect(await sharedWith(owner)).toEqual([]);
    await owner.removeMembers(id, ['partner'], call);
    expect(await membersOf()).toEqual([]);
    expect(await sharedWith(partner)).toEqual([]);
  });

  it('can be declined, or withdrawn before', async () => {
    await owner.addMembers(id, ['partner'], {}, call);
    await partner.answerShare('team@demo', 'rejected', call);
    expect(await membersOf()).toEqual([]);
    await owner.addMembers(id, ['partner'], {}, call);
    await owner.removeMembers(id, ['partner@example.com'], call);
    expect((await bench.partner.call('GET', '/invites')).json).toEqual([]);
    await expect(owner.removeMembers(id, ['partner'], call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is of the whole namespace, with all below it', async () => {
    const below = bench.connect('demo', { namespace: 'team/web' });
    const deep = await upload(below, 'deep', qcow2());
    try {
      await owner.addMembers(deep, ['partner'], {}, call);
      expect(await membersOf()).toEqual(['partner pending']);
      await partner.answerShare(deep, 'accepted', call);
      expect((await sharedWith(partner)).toSorted()).toEqual(['deep accepted', 'tools accepted']);
      expect(await membersOf(deep)).toEqual(['partner accepted']);
    } finally {
      await owner.remove(deep, {}, call);
    }
  });

  it('sees an invite that somebody sent to a part of the namespace', async () => {
    const deep = await upload(bench.connect('demo', { namespace: 'team/part' }), 'part', qcow2());
    await bench.demo.call('POST', '/n/demo/team/part/-/invites', { handle: 'partner' });
    expect(await membersOf(deep)).toEqual(['partner pending']);
    await partner.answerShare('team/part', 'accepted', call);
    expect(await membersOf()).toEqual(['partner accepted']);
    await owner.remove(deep, {}, call);
  });

  it('that stops in the middle says who was invited, and removes nobody where one is unknown', async () => {
    await expect(owner.addMembers(id, ['partner', 'partner', 'ghost'], {}, call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/Done before that: partner invited\.$/),
    });
    expect(await membersOf()).toEqual(['partner pending']);
    await expect(owner.removeMembers(id, ['partner', 'ghost'], call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining('Nothing was sent'),
    });
    expect(await membersOf()).toEqual(['partner pending']);
    await owner.removeMembers(id, ['partner'], call);
  });

  it('says who cannot be invited, and why', async () => {
    const add = (handle: string) => owner.addMembers(id, [handle], {}, call);
    await expect(add('ghost')).rejects.toMatchObject({ code: 'NOT_FOUND', hint: /user name or the e-mail/ });
    await expect(add('demo')).rejects.toMatchObject({ code: 'INVALID', message: /Cannot invite self/ });
    await add('partner');
    await expect(add('partner')).rejects.toMatchObject({ code: 'CONFLICT', hint: /as they are now/ });
    await partner.answerShare(id, 'accepted', call);
    await expect(add('partner')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: /Already a collaborator/,
    });
  });

  it('explains the server that takes nobody twice', async () => {
    const elsewhere = await upload(bench.connect('demo', { namespace: 'elsewhere' }), 'other', qcow2());
    await owner.addMembers(elsewhere, ['partner'], {}, call);
    bench.sandbox.switches.set('djinn-invite-anywhere', true);
    await expect(owner.addMembers(id, ['partner'], {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: /neither invited to team@demo .* but on another namespace/,
    });
    await owner.removeMembers(elsewhere, ['partner'], call);
    await owner.remove(elsewhere, {}, call);
  });

  it('is not to be had outside namespaces', async () => {
    const alone = await upload(bench.connect('demo'), 'alone', qcow2());
    expect(await owner.listMembers(alone, call)).toEqual([]);
    for (const change of [
      () => owner.addMembers(alone, ['partner'], {}, call),
      () => owner.removeMembers(alone, ['partner'], call),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'CONFLICT', hint: /Upload it into a namespace/ });
    }
    await owner.remove(alone, {}, call);
  });

  it('is the owner’s alone', async () => {
    await owner.addMembers(id, ['partner'], {}, call);
    await partner.answerShare(id, 'accepted', call);
    await expect(partner.listMembers(id, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: /Only demo, who owns/,
    });
    await expect(partner.addMembers(id, ['admin'], {}, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(bench.connect('reader').listMembers(id, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: /permission namespace:read/,
    });
  });
});

describe('an invite', () => {
  it('is found by its number, and by the namespace’s name', async () => {
    await owner.addMembers(id, ['partner'], {}, call);
    const invite = String(pick((await bench.partner.call('GET', '/invites')).json, 0, 'id'));
    await expect(partner.answerShare('other@demo', 'accepted', call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: `Open are: team@demo (invite-${invite}).`,
    });
    await expect(partner.answerShare('invite-99999', 'accepted', call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await partner.answerShare(`invite-${invite}`, 'accepted', call);
    expect(await membersOf()).toEqual(['partner accepted']);
    await expect(partner.answerShare(id, 'accepted', call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: /No invite waits/,
    });
  });

  it('to what cannot be read before is named by the namespace', async () => {
    bench.sandbox.switches.set('djinn-open-namespaces', false);
    await owner.addMembers(id, ['partner'], {}, call);
    await expect(partner.answerShare(id, 'accepted', call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: /team@demo/,
    });
    await partner.answerShare('team', 'accepted', call);
    expect(await sharedWith(partner)).toEqual(['tools accepted']);
  });

  it('is not a matter of a token for images only', async () => {
    const reader = bench.connect('reader');
    expect(await sharedWith(reader)).toEqual([]);
    await expect(sharedWith(reader, 'pending')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: /invite:read/,
    });
  });
});

describe('what a public namespace offers', () => {
  it('is pending until its invite is accepted', async () => {
    const seeded = await startBench();
    try {
      const admin = seeded.connect('admin', { namespace: 'library' });
      const invited = seeded.connect('partner');
      const [first] = await firstPage(admin);
      await admin.addMembers(first ?? '', ['partner'], {}, call);
      const pending = await sharedWith(invited, 'pending');
      expect(pending).toContain('Ubuntu 24.04 LTS pending');
      await invited.answerShare('library@admin', 'accepted', call);
      expect(await sharedWith(invited)).toContain('Ubuntu 24.04 LTS accepted');
      expect(await sharedWith(invited, 'pending')).toEqual([]);
    } finally {
      await seeded.close();
    }
  });
});

async function firstPage(provider: ImageProvider): Promise<readonly string[]> {
  for await (const page of provider.list({}, call)) return page.map(({ image }) => image.id);
  return [];
}
