import { afterEach, describe, expect, test } from 'vitest';
import type { ConnectionState, Member, MemberStatus } from '#shared/model/index.ts';
import { useConnectionsStore } from '../../../src/renderer/src/features/connections/connections-store.ts';
import { lookBeforeTakingBack } from '../../../src/renderer/src/features/inbox/look-before-taking-back.ts';
import { ownAccountName } from '../../../src/renderer/src/features/inbox/own-accounts.ts';
import { fakeCapabilities } from '../../fixtures/page-harness/fake-connections.ts';
import { openFakeSession } from '../renderer/fake-session.ts';

const image = { connection: 'lab', id: '1' };
const member = (memberId: string, status: MemberStatus | null): Member => ({
  memberId,
  status,
  ...{ name: null, canShare: null, createdAt: null },
});

/** A service that says whose account it is only when it is asked, and who the members are. */
function openService(account: string | null | Error, ...members: readonly Member[]): string[] {
  const asked: string[] = [];
  openFakeSession({
    'connections.capabilities': async () => {
      asked.push('capabilities');
      if (account instanceof Error) throw account;
      return { ...fakeCapabilities(), account };
    },
    'members.list': async () => {
      asked.push('members');
      return members;
    },
  });
  return asked;
}

afterEach(() => useConnectionsStore.setState({ known: {}, list: undefined }));

describe('before an answer is taken back', () => {
  test('the service is asked whose account it is, where the page does not know it yet', async () => {
    const asked = openService('me', member('me', 'accepted'));
    await lookBeforeTakingBack(image, 'accepted');
    expect(asked).toEqual(['capabilities', 'members']);
  });

  test('nothing is asked twice: an account that is known is not asked for', async () => {
    const asked = openService('me', member('me', 'accepted'));
    useConnectionsStore.setState({ known: { lab: { ...fakeCapabilities(), account: 'me' } } });
    await lookBeforeTakingBack(image, 'accepted');
    expect(asked).toEqual(['members']);
  });

  test.each([
    ['another answer was given meanwhile', 'me', [member('me', 'rejected')], /declined by now/],
    ['one is no member any more', 'me', [member('other', 'accepted')], /not among its members any more/],
    ['the service does not tell the account', null, [member('me', 'accepted')], /does not tell which/],
  ] as const)('it is refused where %s', async (_why, account, members, words) => {
    openService(account, ...members);
    await expect(lookBeforeTakingBack(image, 'accepted')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(words),
      hint: expect.stringMatching(/^Nothing was changed/),
    });
  });

  test('it is refused where the service cannot be asked', async () => {
    const asked = openService(new Error('away'));
    await expect(lookBeforeTakingBack(image, 'accepted')).rejects.toThrow();
    expect(asked).toEqual(['capabilities']);
  });
});

describe('whoever shares an image', () => {
  const connection = (name: string, authUrl: string, project: string) =>
    ({ profile: { name, kind: 'glance', settings: { authUrl, project } } }) as ConnectionState;
  const list = [
    connection('theirs', 'https://one.example/v3', 'partner'),
    connection('mine', 'https://one.example/v3/', 'demo'),
    connection('demo', 'https://one.example/v3', 'demo'),
    connection('far', 'https://two.example/v3', 'far-project'),
  ];

  test('is named as the own project of another connection to the same cloud', () => {
    expect(ownAccountName('d1', 'theirs', list, { mine: { account: 'd1' } })).toBe('demo (your mine)');
    expect(ownAccountName('d1', 'theirs', list, { demo: { account: 'd1' } })).toBe('your demo');
  });

  test('is not named after a connection to another cloud, nor where no account is known', () => {
    expect(ownAccountName('f1', 'theirs', list, { far: { account: 'f1' } })).toBeUndefined();
    expect(ownAccountName('d1', 'theirs', list, { mine: { account: null } })).toBeUndefined();
    expect(ownAccountName('d1', 'gone', list, { mine: { account: 'd1' } })).toBeUndefined();
  });
});
