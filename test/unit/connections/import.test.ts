import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { AppError } from '#shared/errors/index.ts';
import { parseCloudsYaml, parseOpenrc, readImportFile } from '../../../src/main/connections/import/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PEM = `-----BEGIN CERTIFICATE-----\n${'QUJD'.repeat(16)}\n-----END CERTIFICATE-----\n`;

/** The one candidate of a clouds.yaml that holds just this cloud. */
function one(cloud: unknown, more: { secure?: unknown; folder?: string } = {}) {
  const [found] = parseCloudsYaml({
    text: stringify({ clouds: { mine: cloud } }),
    secure: more.secure === undefined ? undefined : stringify({ clouds: { mine: more.secure } }),
    folder: more.folder,
  });
  if (found === undefined) throw new Error('no cloud was found');
  return found;
}

const auth = { auth_url: 'https://id.example:5000/v3', username: 'ann', password: 'pw', project_name: 'p' };

describe('clouds.yaml', () => {
  it('gives a connection with everything that signs in', () => {
    const { candidate, secret } = one({
      auth: { ...auth, user_domain_name: 'Default', project_domain_id: 'default' },
      region_name: 'RegionOne',
      interface: 'internal',
      image_endpoint_override: 'https://images.example/v2',
    });
    expect(candidate).toEqual({
      name: 'mine',
      profile: {
        name: 'mine',
        kind: 'glance',
        tls: {},
        settings: {
          authUrl: 'https://id.example:5000/v3',
          username: 'ann',
          userDomain: 'Default',
          project: 'p',
          projectDomainId: 'default',
          region: 'RegionOne',
          interface: 'internal',
          endpoint: 'https://images.example/v2',
        },
      },
      secretFound: true,
      problem: null,
      notes: [],
    });
    expect(secret).toBe('pw');
  });

  it('takes a password as it stands, whatever YAML would make of it', () => {
    for (const password of ['0123', '1e3', 'yes', '2026-01-01', '0x10', 'false']) {
      const text = `clouds:\n  mine:\n    auth: {auth_url: https://id.example, username: ann, password: ${password}}\n`;
      expect(parseCloudsYaml({ text })[0]?.secret).toBe(password);
    }
  });

  it('signs in by application credential or token', () => {
    const credential = one({
      auth_type: 'v3applicationcredential',
      auth: { auth_url: auth.auth_url, application_credential_id: 'abc', application_credential_secret: 's' },
    });
    expect(credential.secret).toBe('s');
    expect(credential.candidate.profile?.settings).toEqual({
      authUrl: auth.auth_url,
      applicationCredentialId: 'abc',
    });
    const token = one({
      auth_type: 'v3token',
      auth: { auth_url: auth.auth_url, token: 't', project_id: 'p1' },
    });
    expect(token.secret).toBe('t');
    expect(token.candidate.profile?.settings).toMatchObject({ tokenAuth: true, projectId: 'p1' });
  });

  it('lets secure.yaml win, and needs no secret at all', () => {
    const { password, ...open } = auth;
    expect(one({ auth: open }, { secure: { auth: { password } } })).toMatchObject({
      secret: 'pw',
      candidate: { secretFound: true },
    });
    expect(one({ auth }, { secure: { auth: { password: 'other' } } }).secret).toBe('other');
    expect(one({ auth: open }).candidate).toMatchObject({ secretFound: false, problem: null });
  });

  it('takes the first of several regions, and says so', () => {
    for (const regions of [
      ['one', 'two'],
      [{ name: 'one', values: {} }, { name: 'two' }],
    ]) {
      const { candidate } = one({ auth, regions });
      expect(candidate.profile?.settings).toMatchObject({ region: 'one' });
      expect(candidate.notes).toEqual(['Of its 2 regions the first is taken.']);
    }
  });

  it.each([false, 'no', 'False', 'off'])('never turns certificate checks off: verify %j', (verify) => {
    const { candidate } = one({ auth, verify });
    expect(candidate.problem).toBeNull();
    expect(candidate.profile?.tls).toEqual({});
    expect(candidate.notes).toEqual([expect.stringContaining('fingerprint')]);
    expect(one({ auth, verify: true }).candidate.notes).toEqual([]);
  });

  it('reads the CA file, and nothing but certificates of it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ca.pem'), `private notes\n${PEM}-----BEGIN PRIVATE KEY-----\nx\n`);
    const { candidate } = one({ auth, cacert: 'ca.pem' }, { folder });
    expect(candidate.profile?.tls).toEqual({ caCertificate: PEM });
    for (const cacert of ['missing.pem', '/etc/passwd', '~/no/such/file.pem', '/dev/zero', '/']) {
      const failed = one({ auth, cacert }, { folder }).candidate;
      expect(failed.profile?.tls).toEqual({});
      expect(failed.notes).toEqual([expect.stringContaining(cacert)]);
    }
  });

  it.each([
    ['a vendor profile', { profile: 'rackspace', auth: { username: 'ann' } }, /vendor profile "rackspace"/],
    ['an unknown sign-in', { auth_type: 'v3oidcpassword', auth }, /v3oidcpassword/],
    ['a sign-in called like a member of objects', { auth_type: 'constructor', auth }, /constructor/],
    ['identity version 2', { auth: { ...auth, auth_url: 'https://id.example/v2.0' } }, /version 2/],
    ['a system scope', { auth: { ...auth, system_scope: 'all' } }, /whole system/],
    ['a domain scope', { auth: { ...auth, project_name: undefined, domain_name: 'd' } }, /domain/],
    ['no address', { auth: { username: 'ann' } }, /auth_url/],
    ['no user', { auth: { auth_url: auth.auth_url } }, /no user/],
    ['an address that is none', { auth: { ...auth, auth_url: 'ftp://x' } }, /authUrl/],
    ['credentials in the address', { auth: { ...auth, auth_url: 'https://a:b@id.example' } }, /authUrl/],
    ['nothing', null, /auth_url/],
  ])('says why %s cannot be imported', (_what, cloud, reason) => {
    expect(one(cloud).candidate).toMatchObject({ profile: null, problem: expect.stringMatching(reason) });
  });

  it('imports a vendor’s cloud that is fully specified', () => {
    expect(one({ profile: 'vexxhost', auth }).candidate).toMatchObject({
      problem: null,
      notes: [expect.stringContaining('vexxhost')],
    });
  });

  it('knows a cloud by any name without being confused', () => {
    const text = 'clouds:\n  __proto__: {auth: {auth_url: https://id.example, username: a}}\n  a/b: {}\n';
    const found = parseCloudsYaml({ text }).map(({ candidate }) => candidate);
    expect(found[0]).toMatchObject({ name: '__proto__', problem: null });
    expect(found[1]).toMatchObject({ name: 'a/b', problem: expect.stringContaining('name') });
  });

  it('follows anchors and merges, up to a bound', () => {
    const text =
      'base: &base {auth_url: https://id.example, username: ann}\nclouds:\n  mine: {auth: {<<: *base, password: pw}}\n';
    expect(parseCloudsYaml({ text })[0]).toMatchObject({ secret: 'pw', candidate: { problem: null } });
    const bomb = Array.from({ length: 12 }, (_, at) =>
      at === 0
        ? 'a0: &a0 [x, x]'
        : `a${at}: &a${at} [${Array(10)
            .fill(`*a${at - 1}`)
            .join(', ')}]`,
    ).join('\n');
    expect(() => parseCloudsYaml({ text: `${bomb}\nclouds: *a11\n` })).toThrow(AppError);
  });

  it('names the line of an error, and does not quote it', () => {
    const text = 'clouds:\n  mine:\n    auth: {password: "hunter2\n';
    const error = thrown(() => parseCloudsYaml({ text }));
    expect(error).toMatchObject({ code: 'INVALID', message: expect.stringMatching(/line \d/) });
    expect(error.message).not.toContain('hunter2');
    expect(thrown(() => parseCloudsYaml({ text: 'a: 1' })).message).toContain('clouds:');
    expect(thrown(() => parseCloudsYaml({ text: 'x'.repeat(1_048_577) })).message).toContain('1 MiB');
    expect(thrown(() => parseCloudsYaml({ text: `clouds: ${'['.repeat(50_000)}` })).code).toBe('INVALID');
  });
});

