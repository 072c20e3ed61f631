import { safeStorage } from 'electron';
import {
  createSealedFileStore,
  openSecretStore,
  type SecretStore,
  withFallback,
} from '../../connections/index.ts';

/**
 * Secrets sealed by the operating system's keychain. Where there is none, or only Chromium's built-in
 * password (`basic_text`), which protects nothing, the other hosts' store serves, whose label says what it
 * is. Call it when the app is ready.
 */
export async function openHostSecretStore(home: string): Promise<SecretStore> {
  const others = await openSecretStore(home);
  const label = keychainLabel();
  if (label === undefined) return others;
  const seal = {
    encrypt: (text: string) => safeStorage.encryptString(text),
    decrypt: (bytes: Buffer) => safeStorage.decryptString(bytes),
  };
  return withFallback(createSealedFileStore(home, seal, label), others);
}

function keychainLabel(): string | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  switch (process.platform) {
    case 'darwin':
      return 'a file sealed by the macOS Keychain';
    case 'win32':
      return 'a file sealed by your Windows account';
    default: {
      const backend = safeStorage.getSelectedStorageBackend();
      if (backend === 'basic_text' || backend === 'unknown') return undefined;
      return `a file sealed by the system keyring (${backend})`;
    }
  }
}
