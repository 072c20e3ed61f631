import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseAcceptLink } from '#shared/links/index.ts';
import type { ConnectionProfile, Image } from '#shared/model/index.ts';
import { handOffOf } from '../../../src/main/links/hand-off.ts';
import { reviewLink } from '../../../src/main/links/review-link.ts';

const glance = (name: string, authUrl: string): ConnectionProfile => ({
  name,
  kind: 'glance',
  settings: { authUrl, username: 'ann' },
  tls: {},
  color: 0,
});
const plankton: ConnectionProfile = {
  name: 'okeanos',
  kind: 'plankton',
  settings: { endpoint: 'https://okeanos.example/image/v1.0' },
  tls: {},
  color: 0,
};
const djinn: ConnectionProfile = {
  name: 'ci',
  kind: 'djinn',
  settings: { endpoint: 'https://ci.example/api' },
  tls: {},
  color: 0,
};
const north = glance('north', 'https://Cloud.example:5000/v3/');
const image: Pick<Image, 'id' | 'name' | 'visibility'> = {
  id: '9abebeb5-1111-4222-8333-0123456789ab',
  name: `$(reboot); "it's" \u202Eevil`,
  visibility: 'shared',
};

describe('a hand-off', () => {
  it('of a Glance image is a link and the exact lines that accept it', () => {
    const { link, commands, notes } = handOffOf({ profile: north, image, memberId: 'b7c6' });
    expect(parseAcceptLink(link)).toEqual({
      kind: 'glance',
      cloud: 'https://cloud.example:5000',
      imageId: image.id,
      imageName: image.name,
      memberId: 'b7c6',
    });
    expect(commands.map(({ line }) => line)).toEqual([
      `openstack image set --accept ${image.id}`,
      `argosy member accept -c NAME ${image.id}`,
      `argosy open '${link}'`,
    ]);
    expect(notes).toEqual(['The receiver must accept it: until then their lists of images do not show it.']);
  });

  it('carries neither secrets nor settings of the connection', () => {
    const profile = { ...north, settings: { ...north.settings, password: 'geheim', project: 'web' } };
    const said = JSON.stringify(handOffOf({ profile: profile as ConnectionProfile, image, memberId: null }));
    for (const word of ['geheim', 'ann', 'web', 'north']) expect(said).not.toContain(`=${word}`);
  });

  it('is one word for a shell, whatever the image is called', () => {
    for (const { line } of handOffOf({ profile: north, image, memberId: `a'b;c` }).commands) {
      const printed = execFileSync('bash', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
      expect(printed.split('\n').filter(Boolean)).toEqual(line.replaceAll("'", '').split(' '));
    }
  });

  it('of a Plankton image needs no accepting, one of Djinn CI an invite', () => {
    const there = handOffOf({ profile: plankton, image, memberId: null });
    expect(there.notes).toContain('The receiver sees it at once: there is nothing to accept.');
    expect(there.commands.map(({ line }) => line)).toContain(`argosy image show -c NAME ${image.id}`);
    expect(there.commands.some(({ line }) => line.includes('accept '))).toBe(false);
    const ci = handOffOf({
      profile: djinn,
      image: { id: '7', name: 'base', visibility: null },
      memberId: 'ann',
    });
    expect(ci.commands[0]?.line).toBe('argosy member accept -c NAME 7');
    expect(ci.notes[0]).toMatch(/invite to the namespace/);
  });

  it('says what stands in the way of it', () => {
    const notes = handOffOf({
      profile: glance('lab', 'http://127.0.0.1:5000/v3'),
      image: { ...image, visibility: 'private' },
      memberId: null,
    }).notes;
    expect(notes).toContain('It is private now: nobody can accept it before it is shared.');
    expect(notes).toContainEqual(expect.stringMatching(/this computer only/));
  });

  it('is refused where nothing is shared, and where an id could not be said safely', () => {
    const nova = { ...north, kind: 'nova' } as ConnectionProfile;
    expect(() => handOffOf({ profile: nova, image, memberId: null })).toThrow(/shares images with nobody/);
    for (const id of ['../x', '-rf', 'a b', 'a\nb']) {
      expect(() => handOffOf({ profile: north, image: { ...image, id }, memberId: null }), id).toThrow();
    }
    const secret = glance('north', 'https://cloud.example/v3?token=geheim');
    expect(() => handOffOf({ profile: secret, image, memberId: null })).toThrow(/cannot be written/);
  });
});

describe('the review of a link', () => {
  const link = handOffOf({ profile: north, image, memberId: 'b7c6' }).link;
  const accounts: Record<string, string> = { mine: 'b7c6', other: 'aaaa' };
  const accountOf = async (name: string): Promise<string | null> => accounts[name] ?? null;

  it('finds the connections to the same cloud, the named account first', async () => {
    const profiles = [
      glance('other', 'https://cloud.example:5000'),
      glance('unknown', 'https://cloud.example:5000/v3'),
      glance('elsewhere', 'https://cloud.example:5001/v3'),
      glance('plain', 'http://cloud.example:5000/v3'),
      { ...glance('nova', 'https://cloud.example:5000'), kind: 'nova' } as ConnectionProfile,
      glance('mine', 'https://CLOUD.example:5000/v3/'),
    ];
    expect((await reviewLink(link, profiles, accountOf)).candidates).toEqual([
      { connection: 'mine', isMember: true },
      { connection: 'unknown', isMember: null },
      { connection: 'other', isMember: false },
    ]);
  });

  it('does not judge a user who is named by an address', async () => {
    const toAddress = handOffOf({ profile: plankton, image, memberId: 'ann@example.org' }).link;
    const mine: ConnectionProfile = { ...plankton, name: 'other' };
    expect((await reviewLink(toAddress, [mine], accountOf)).candidates).toEqual([
      { connection: 'other', isMember: null },
    ]);
  });

  it('refuses what is no link', async () => {
    await expect(reviewLink('argosy://remove?all', [north], accountOf)).rejects.toMatchObject({
      code: 'INVALID',
    });
  });
});