describe('openrc', () => {
  const read = (text: string, fileName = 'demo-openrc.sh') => parseOpenrc({ text, fileName });

  it('is read as OpenStack’s dashboard gives it, without its question', () => {
    const { candidate, secret } = read(`#!/usr/bin/env bash
# To use an OpenStack cloud you need to authenticate
export OS_AUTH_URL=https://id.example:5000/v3
export OS_PROJECT_ID=0123abc
export OS_PROJECT_NAME="demo"
export OS_USER_DOMAIN_NAME="Default"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
export OS_PROJECT_DOMAIN_ID="default"
# unset v2.0 items in case set
unset OS_TENANT_ID
export OS_USERNAME="ann"
echo "Please enter your OpenStack Password for project $OS_PROJECT_NAME as user $OS_USERNAME: "
read -sr OS_PASSWORD_INPUT
export OS_PASSWORD=$OS_PASSWORD_INPUT
export OS_REGION_NAME="RegionOne"
export OS_INTERFACE=public
export OS_IDENTITY_API_VERSION=3`);
    expect(secret).toBeUndefined();
    expect(candidate).toEqual({
      name: 'demo',
      secretFound: false,
      problem: null,
      notes: [],
      profile: {
        name: 'demo',
        kind: 'glance',
        tls: {},
        settings: {
          authUrl: 'https://id.example:5000/v3',
          username: 'ann',
          userDomain: 'Default',
          projectId: '0123abc',
          region: 'RegionOne',
          interface: 'public',
        },
      },
    });
  });

  it.each([
    [`'it'"'"'s $5'`, "it's $5"],
    ['"a\\"b\\$c\\n"', 'a"b$c\\n'],
    ['plain # a comment', 'plain'],
    ['plain;export X=1', 'plain'],
    ['a#b', 'a#b'],
    ['a\\ b', 'a b'],
    [`"x$\{OS_USERNAME}y$OS_USERNAME"`, 'xannyann'],
    ['cost$', 'cost$'],
    ['', undefined],
    ['$(cat /etc/passwd)', undefined],
    ['`id`', undefined],
    ['"$(touch /tmp/owned)"', undefined],
    ['$UNKNOWN', undefined],
    [`$\{OS_USERNAME:-x}`, undefined],
    ['"unclosed', undefined],
  ])('reads the shell word %s', (word, expected) => {
    const text = `OS_AUTH_URL=https://id.example\nexport OS_USERNAME=ann\n  export OS_PASSWORD=${word}\n`;
    expect(read(text).secret).toBe(expected);
  });

  it('honours the last word, and what is unset at the margin', () => {
    const text =
      'OS_AUTH_URL=https://a.example\nOS_AUTH_URL=https://b.example\nOS_USERNAME=a\nOS_PASSWORD=x\nunset OS_PASSWORD\n';
    expect(read(text)).toMatchObject({
      secret: undefined,
      candidate: { profile: { settings: { authUrl: 'https://b.example' } } },
    });
  });

  it('is named after its file, or its project', () => {
    const text = 'OS_AUTH_URL=https://id.example\nOS_USERNAME=ann\nOS_PROJECT_NAME=lab\n';
    const names = ['demo-openrc.sh', 'openrc', '.openrc', 'admin.rc', 'my cloud openrc.sh'];
    expect(names.map((name) => read(text, name).candidate.name)).toEqual([
      'demo',
      'lab',
      'lab',
      'admin',
      'my cloud',
    ]);
  });

  it('is no openrc without an address', () => {
    expect(thrown(() => read('export PATH=/bin'))).toMatchObject({ code: 'INVALID' });
  });
});

