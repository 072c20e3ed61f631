export type { ConnectionHandlers, ConnectionService, ConnectionServiceDeps } from './connection-service.ts';
export { createConnectionService } from './create-connection-service.ts';
export type { Seal, SecretStore, SecretStoreOptions } from './secrets/index.ts';
export { createSealedFileStore, openSecretStore, withFallback } from './secrets/index.ts';
