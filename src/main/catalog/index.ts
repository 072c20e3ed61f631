export type { Catalog, CatalogSelection, CatalogStats } from './catalog.ts';
export type { CatalogHandlers, CatalogHandlersDeps } from './catalog-handlers.ts';
export { createCatalogHandlers } from './catalog-handlers.ts';
export type { CatalogOptions } from './open-catalog.ts';
export { openCatalog } from './open-catalog.ts';
export type { Keeper, SyncService, SyncServiceDeps } from './sync/index.ts';
export { createKeeper, createSyncService } from './sync/index.ts';