describe('an import file', () => {
  it('is recognised by its name or content, with secure.yaml beside it', () => {
    const folder = temporaryFolder();
    const { password, ...open } = auth;
    writeFileSync(join(folder, 'clouds.yaml'), stringify({ clouds: { mine: { auth: open } } }));
    writeFileSync(join(folder, 'secure.yaml'), stringify({ clouds: { mine: { auth: { password } } } }));
    writeFileSync(
      join(folder, 'rc'),
      '\uFEFFexport OS_AUTH_URL=https://id.example\r\nexport OS_USERNAME=ann\r\n',
    );
    expect(readImportFile({ path: join(folder, 'clouds.yaml') })).toMatchObject({
      format: 'clouds.yaml',
      clouds: [{ secret: 'pw' }],
    });
    const rc = readImportFile({ path: join(folder, 'rc') });
    expect(rc).toMatchObject({ format: 'openrc', clouds: [{ candidate: { problem: null } }] });
    const dropped = readImportFile({
      fileName: 'my-clouds',
      text: stringify({ clouds: { mine: { auth } } }),
    });
    expect(dropped.format).toBe('clouds.yaml');
  });

  it('that cannot be read says why', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'sub'));
    expect(thrown(() => readImportFile({ path: join(folder, 'none') })).code).toBe('NOT_FOUND');
    expect(thrown(() => readImportFile({ path: join(folder, 'sub') })).code).toBe('INVALID');
    expect(thrown(() => readImportFile({ path: '/dev/zero' })).code).toBe('INVALID');
    expect(thrown(() => readImportFile({ path: 'a\0b' })).code).toBe('FORBIDDEN');
  });
});

