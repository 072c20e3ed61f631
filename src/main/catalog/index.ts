export type {
  Catalog,
  CatalogReader,
  CatalogStats,
  CatalogWriter,
  KeptKind,
  KeptValues,
} from './catalog.ts';
export type { CatalogNotices } from './catalog-notices.ts';
export { createCatalogNotices } from './catalog-notices.ts';
export type { CatalogOptions } from './open-catalog.ts';
export { openCatalog } from './open-catalog.ts';
export type { CatalogReadHandlers, CatalogReadHandlersDeps } from './read-handlers.ts';
export { createCatalogReadHandlers } from './read-handlers.ts';
export type { Keeper, SyncService, SyncServiceDeps } from './sync/index.ts';
export { createKeeper, createSyncService } from './sync/index.ts';
