export type { SyncService, SyncServiceDeps } from './create-sync-service.ts';
export { createSyncService } from './create-sync-service.ts';
export type { Keeper, KeeperDeps } from './keeper.ts';
export { createKeeper } from './keeper.ts';
