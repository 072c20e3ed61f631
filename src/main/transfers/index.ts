export type { Clock } from './clock.ts';
export type { Grant, GrantedFile, Grants, OnExisting, StreamOptions } from './grants.ts';
export { createGrants } from './grants.ts';
export { safeFileName } from './safe-file-name.ts';
export { createTransferService } from './transfer-service.ts';
export type {
  PageFiles,
  TransferHandlers,
  TransferLog,
  TransferService,
  TransferServiceDeps,
  TransferTuning,
} from './types.ts';
