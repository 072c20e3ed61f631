import { z } from 'zod';
import { AppError, isAppError } from '#shared/errors/index.ts';
import { createEncryptedFileStore } from './encrypted-file-store.ts';
import { openKeyringStore } from './keyring-store.ts';
import type { SecretStore } from './secret-store.ts';

export interface SecretStoreOptions {
  /** Never ask for a keyring. */
  readonly forceFile?: boolean | undefined;
}

/**
 * The best store that this machine has: the keyring, otherwise an encrypted file. The environment variable
 * `ARGOSY_SECRET_STORE` (`file` or `keyring`) decides it; `UNAVAILABLE` if that keyring cannot be used.
 * Where the keyring is used, secrets that were saved in the file before are still found.
 */
export async function openSecretStore(home: string, options: SecretStoreOptions = {}): Promise<SecretStore> {
  const wanted = wantedStore();
  const file = createEncryptedFileStore(home);
  if (options.forceFile === true || wanted === 'file') return file;
  const keyring = await openKeyringStore(home);
  if (keyring !== undefined) return withFallback(keyring, file);
  if (wanted !== 'keyring') return file;
  throw new AppError('UNAVAILABLE', 'This machine has no system keyring that answers.', {
    operation: 'secrets.open',
    hint: 'Start the keyring service, or set ARGOSY_SECRET_STORE=file.',
  });
}

/**
 * Keeps new secrets in `primary`, and still finds those that another host of the same data directory left
 * in `other`. Setting or removing one removes it from there.
 */
export function withFallback(primary: SecretStore, other: SecretStore): SecretStore {
  return {
    label: primary.label,
    get: async (name) => (await primary.get(name)) ?? (await other.get(name)),
    async set(name, secret) {
      await primary.set(name, secret);
      await other.remove(name).catch(ignoreCorrupt);
    },
    async remove(name) {
      await primary.remove(name);
      await other.remove(name);
    },
    has: async (name) => (await primary.has(name)) || (await other.has(name)),
  };
}

/** A damaged file beside a working store holds nothing that could still be found. */
function ignoreCorrupt(error: unknown): void {
  if (!isAppError(error, 'CORRUPT')) throw error;
}

function wantedStore(): 'file' | 'keyring' | undefined {
  const value = z.enum(['file', 'keyring', '']).optional().safeParse(process.env['ARGOSY_SECRET_STORE']);
  if (value.success) return value.data === '' ? undefined : value.data;
  throw new AppError('INVALID', 'ARGOSY_SECRET_STORE must be "file" or "keyring".', {
    operation: 'secrets.open',
  });
}