const PLANTED = 'planted-9f2c71d4e6';

describe('whatever the text is', () => {
  const fragment = fc.constantFrom(
    'clouds:',
    '\n',
    '  ',
    'mine:',
    'auth:',
    ' {',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    '<<: ',
    '"',
    "'",
    '\\',
    '$',
    '${',
    '`',
    'export ',
    'OS_AUTH_URL=',
    'OS_PASSWORD=',
    'https://x',
    '|',
    '>',
    '!!js/function',
    '? ',
    '- ',
    '%YAML 9',
    '---',
    'regions:',
    'verify: false',
    'cacert: x',
    '__proto__:',
    '\u0000',
    '\t',
    '#',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  const tree = fc.object({
    key: fc.constantFrom(
      'auth',
      'profile',
      'auth_url',
      'regions',
      'verify',
      'cacert',
      'password',
      'auth_type',
      'name',
    ),
    maxDepth: 3,
  });

  it.each([
    ['clouds.yaml', (value: string) => parseCloudsYaml({ text: value, secure: value })],
    [
      'openrc',
      (value: string) => [parseOpenrc({ text: `OS_AUTH_URL=https://x\n${value}`, fileName: value })],
    ],
    ['openrc without address', (value: string) => [parseOpenrc({ text: value, fileName: 'x' })]],
  ])('%s answers or throws an AppError', (_format, parse) => {
    fc.assert(
      fc.property(text, (value) => expectJudged(() => parse(value))),
      { numRuns: 400 },
    );
  });

  // The word is our own: a random text may well use the same words as a password and as a file or user name.
  it.each([
    [
      'clouds.yaml',
      (value: string) =>
        parseCloudsYaml({
          text: stringify({ clouds: { [value]: { auth: { ...auth, username: value } } } }),
          secure: stringify({ clouds: { [value]: { auth: { password: PLANTED } } } }),
        }),
    ],
    [
      'openrc',
      (value: string) => [
        parseOpenrc({
          text: `${value}\nOS_AUTH_URL=https://x\nOS_USERNAME=${value}\nOS_PASSWORD=${PLANTED}`,
          fileName: value,
        }),
      ],
    ],
  ])('%s never puts the password into what the page sees', (_format, parse) => {
    fc.assert(
      fc.property(text, (value) =>
        expectJudged(() => {
          const found = parse(value);
          expect(JSON.stringify(found.map(({ candidate }) => candidate))).not.toContain(PLANTED);
          return found;
        }),
      ),
      { numRuns: 400 },
    );
  });

  it('a cloud of any shape has a profile or a problem', () => {
    fc.assert(
      fc.property(tree, tree, (cloud, secure) => {
        expectJudged(() => [one(cloud, { secure })]);
      }),
      { numRuns: 300 },
    );
  });
});

function expectJudged(parse: () => ReturnType<typeof parseCloudsYaml>): void {
  try {
    for (const { candidate } of parse()) expect(candidate.profile === null).toBe(candidate.problem !== null);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('INVALID');
  }
}

function thrown(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
