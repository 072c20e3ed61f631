import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEncryptedFileStore,
  createKeyringStore,
  createSealedFileStore,
  openSecretStore,
  type SecretStore,
  withFallback,
} from '../../../src/main/connections/secrets/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SECRET = 'correct horse battery staple';
const corrupt = expect.objectContaining({ code: 'CORRUPT' });

function allBytes(home: string): string {
  return readdirSync(home)
    .map((name) => readFileSync(join(home, name), 'latin1'))
    .join('\n');
}

/** A stand-in for the operating system's keychain: reversible, and nothing like the text. */
const seal = {
  encrypt: (text: string): Buffer => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0x5a)),
  decrypt: (bytes: Buffer): string => Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(),
};

/** A keyring in memory: what a Secret Service does can only be seen on a desktop. */
function memoryKeyring(entries: Map<string, string>) {
  return (account: string) => ({
    setPassword: async (password: string) => void entries.set(account, password),
    getPassword: async () => entries.get(account) ?? null,
    deletePassword: async () => entries.delete(account),
  });
}

const stores: readonly [string, (home: string) => SecretStore][] = [
  ['the encrypted file', createEncryptedFileStore],
  ['the sealed file', (home) => createSealedFileStore(home, seal, 'the test keychain')],
  ['the keyring', (home) => createKeyringStore(home, memoryKeyring(new Map()))],
];

describe.each(stores)('%s', (_label, open) => {
  it('gives back exactly what was set, for exactly that name', async () => {
    const store = open(temporaryFolder());
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        async (name, secret) => {
          await store.set(name, secret);
          expect(await store.get(name)).toBe(secret);
        },
      ),
      { numRuns: 20 },
    );
    for (const name of ['__proto__', 'constructor', 'a', 'A']) {
      expect(await store.get(`${name}?`)).toBeUndefined();
      await store.set(name, `${SECRET} of ${name}`);
    }
    expect(await store.get('a')).toBe(`${SECRET} of a`);
    expect(await store.get('__proto__')).toBe(`${SECRET} of __proto__`);
  });

  it('forgets what is removed, and takes a second removal for done', async () => {
    const store = open(temporaryFolder());
    await store.set('one', SECRET);
    expect(await store.has('one')).toBe(true);
    await store.remove('one');
    await store.remove('one');
    expect(await store.has('one')).toBe(false);
    expect(await store.get('one')).toBeUndefined();
  });

  it('leaves no clear text on disk', async () => {
    const home = temporaryFolder();
    const store = open(home);
    await store.set('one', SECRET);
    await store.set('one', `${SECRET} 2`);
    const bytes = allBytes(home);
    expect(bytes).not.toContain('horse');
    expect(bytes).not.toContain(Buffer.from(SECRET).toString('base64').slice(4, 20));
    expect(bytes).not.toContain(Buffer.from(SECRET).toString('hex'));
    for (const name of readdirSync(home)) expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
  });
});

