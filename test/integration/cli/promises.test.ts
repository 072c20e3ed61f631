import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addGlance,
  argosy,
  firstLine,
  outcomeOf,
  start,
  startSandbox,
  temporaryFolder,
} from '../../support/argosy.ts';
import { sandboxControl, until } from '../../support/sandbox-control.ts';
import { makeCertificates, serveTls } from '../../unit/http/servers.ts';

/** What `CLI.md` promises to scripts, whatever the service: exits, the one document, the form of errors. */
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
const run = (...args: readonly string[]) => argosy(args, { home, cwd: folder.path });
const add = (name: string, secret: string | undefined, ...more: readonly string[]) =>
  argosy(addGlance(name, sandbox.glance, ...more), { home, ...(secret === undefined ? {} : { secret }) });

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startSandbox(), temporaryFolder('promises')]);
  home = join(folder.path, 'home');
  expect(await add('lab', sandbox.glance.secret)).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await sandbox?.stop();
  await folder?.remove();
});

describe('exit 2 is for a wrong line', () => {
  test.each([
    ['an unknown command', ['imagine']],
    ['an unknown option', ['image', 'list', '--colour']],
    ['a missing option', ['image', 'show', 'some-id']],
    ['no change named', ['image', 'set', '-c', 'lab', 'some-id']],
    ['an empty id', ['image', 'show', '-c', 'lab', '']],
    ['an empty id among others', ['image', 'delete', '-c', 'lab', 'some-id', '']],
    ['an empty name of a cloud', ['image', 'show', '-c', '', 'some-id']],
    ['a port that there is not', ['serve', '--no-open', '--port', '99999']],
    ['a property without a value', ['image', 'set', '-c', 'lab', 'some-id', '--property', 'lonely']],
    ['a visibility that there is not', ['image', 'set', '-c', 'lab', 'some-id', '--visibility', 'secret']],
    [
      'an option of another kind',
      ['connection', 'add', 'x', '--kind', 'glance', '--auth-url', 'http://127.0.0.1:1', '--namespace', 'n'],
    ],
    ['an address that is none', ['connection', 'add', 'x', '--kind', 'glance', '--auth-url', 'cloud']],
    [
      'a password in the address',
      ['connection', 'add', 'x', '--kind', 'glance', '--auth-url', 'http://eve:hush@127.0.0.1:1'],
    ],
    [
      'a fingerprint that is none',
      [
        'connection',
        'add',
        'x',
        '--kind',
        'glance',
        '--auth-url',
        'http://127.0.0.1:1',
        '--token-auth',
        '--trust',
        'zz',
      ],
    ],
    [
      'a secret promised on an empty standard input',
      [
        'connection',
        'add',
        'x',
        '--kind',
        'glance',
        '--auth-url',
        'http://127.0.0.1:1',
        '--token-auth',
        '--secret-stdin',
      ],
    ],
    [
      'nobody who signs in',
      ['connection', 'add', 'x', '--kind', 'glance', '--auth-url', 'http://127.0.0.1:1', '--project', 'p'],
    ],
    [
      'a missing option of the kind',
      ['connection', 'add', 'x', '--kind', 'fifo', '--endpoint', 'http://127.0.0.1:1'],
    ],
    [
      'a version that there is not',
      ['connection', 'add', 'x', '--kind', 'fifo', '--endpoint', 'http://127.0.0.1:1', '--api', '9'],
    ],
    [
      'a header that is none',
      [
        ...['connection', 'add', 'x', '--kind', 'alliance', '--endpoint', 'http://127.0.0.1:1'],
        ...['--namespace', 'n', '--environment', 'e', '--header', 'lonely'],
      ],
    ],
    ['no memory', ['package', 'create', '-c', 'lab', '--name', 'x', '--ram', '0', '--quota', '1']],
    [
      'a compression that there is not',
      [
        'package',
        'create',
        '-c',
        'lab',
        '--name',
        'x',
        '--ram',
        '1',
        '--quota',
        '1',
        '--compression',
        'none',
      ],
    ],
    [
      'a rule that is none',
      ['package', 'create', '-c', 'lab', '--name', 'x', '--ram', '1', '--quota', '1', '--requirement', '{}'],
    ],
    ['a key that would be lost', ['package', 'set', '-c', 'lab', 'x', 'a/__proto__=1']],
    ['a value that is no JSON', ['package', 'set', '-c', 'lab', 'x', 'a={1}']],
    [
      'two ways to import',
      ['image', 'import', '-c', 'lab', '--url', 'http://127.0.0.1:1/x.raw', '--image', 'y'],
    ],
    ['no way to import', ['image', 'import', '-c', 'lab']],
    ['nobody to share with', ['member', 'add', '-c', 'lab', 'some-id']],
    ['a sharing status that there is not', ['member', 'shared', '-c', 'lab', '--status', 'lost']],
    ['a switch that there is not', ['sandbox', '--switch', 'no-such-switch']],
    ['an empty name', ['image', 'set', '-c', 'lab', 'some-id', '--name', '']],
    ['an empty tag', ['image', 'set', '-c', 'lab', 'some-id', '--tag', '']],
    ['an address no service fetches', ['image', 'import', '-c', 'lab', '--url', 'ftp://127.0.0.1/x.raw']],
  ])('%s', async (_what, args) => {
    const wrong = await run(...args);
    expect(wrong.code, wrong.stderr).toBe(2);
    expect(wrong.stdout).toBe('');
    expect(wrong.stderr).toMatch(/^error: /m);
  });
});

