export { createEncryptedFileStore, createSealedFileStore } from './encrypted-file-store.ts';
export { createKeyringStore } from './keyring-store.ts';
export type { SecretStoreOptions } from './open-secret-store.ts';
export { openSecretStore, withFallback } from './open-secret-store.ts';
export type { Seal, SecretStore } from './secret-store.ts';
