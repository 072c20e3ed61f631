import { describe, expect, test } from 'vitest';
import { fieldsOf, kindReason } from '../../../src/renderer/src/features/connections/connection-fields.ts';
import {
  type ConnectionForm,
  EMPTY_FORM,
  formFromProfile,
  profileFromForm,
} from '../../../src/renderer/src/features/connections/connection-form.ts';
import { connectionWords } from '../../../src/renderer/src/features/connections/connection-words.ts';
import { CONNECTION_KINDS, type ConnectionProfile } from '../../../src/shared/model/index.ts';
import { fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const filled: ConnectionForm = {
  ...EMPTY_FORM,
  name: 'lab',
  values: {
    ...EMPTY_FORM.values,
    authUrl: 'https://lab.example.org:5000/v3',
    username: 'ada',
    project: 'web',
  },
};
const errorsOf = (form: ConnectionForm) => {
  const result = profileFromForm(form);
  return 'errors' in result ? result.errors : {};
};

describe('the form of a cloud', () => {
  test('gives the profile, with domains that are Default until said otherwise', () => {
    expect(profileFromForm(filled)).toEqual({
      profile: {
        name: 'lab',
        kind: 'glance',
        tls: {},
        settings: {
          authUrl: 'https://lab.example.org:5000/v3',
          username: 'ada',
          userDomain: 'Default',
          project: 'web',
          projectDomain: 'Default',
        },
      },
    });
  });

  test('leaves out what belongs to another way to sign in', () => {
    const values = { ...filled.values, applicationCredentialId: 'abc' };
    const result = profileFromForm({ ...filled, method: 'token', values });
    expect('profile' in result && result.profile.settings).toEqual({
      authUrl: 'https://lab.example.org:5000/v3',
      project: 'web',
      projectDomain: 'Default',
      tokenAuth: true,
    });
  });

  test('says at each field what is wrong with it', () => {
    expect(errorsOf({ ...filled, name: '' })).toHaveProperty('name');
    expect(errorsOf({ ...filled, name: 'a/b' })['name']).toMatch(/^A name has no/);
    expect(errorsOf({ ...filled, values: { authUrl: '' } })['authUrl']).toBe(
      'Sign-in address (Keystone) is needed',
    );
    expect(errorsOf({ ...filled, values: { authUrl: 'lab.example.org' } })).toHaveProperty('authUrl');
    expect(errorsOf({ ...filled, values: { authUrl: 'https://ada:secret@lab.example.org' } })).toHaveProperty(
      'authUrl',
    );
  });

  test('an existing profile survives being opened and saved unchanged', () => {
    const profile: ConnectionProfile = {
      name: 'lab',
      kind: 'glance',
      color: 3,
      tls: { fingerprint: Array.from({ length: 32 }, () => 'AB').join(':') },
      settings: {
        authUrl: 'https://lab.example.org:5000/v3',
        userId: 'u1',
        projectId: 'p1',
        region: 'RegionOne',
        interface: 'internal',
        endpoint: 'https://images.example.org',
      },
    };
    expect(profileFromForm(formFromProfile(profile))).toEqual({ profile });
  });

  test('every kind has fields, and those that cannot be used say so', () => {
    for (const kind of CONNECTION_KINDS)
      expect(fieldsOf(kind, 'password').some(({ required }) => required)).toBe(true);
    expect(kindReason('glance')).toBeUndefined();
    expect(kindReason('fifo')).toBe('not in this version');
  });
});

test('a cloud says how it stands', () => {
  const words = fakeConnections(NOW, {}).map((state) => connectionWords(state, NOW));
  expect(words[0]).toEqual({ text: 'Glance · 40 s ago', tone: 'quiet' });
  expect(words[1]?.text).toBe('Glance · refreshing…');
  expect(words[2]).toMatchObject({
    text: expect.stringMatching(/^Plankton · offline, as of \d\d:\d\d$/),
    tone: 'warning',
  });
});