describe('exit 1 is for a refusal, in one form', () => {
  test('for people one line, with --json one document more', async () => {
    const plain = await run('image', 'show', '-c', 'nowhere', 'some-id');
    expect(plain).toMatchObject({ code: 1, stdout: '' });
    expect(plain.stderr).toMatch(/^error: NOT_FOUND: .*nowhere/);
    const lines = (await run('image', 'show', '-c', 'nowhere', 'some-id', '--json')).stderr
      .trim()
      .split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.any(String),
      retry: 'never',
      operation: expect.any(String),
    });
  });

  test('several failures are still one line of JSON, and none is lost', async () => {
    const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    const failed = await run('image', 'delete', '-c', 'lab', ...ids, '--json');
    const lines = failed.stderr.trim().split('\n');
    expect(lines.map((line) => line.startsWith('{'))).toEqual([false, false, true]);
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ code: 'NOT_FOUND', others: [{ code: 'NOT_FOUND' }] });
  });

  test('a name in use is CONFLICT, and the first one stays as it was', async () => {
    const again = await add('lab', 'another-secret-entirely');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: CONFLICT: /) });
    expect((await run('connection', 'test', 'lab', '--json')).code).toBe(0);
  });

  test('a cloud that is not known is refused offline too', async () => {
    const listed = await run('image', 'list', '-c', 'nowhere', '--offline', '--json');
    expect(listed).toMatchObject({ code: 1, stdout: '' });
    expect(listed.stderr).toMatch(/^error: NOT_FOUND: .*nowhere/);
  });

  test('where one of several clouds fails, the error names it and the others are listed', async () => {
    const nowhere = join(folder.path, 'two-clouds');
    const two = (...args: readonly string[]) => argosy(args, { home: nowhere, cwd: folder.path });
    const { authUrl, username, project, secret } = sandbox.glance;
    for (const [name, address] of [
      ['good', authUrl],
      ['broken', 'http://127.0.0.1:9/v3'],
    ] as const) {
      const options = ['--auth-url', address, '--username', username, '--project', project];
      const added = await argosy(['connection', 'add', name, '--kind', 'glance', ...options], {
        home: nowhere,
        secret,
      });
      expect(added.code, added.stderr).toBe(0);
    }
    const listed = await two('image', 'list', '--json');
    expect(listed.code).toBe(1);
    expect(listed.json<unknown[]>().length).toBeGreaterThan(0);
    expect(listed.stderr).toMatch(/^error: UNREACHABLE: broken: /m);
    expect((await two('sync')).stderr).toMatch(/^error: UNREACHABLE: broken: /m);
  });

  test('Ctrl-C that comes twice, from the terminal and from the launcher, still closes well', async () => {
    const child = start(['serve', '--no-open', '--sandbox'], { home: join(folder.path, 'served') });
    const ended = outcomeOf(child);
    await firstLine(child);
    // Closing takes a few milliseconds; one of these falls into it.
    for (let time = 0; time < 20; time += 1) {
      child.kill('SIGINT');
      await setTimeout(1);
    }
    expect(await ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Closing') });
  });

  test('Ctrl-C in a copy takes back what was made there, and exits 130', async () => {
    const { authUrl, username, project, secret } = sandbox.glance;
    const options = ['--auth-url', authUrl, '--username', username, '--project', project];
    const second = ['connection', 'add', 'second', '--kind', 'glance', ...options];
    expect(await argosy(second, { home, secret })).toMatchObject({ code: 0 });
    await writeFile(join(folder.path, 'big.raw'), Buffer.alloc(4_000_000, 7));
    const uploaded = await run('image', 'upload', '-c', 'lab', 'big.raw', '--name', 'to copy', '--json');
    const { image } = uploaded.json<{ image: { id: string } }>();
    const control = sandboxControl(sandbox.origin);
    await control.set({ slow: 100_000 });
    await control.forgetRequests();
    const child = start(['image', 'copy', '-c', 'lab', image.id, '--to', 'second', '--name', 'half there'], {
      home,
    });
    const ended = outcomeOf(child);
    await until('the copy to begin', async () =>
      (await control.requests()).some(({ method, path }) => method === 'POST' && path.endsWith('/v2/images')),
    );
    await setTimeout(500);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringContaining('Cancelling'),
    });
    await control.set({ slow: null });
    const left = await run('image', 'list', '-c', 'second', '--search', 'half there', '--json');
    expect(left.json()).toEqual([]);
    expect((await run('connection', 'remove', 'second')).code).toBe(0);
  });

  test('Ctrl-C in an upload names the image that could not be taken back', async () => {
    await writeFile(join(folder.path, 'left.raw'), Buffer.alloc(4_000_000, 7));
    const control = sandboxControl(sandbox.origin);
    await control.set({ slow: 100_000 });
    await control.forgetRequests();
    const child = start(
      ['image', 'upload', '-c', 'lab', join(folder.path, 'left.raw'), '--name', 'left there'],
      {
        home,
      },
    );
    const ended = outcomeOf(child);
    await until('the upload to begin', async () =>
      (await control.requests()).some(({ method, path }) => method === 'POST' && path.endsWith('/v2/images')),
    );
    await setTimeout(500);
    await control.set({ 'fail-next': '503x1000' });
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    await control.set({ slow: null, 'fail-next': null });
    expect(code).toBe(130);
    const listed = await run('image', 'list', '-c', 'lab', '--search', 'left there', '--json');
    const [left] = listed.json<readonly { readonly id: string }[]>();
    expect(stderr).toContain(`error: UNAVAILABLE: On lab the image ${left?.id} may be left`);
    expect((await run('image', 'delete', '-c', 'lab', left?.id ?? '')).code).toBe(0);
  }, 30_000);

  test('a result that nobody takes ends without a stack trace', async () => {
    const child = start(['image', 'list', '-c', 'lab', '--json'], { home });
    child.stdout?.destroy();
    const ended = await outcomeOf(child);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
  });

  test('a certificate that nobody vouches for is shown by its fingerprint, ready for --trust', async () => {
    const pair = makeCertificates().self;
    const address = await serveTls(pair, (_request, response) => response.end('{}'));
    const { fingerprint256 } = new X509Certificate(pair.cert);
    const profile = ['--kind', 'glance', '--auth-url', address, '--username', 'demo', '--project', 'demo'];
    await argosy(['connection', 'add', 'unknown', ...profile], { home, secret: 'not-sent-anywhere' });
    const refused = await run('connection', 'test', 'unknown');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`--trust ${fingerprint256}`);

    const bare = fingerprint256.replaceAll(':', '').toLowerCase();
    await argosy(['connection', 'add', 'known', ...profile, '--trust', bare], { home, secret: 'also-not' });
    const { steps } = (await run('connection', 'test', 'known', '--json')).json<{
      steps: { step: string; verdict: string }[];
    }>();
    expect(steps).toContainEqual(expect.objectContaining({ step: 'tls', verdict: 'passed' }));
    for (const name of ['unknown', 'known']) expect((await run('connection', 'remove', name)).code).toBe(0);
  });

  test('a wrong password is AUTH_REQUIRED at the step where it matters', async () => {
    await add('wrong', 'not-the-password');
    const tested = await run('connection', 'test', 'wrong', '--json');
    expect(tested.code).toBe(1);
    expect(tested.stderr).toMatch(/^error: AUTH_REQUIRED: /m);
    expect(tested.json<{ steps: { step: string; verdict: string }[] }>().steps).toMatchObject([
      { step: 'address', verdict: 'passed' },
      { step: 'tls' },
      { step: 'sign-in', verdict: 'failed' },
      { step: 'service', verdict: 'skipped' },
      { step: 'version', verdict: 'skipped' },
    ]);
    expect((await run('connection', 'remove', 'wrong', '--json')).code).toBe(0);
  });
});

