import { describe, expect, test } from 'vitest';
import type { ConnectionProfile, Partner } from '#shared/model/index.ts';
import { knowsSameMembers, partnersCalled, partnersOf, partnersOfLink } from '#shared/partners/index.ts';

const common = { tls: {}, color: 0 } as const;
const glance = (name: string, authUrl: string, project = 'web', region?: string): ConnectionProfile => ({
  ...common,
  name,
  kind: 'glance',
  settings: { authUrl, project, ...(region === undefined ? {} : { region }) },
});
const plankton = (name: string, endpoint: string, authUrl?: string): ConnectionProfile => ({
  ...common,
  name,
  kind: 'plankton',
  settings: { endpoint, ...(authUrl === undefined ? {} : { authUrl }) },
});
const djinn = (name: string, endpoint: string): ConnectionProfile => ({
  ...common,
  name,
  kind: 'djinn',
  settings: { endpoint },
});
const keystone = 'https://cloud.example:5000/v3';

describe('an id means the same member', () => {
  test.each([
    ['in two projects of one Keystone', glance('a', keystone), glance('b', keystone, 'other')],
    ['in two regions of it', glance('a', keystone, 'web', 'One'), glance('b', keystone, 'web', 'Two')],
    ['however its address was typed', glance('a', keystone), glance('b', 'HTTPS://Cloud.Example:5000/')],
    [
      'also to Nova, which asks the same Keystone',
      glance('a', keystone),
      { ...common, name: 'b', kind: 'nova', settings: { authUrl: keystone } } as const,
    ],
    [
      'to two Plankton services that sign in at one place',
      plankton('a', 'https://one.example/plankton', 'https://accounts.example/identity/v2.0'),
      plankton('b', 'https://two.example/plankton', 'https://accounts.example/identity/v2.0/'),
    ],
    [
      'to one Plankton, whether its sign-in address is given or not',
      plankton('a', 'https://one.example/plankton', 'https://accounts.example/identity'),
      plankton('b', 'https://one.example/plankton/'),
    ],
    [
      'to two accounts of one Djinn',
      djinn('a', 'https://ci.example/api'),
      djinn('b', 'https://ci.example/api'),
    ],
  ])('%s', (_what, one, other) => {
    expect(knowsSameMembers(one, other)).toBe(true);
    expect(knowsSameMembers(other, one)).toBe(true);
  });

  test.each([
    ['in another Keystone', glance('a', keystone), glance('b', 'https://else.example:5000/v3')],
    ['at another port of its host', glance('a', keystone), glance('b', 'https://cloud.example:5001/v3')],
    ['at another path of its host', glance('a', keystone), glance('b', 'https://cloud.example:5000/east/v3')],
    ['where it is not encrypted', glance('a', keystone), glance('b', 'http://cloud.example:5000/v3')],
    ['in a service of another kind', djinn('a', 'https://x.example'), plankton('b', 'https://x.example')],
    ['where neither address can be read', glance('a', 'nonsense'), glance('b', 'nonsense')],
    [
      'where Plankton’s sign-in is not told',
      plankton('a', 'https://one.example'),
      plankton('b', 'https://two.example'),
    ],
  ])('but not %s', (_what, one, other) => {
    expect(knowsSameMembers(one, other)).toBe(false);
    expect(knowsSameMembers(other, one)).toBe(false);
  });
});

describe('whom the address book knows at a connection', () => {
  const list = [
    glance('web', keystone),
    glance('web-2', `${keystone}/`, 'second', 'Two'),
    glance('lab', 'https://lab.example:5000/v3'),
  ].map((profile) => ({ profile }));
  const partner = (memberId: string, name: string, connection: string | null): Partner => ({
    memberId,
    name,
    color: 0,
    connection,
  });
  const book = [
    partner('a', 'Ann, anywhere', null),
    partner('a', 'Ann of web', 'web'),
    partner('b', 'Bob', 'web-2'),
    partner('b', 'Bob, anywhere', null),
    partner('c', 'Cy', 'lab'),
    partner('d', 'Di', 'gone'),
  ];
  const namesAt = (connection: string) => partnersOf(book, connection, list).map(({ name }) => name);

  test('are its own, then those of another connection to the same cloud, then those of any; each once', () => {
    expect(namesAt('web')).toEqual(['Ann of web', 'Bob']);
    expect(namesAt('web-2')).toEqual(['Bob', 'Ann of web']);
    expect(namesAt('lab')).toEqual(['Cy', 'Ann, anywhere', 'Bob, anywhere']);
  });

  test('are nobody of a connection that is gone: its cloud is not known any more', () => {
    expect(namesAt('web')).not.toContain('Di');
    expect(namesAt('gone')).toEqual(['Di', 'Ann, anywhere', 'Bob, anywhere']);
  });

  test('by a name: the nearest who are called so, and all of those', () => {
    const twins = [partner('1', 'Twin', 'web-2'), partner('2', 'Twin', 'web-2'), partner('3', 'Twin', null)];
    const ids = (connection: string) =>
      partnersCalled(twins, 'Twin', connection, list).map(({ memberId }) => memberId);
    expect(ids('web')).toEqual(['1', '2']);
    expect(ids('lab')).toEqual(['3']);
    expect(partnersCalled(twins, 'Nobody', 'web', list)).toEqual([]);
  });

  test('in a link’s cloud: never somebody who only has the same id in another', () => {
    const told = (cloud: string) =>
      partnersOfLink(book, { kind: 'glance', cloud }, list).find(({ memberId }) => memberId === 'c')?.name;
    expect(told('https://lab.example:5000')).toBe('Cy');
    expect(told('https://cloud.example:5000')).toBeUndefined();
  });
});
