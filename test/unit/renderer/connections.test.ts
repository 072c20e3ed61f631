import { describe, expect, test } from 'vitest';
import {
  fieldsOf,
  methodFor,
  signInMethods,
} from '../../../src/renderer/src/features/connections/connection-fields.ts';
import {
  type ConnectionForm,
  EMPTY_FORM,
  formFromProfile,
  profileFromForm,
} from '../../../src/renderer/src/features/connections/connection-form.ts';
import { connectionWords } from '../../../src/renderer/src/features/connections/connection-words.ts';
import { secretFacts } from '../../../src/renderer/src/features/connections/kind-facts.ts';
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

const typed = (kind: ConnectionForm['kind'], values: Record<string, string>): ConnectionForm => ({
  ...EMPTY_FORM,
  name: 'there',
  kind,
  method: methodFor(kind, 'password'),
  values: { ...EMPTY_FORM.values, ...values },
});
const settingsOf = (form: ConnectionForm) => {
  const result = profileFromForm(form);
  return 'profile' in result ? result.profile.settings : result.errors;
};

describe('each kind keeps only what is its own', () => {
  test('Plankton: an address, and the optional ones that are filled in', () => {
    const endpoint = 'https://okeanos.example.org/image/v1.0';
    expect(settingsOf(typed('plankton', { endpoint, authUrl: '' }))).toEqual({ endpoint });
    expect(settingsOf(typed('plankton', {}))).toHaveProperty('endpoint');
  });

  test('Alliance: a place, and headers line by line', () => {
    const values = { endpoint: 'https://gate.example.org', namespace: 'ccsr1', environment: 'e1' };
    const headers = 'X-Region: eu\n\n  X-Team: web ';
    expect(settingsOf(typed('alliance', { ...values, headers }))).toEqual({
      ...values,
      headers: ['X-Region: eu', 'X-Team: web'],
    });
    expect(settingsOf(typed('alliance', { ...values, headers: 'no colon' }))).toEqual({
      headers: '“no colon” is not of the form Name: value',
    });
    expect(secretFacts('alliance', 'token').required).toBe(false);
  });

  test('Djinn CI: an address, perhaps a namespace', () => {
    const endpoint = 'https://api.djinn.example';
    expect(settingsOf(typed('djinn', { endpoint }))).toEqual({ endpoint });
  });

  test('FiFo: a user with a password, none with a token', () => {
    const form = typed('fifo', { endpoint: 'https://fifo.example.org', username: 'ada' });
    expect(settingsOf(form)).toEqual({ endpoint: 'https://fifo.example.org', api: '2', username: 'ada' });
    expect(settingsOf({ ...form, method: 'token' })).toEqual({
      endpoint: 'https://fifo.example.org',
      api: '2',
    });
    expect(settingsOf(typed('fifo', { endpoint: 'https://fifo.example.org' }))).toEqual({
      username: 'User name is needed',
    });
  });

  test('what was saved opens as it was', () => {
    const profiles = [
      { kind: 'fifo', settings: { endpoint: 'https://a.example.org', api: '0.1.0', username: 'ada' } },
      { kind: 'fifo', settings: { endpoint: 'https://a.example.org', api: '3' } },
      {
        kind: 'alliance',
        settings: {
          endpoint: 'https://a.example.org',
          namespace: 'n',
          environment: 'e',
          headers: ['A: b', 'C: d'],
        },
      },
      { kind: 'plankton', settings: { endpoint: 'https://a.example.org', userId: 'u' } },
    ] as const;
    for (const part of profiles) {
      const profile = { name: 'x', color: 1, tls: {}, ...part } as ConnectionProfile;
      expect(profileFromForm(formFromProfile(profile))).toEqual({ profile });
    }
  });
});

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

  test('every kind has fields that it needs, and at least one way to sign in', () => {
    for (const kind of CONNECTION_KINDS) {
      expect(fieldsOf(kind, methodFor(kind, 'password')).some(({ required }) => required)).toBe(true);
      expect(signInMethods(kind).length).toBeGreaterThan(0);
    }
    expect(methodFor('djinn', 'application-credential')).toBe('token');
  });

  test('asks Keystone for somebody who signs in', () => {
    const values = { authUrl: 'https://lab.example.org:5000/v3' };
    expect(errorsOf({ ...filled, values })).toEqual({ username: 'User name is needed' });
    expect(errorsOf({ ...filled, values, method: 'application-credential' })).toHaveProperty(
      'applicationCredentialId',
    );
  });

  test('an address with a password in it is told as such', () => {
    const values = { ...filled.values, authUrl: 'https://ada:x@lab.example.org' };
    expect(errorsOf({ ...filled, values })['authUrl']).toBe('No user name or password in the address');
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
