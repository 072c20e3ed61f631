import { randomBytes } from 'node:crypto';
import type { AsyncEntry } from '@napi-rs/keyring';
import { AppError } from '#shared/errors/index.ts';
import type { SecretStore } from './secret-store.ts';

const SERVICE = 'argosy';
const PROBE_TIMEOUT_MS = 3000;

/**
 * The operating system's keyring, `undefined` where there is none that answers: one probe value is written,
 * read and deleted to know. On Linux it is the Secret Service only: the kernel's own keyring forgets at logout.
 */
export async function openKeyringStore(home: string): Promise<SecretStore | undefined> {
  try {
    const { AsyncEntry: Entry } = await import('@napi-rs/keyring');
    const entry: EntryOf = (account) => new Entry(SERVICE, account, { linux: { store: 'secret-service' } });
    const usable = await probe(entry(`probe ${randomBytes(6).toString('hex')}`));
    return usable ? createKeyringStore(home, entry) : undefined;
  } catch {
    // No native module for this platform, no service, access denied: in every case there is no keyring.
    return undefined;
  }
}

type KeyringEntry = Pick<AsyncEntry, 'setPassword' | 'getPassword' | 'deletePassword'>;
/** Opens the keyring's entry of this account. */
export type EntryOf = (account: string) => KeyringEntry;

/** A store over keyring entries. Two data directories keep their secrets apart. */
export function createKeyringStore(home: string, entryOf: EntryOf): SecretStore {
  const entry = (name: string): KeyringEntry => entryOf(`${name} in ${home}`);
  const get = async (name: string): Promise<string | undefined> =>
    (await guarded('read', name, () => entry(name).getPassword())) ?? undefined;
  return {
    label: 'the system keyring',
    get,
    set: (name, secret) => guarded('store', name, () => entry(name).setPassword(secret)),
    remove: async (name) => {
      await guarded('remove', name, () => entry(name).deletePassword());
    },
    has: async (name) => (await get(name)) !== undefined,
  };
}

async function guarded<Value>(verb: string, name: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (cause) {
    throw new AppError(
      'UNAVAILABLE',
      `The system keyring did not ${verb} the secret of the connection ${JSON.stringify(name)}.`,
      {
        operation: `secrets.${verb}`,
        hint: 'Unlock the keyring and try again, or start Argosy with ARGOSY_SECRET_STORE=file.',
        retry: 'safe',
        cause,
      },
    );
  }
}

async function probe(entry: KeyringEntry): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
  const timeout = new Promise<false>((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  const roundTrip = async (): Promise<boolean> => {
    const value = randomBytes(8).toString('hex');
    await entry.setPassword(value);
    const same = (await entry.getPassword()) === value;
    await entry.deletePassword();
    return same;
  };
  // A locked keyring may wait for a person for ever.
  return Promise.race([roundTrip(), timeout]);
}
