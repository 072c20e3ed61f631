export type { ConnectionHandlers, ConnectionService, ConnectionServiceDeps } from './connection-service.ts';
export type { Seal, SecretStore } from './secrets/secret-store.ts';
