export type { ServiceType } from './catalog.ts';
export { keystoneError } from './errors.ts';
export { createKeystoneSession, type KeystoneSession, type KeystoneSessionDeps } from './session.ts';
export type { Token } from './token.ts';