describe('the encrypted file', () => {
  const read = (home: string) => JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8'));
  const write = (home: string, value: unknown) =>
    writeFileSync(join(home, 'secrets.json'), JSON.stringify(value));

  it('says what it is', () => {
    expect(createEncryptedFileStore('/data').label).toBe(
      'an encrypted file in /data (its key lies beside it, readable only by you)',
    );
  });

  it('seals the same secret differently each time', async () => {
    const home = temporaryFolder();
    const store = createEncryptedFileStore(home);
    await store.set('one', SECRET);
    const before = read(home).secrets[0].sealed;
    await store.set('one', SECRET);
    expect(read(home).secrets[0].sealed).not.toBe(before);
  });

  it('finds out that a single bit was changed, wherever', async () => {
    const home = temporaryFolder();
    const store = createEncryptedFileStore(home);
    await store.set('one', SECRET);
    const sealed = Buffer.from(read(home).secrets[0].sealed, 'base64');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      write(home, { version: 1, secrets: [{ name: 'one', sealed: changed.toString('base64') }] });
      await expect(store.get('one')).rejects.toEqual(corrupt);
    }
    write(home, {
      version: 1,
      secrets: [{ name: 'one', sealed: sealed.subarray(0, 14).toString('base64') }],
    });
    await expect(store.get('one')).rejects.toEqual(corrupt);
  });

  it('does not open one connection’s secret for another', async () => {
    const home = temporaryFolder();
    const store = createEncryptedFileStore(home);
    await store.set('one', SECRET);
    const { sealed } = read(home).secrets[0];
    write(home, { version: 1, secrets: [{ name: 'two', sealed }] });
    await expect(store.get('two')).rejects.toEqual(corrupt);
  });

  it('does not lose secrets silently with their key', async () => {
    const home = temporaryFolder();
    const store = createEncryptedFileStore(home);
    await store.set('one', SECRET);
    rmSync(join(home, 'secrets.key'));
    await expect(store.get('one')).rejects.toEqual(corrupt);
    expect(await store.has('one')).toBe(true);
    await store.set('two', SECRET);
    await expect(store.get('one')).rejects.toEqual(corrupt);
    expect(await store.get('two')).toBe(SECRET);
  });

  it('keeps a damaged file beside the new one that the next secret begins', async () => {
    const home = temporaryFolder();
    const store = createEncryptedFileStore(home);
    writeFileSync(join(home, 'secrets.json'), '{ "version": 1, "secrets": [ {"name"');
    await expect(store.get('one')).rejects.toEqual(corrupt);
    await expect(store.has('one')).rejects.toEqual(corrupt);
    await store.set('one', SECRET);
    expect(await store.get('one')).toBe(SECRET);
    expect(readdirSync(home).filter((name) => name.startsWith('secrets.json.damaged-'))).toHaveLength(1);
  });

  it('takes others’ access away again', async () => {
    const home = temporaryFolder();
    const store = createEncryptedFileStore(home);
    await store.set('one', SECRET);
    for (const name of ['secrets.json', 'secrets.key']) chmodSync(join(home, name), 0o644);
    await store.get('one');
    for (const name of ['secrets.json', 'secrets.key']) {
      expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('of two processes at once share one key', async () => {
    const home = temporaryFolder();
    const [one, two] = [createEncryptedFileStore(home), createEncryptedFileStore(home)];
    await Promise.all([one.set('one', SECRET), two.set('two', SECRET)]);
    expect([await two.get('one'), await one.get('two')]).toEqual([SECRET, SECRET]);
  });
});

describe('the sealed file', () => {
  it('does not open one connection’s secret for another, nor tell what it opened', async () => {
    const home = temporaryFolder();
    const store = createSealedFileStore(home, seal, 'x');
    await store.set('one', SECRET);
    const path = join(home, 'secrets.sealed.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"one"', '"two"'));
    const error = await store.get('two').catch((thrown: unknown) => thrown);
    expect(error).toEqual(corrupt);
    expect(JSON.stringify([error, String(error), (error as Error).cause ?? null])).not.toContain(SECRET);
  });
});

describe('choosing the store', () => {
  afterEach(() => {
    delete process.env['ARGOSY_SECRET_STORE'];
  });

  it('goes by the environment', async () => {
    process.env['ARGOSY_SECRET_STORE'] = 'file';
    expect((await openSecretStore('/data')).label).toContain('encrypted file');
    process.env['ARGOSY_SECRET_STORE'] = 'vault';
    await expect(openSecretStore('/data')).rejects.toMatchObject({ code: 'INVALID' });
    delete process.env['ARGOSY_SECRET_STORE'];
    expect((await openSecretStore('/data', { forceFile: true })).label).toContain('encrypted file');
  });

  it('gives a store that works, keyring or not', async () => {
    const store = await openSecretStore(temporaryFolder());
    await store.set('probe of the tests', SECRET);
    expect(await store.get('probe of the tests')).toBe(SECRET);
    await store.remove('probe of the tests');
  });

  it('still finds what another host left in the file, and moves it when it is set again', async () => {
    const home = temporaryFolder();
    const file = createEncryptedFileStore(home);
    await file.set('one', 'old');
    const entries = new Map<string, string>();
    const store = withFallback(createKeyringStore(home, memoryKeyring(entries)), file);
    expect(await store.get('one')).toBe('old');
    await store.set('one', 'new');
    expect(await store.get('one')).toBe('new');
    expect(await file.has('one')).toBe(false);
    await store.remove('one');
    expect([await store.has('one'), entries.size]).toEqual([false, 0]);
  });

  it('says that the keyring did not answer, without the secret', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('locked');
    };
    const store = createKeyringStore('/data', () => ({
      setPassword: refuse,
      getPassword: refuse,
      deletePassword: refuse,
    }));
    const error = await store.set('one', SECRET).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      hint: expect.stringContaining('ARGOSY_SECRET_STORE'),
    });
    expect(String(error)).not.toContain(SECRET);
  });
});
