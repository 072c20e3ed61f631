export type { Catalog, CatalogSelection, CatalogStats } from './catalog.ts';