describe('secrets', () => {
  test('come by standard input, without the line break', async () => {
    const { authUrl, username, project, secret } = sandbox.glance;
    const added = await argosy(
      [
        'connection',
        'add',
        'piped',
        '--kind',
        'glance',
        '--auth-url',
        authUrl,
        '--username',
        username,
        '--project',
        project,
        '--secret-stdin',
        '--json',
      ],
      { home, input: `${secret}\n` },
    );
    expect(added.code, added.stderr).toBe(0);
    expect(added.json()).toMatchObject({ name: 'piped', secretStored: true });
    expect((await run('connection', 'test', 'piped', '--json')).code).toBe(0);
  });

  test('are in no answer', async () => {
    for (const args of [
      ['connection', 'list', '--json'],
      ['connection', 'show', 'lab', '--json'],
      ['connection', 'show', 'lab'],
    ]) {
      const shown = await run(...args);
      expect(shown.code).toBe(0);
      expect(shown.stdout + shown.stderr).not.toContain(sandbox.glance.secret);
    }
  });
});

describe('what people type', () => {
  test('openrc files are read, never run', async () => {
    const { authUrl, username, project, secret } = sandbox.glance;
    const openrc = join(folder.path, 'openrc.sh');
    const witness = join(folder.path, 'was-run');
    await writeFile(
      openrc,
      `export OS_AUTH_URL=${authUrl}\nexport OS_USERNAME="${username}"\nexport OS_PROJECT_NAME=${project}\nexport OS_PASSWORD='${secret}'\nexport OS_USER_DOMAIN_NAME=Default\ntouch ${witness}\n`,
    );
    const imported = await run('connection', 'import', openrc, '--json');
    expect(imported.code, imported.stderr).toBe(0);
    const [state] = imported.json<{ name: string }[]>();
    expect((await run('connection', 'test', state?.name ?? '', '--json')).code).toBe(0);
    await expect(import('node:fs/promises').then(({ stat }) => stat(witness))).rejects.toThrow('ENOENT');
  });

  test('an import says what it left out and what differs from the file', async () => {
    const { authUrl, username, project } = sandbox.glance;
    const clouds = join(folder.path, 'clouds.yaml');
    const auth = `{auth_url: "${authUrl}", username: ${username}, project_name: ${project}}`;
    await writeFile(clouds, `clouds:\n  lax: {verify: false, auth: ${auth}}\n  hollow: {}\n`);
    const imported = await run('connection', 'import', clouds, '--json');
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.json<{ name: string }[]>().map(({ name }) => name)).toEqual(['lax']);
    expect(imported.stderr).toMatch(/^lax: .*certificate checks off/m);
    expect(imported.stderr).toMatch(/^Left out hollow: .*auth_url/m);
    expect((await run('connection', 'remove', 'lax', '--quiet')).code).toBe(0);
  });

  test('an unknown command is called that', async () => {
    expect((await run('imagine')).stderr).toMatch(/^error: there is no command "imagine"/);
  });

  test('tables are for people: no escape sequence of a service’s text gets through', async () => {
    await writeFile(join(folder.path, 'plain.raw'), Buffer.alloc(65536, 1));
    const uploaded = await run(
      'image',
      'upload',
      '-c',
      'lab',
      'plain.raw',
      '--name',
      'red\u001b[31m\u202egpj',
    );
    expect(uploaded.code, uploaded.stderr).toBe(0);
    const named = await run('image', 'list', '-c', 'lab', '--search', 'red');
    expect(named.stdout.split('\n')[0]).toMatch(/^CLOUD +ID +NAME/);
    expect(named.stdout).toContain('red\\u{1b}[31m\\u{202e}gpj');
    expect(named.stdout).not.toContain('\u001b');
  });

  test('an empty file and a folder are refused with a word', async () => {
    await writeFile(join(folder.path, 'empty.qcow2'), '');
    expect(await run('image', 'upload', '-c', 'lab', 'empty.qcow2')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: INVALID: .*empty/m),
    });
    expect(await run('image', 'upload', '-c', 'lab', folder.path)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: INVALID: /m),
    });
    expect(await run('image', 'upload', '-c', 'lab', 'not-there.qcow2')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: NOT_FOUND: /m),
    });
  });

  test('a wrong disk format is contradicted before a byte is sent', async () => {
    await writeFile(
      join(folder.path, 'x.raw'),
      Buffer.concat([Buffer.from('QFI\xfb\0\0\0\x03', 'latin1'), Buffer.alloc(65536)]),
    );
    const upload = await run(
      'image',
      'upload',
      '-c',
      'lab',
      'x.raw',
      '--disk-format',
      'raw',
      '--name',
      'mislabelled',
    );
    expect(upload).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: INVALID: .*qcow2/m) });
    expect((await run('image', 'list', '-c', 'lab', '--search', 'mislabelled', '--json')).json()).toEqual([]);
  });
});

test('the switches of the sandbox can be told', async () => {
  const switches = (await run('sandbox', '--list-switches', '--json')).json<
    { name: string; kind: string }[]
  >();
  expect(switches).toContainEqual({ name: 'slow', kind: 'number', summary: expect.any(String) });
  expect((await run('sandbox', '--list-switches')).stdout).toMatch(/^slow=NUMBER {2,}\S/m);
});

test('a property that could not be kept is refused, not lost', async () => {
  const refused = await run('image', 'set', '-c', 'lab', 'some-id', '--property', '__proto__=x', '--json');
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^error: INVALID: .*__proto__/),
  });
});
