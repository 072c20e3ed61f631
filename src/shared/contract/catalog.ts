import { z } from 'zod';
import {
  CATALOG_GROUPINGS,
  CATALOG_SORT_KEYS,
  type Capabilities,
  type CatalogChanges,
  type CatalogGroupWindow,
  type CatalogNotice,
  type CatalogValue,
  type CatalogWindow,
  type DefinitionNamespace,
  type ImageDocument,
  type Inspection,
  type Kept,
  type Member,
  type Package,
  type SyncRecord,
  type SyncResult,
} from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

const id = z.string().min(1).max(255);
const connections = z.array(connectionName).max(256);
const time = z.iso.datetime();

const scope = {
  connections: connections.optional(),
  search: z.string().max(1024).optional(),
  asOf: time.optional(),
  group: z
    .object({ by: z.enum(CATALOG_GROUPINGS), key: z.string().max(1024) })
    .strict()
    .optional(),
};
const order = { sort: z.enum(CATALOG_SORT_KEYS), direction: z.enum(['asc', 'desc']) };
const stretch = { offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) };

/** The local catalogue. Nothing but `catalog.sync` and `catalog.refreshDue` asks a service. */
export const catalogCalls = {
  'catalog.window': takes(z.object({ ...scope, ...order, ...stretch }).strict()).gives<CatalogWindow>(),
  /** All rows that match: for a window whose total was not exact. */
  'catalog.count': takes(z.object(scope).strict()).gives<{ readonly total: number }>(),
  /** The matching images put together; the groups by label, or those with the most images first. */
  'catalog.groups': takes(
    z
      .object({
        ...scope,
        ...stretch,
        by: z.enum(CATALOG_GROUPINGS),
        order: z.enum(['label', 'images']).default('label'),
      })
      .strict(),
  ).gives<CatalogGroupWindow>(),
  /** Values that images have and that begin with, or contain, `text`: those of the most images first. */
  'catalog.values': takes(
    z
      .object({
        source: z.union([
          z.object({ of: z.literal('property-key') }).strict(),
          z.object({ of: z.literal('property'), key: z.string().min(1).max(255) }).strict(),
          z
            .object({ of: z.enum(['name', 'tag', 'owner', 'format', 'container', 'status', 'visibility']) })
            .strict(),
        ]),
        text: z.string().max(255).default(''),
        connections: connections.optional(),
        limit: z.number().int().min(1).max(100).default(20),
      })
      .strict(),
  ).gives<readonly CatalogValue[]>(),
  /** One image as the catalogue last saw it, with the service's document. */
  'catalog.show': takes(z.object({ connection: connectionName, id }).strict()).gives<ImageDocument>(),
  /** The members last seen; `null` if they never were. */
  'catalog.members': takes(z.object({ connection: connectionName, id }).strict()).gives<Kept<
    readonly Member[]
  > | null>(),
  /** What the image's headers said when they were last read; `null` if they never were, or it has other bytes now. */
  'catalog.inspection': takes(
    z.object({ connection: connectionName, id }).strict(),
  ).gives<Kept<Inspection> | null>(),
  /** The packages last seen; `null` if they never were. */
  'catalog.packages': takes(z.object({ connection: connectionName }).strict()).gives<Kept<
    readonly Package[]
  > | null>(),
  /** The metadata definitions last seen; `null` if they never were. */
  'catalog.definitions': takes(z.object({ connection: connectionName }).strict()).gives<Kept<
    readonly DefinitionNamespace[]
  > | null>(),
  /** What the connection could do when it was last asked; `null` if it never was. */
  'catalog.capabilities': takes(
    z.object({ connection: connectionName }).strict(),
  ).gives<Kept<Capabilities> | null>(),
  /** Refreshes the catalogue from the services, whole lists: all connections unless some are named. One failing does not stop the others. */
  'catalog.sync': takes(z.object({ connections: connections.optional() }).strict()).gives<{
    readonly done: readonly SyncResult[];
    readonly failed: readonly {
      readonly connection: string;
      readonly error: import('../errors/index.ts').WireError;
    }[];
  }>(),
  /** Somebody looks: reads in the background what is older than a minute, at once what waits for a retry. */
  'catalog.refreshDue': takes(z.object({}).strict()).gives<null>(),
  /** Finished syncs that the history still reaches to, the newest first. */
  'catalog.syncs': takes(
    z
      .object({
        connections: connections.optional(),
        limit: z.number().int().min(1).max(1000).default(100),
      })
      .strict(),
  ).gives<readonly SyncRecord[]>(),
  /** What became of images since a time. */
  'catalog.changes': takes(
    z
      .object({
        since: time,
        connections: connections.optional(),
        limit: z.number().int().min(1).max(1000).default(200),
      })
      .strict(),
  ).gives<CatalogChanges>(),
  /** What a person should know of the catalogue itself since Argosy was started, the newest first. */
  'catalog.notices': takes(z.object({}).strict()).gives<readonly CatalogNotice[]>(),
};
