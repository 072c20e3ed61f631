import { z } from 'zod';
import {
  CATALOG_SORT_KEYS,
  type CatalogWindow,
  type ImageDocument,
  type SyncResult,
} from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

export const catalogCalls = {
  /** A stretch of rows from the local catalogue. Asks no service. */
  'catalog.window': takes(
    z
      .object({
        connections: z.array(connectionName).max(256).optional(),
        search: z.string().max(1024).optional(),
        sort: z.enum(CATALOG_SORT_KEYS),
        direction: z.enum(['asc', 'desc']),
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(1000),
      })
      .strict(),
  ).gives<CatalogWindow>(),
  /** One image as the catalogue last saw it, with the service's document. */
  'catalog.show': takes(
    z.object({ connection: connectionName, id: z.string().max(255) }).strict(),
  ).gives<ImageDocument>(),
  /** Refreshes the catalogue from the services: all connections unless some are named. One failing does not stop the others. */
  'catalog.sync': takes(
    z.object({ connections: z.array(connectionName).max(256).optional() }).strict(),
  ).gives<{
    readonly done: readonly SyncResult[];
    readonly failed: readonly {
      readonly connection: string;
      readonly error: import('../errors/index.ts').WireError;
    }[];
  }>(),
};
