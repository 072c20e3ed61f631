import { z } from 'zod';
import type { WireError } from '../errors/index.ts';
import {
  IMAGE_SORT_KEYS,
  IMAGE_STATUSES,
  type Image,
  type ImageDocument,
  VISIBILITIES,
} from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

const id = z.string().min(1).max(255);
const propertyKey = z.string().min(1).max(255);
const propertyValue = z.string().max(65_535);
/** Properties as text. A key that JavaScript itself would swallow is refused aloud. */
const properties = z
  .custom<Record<string, string>>(
    (value) => typeof value === 'object' && value !== null && !Object.hasOwn(value, '__proto__'),
    'a property cannot be named __proto__',
  )
  .pipe(z.record(propertyKey, propertyValue));
const tag = z.string().min(1).max(255);
const visibility = z.enum(VISIBILITIES);
const gigabytes = z.number().int().min(0).max(2_147_483_647);

/** What a new image shall be, as a person, a page or the command line gives it. */
export const newImage = z
  .object({
    name: z.string().min(1).max(255),
    diskFormat: z.string().min(1).max(32),
    containerFormat: z.string().min(1).max(32),
    visibility: visibility.optional(),
    minDiskGb: gigabytes.optional(),
    minRamMb: gigabytes.optional(),
    protected: z.boolean().optional(),
    hidden: z.boolean().optional(),
    tags: z.array(tag).max(128).optional(),
    properties: properties.optional(),
  })
  .strict();

export const imageEdit = z
  .object({
    name: z.string().min(1).max(255),
    minDiskGb: gigabytes,
    minRamMb: gigabytes,
    visibility,
    protected: z.boolean(),
    hidden: z.boolean(),
    diskFormat: z.string().min(1).max(32),
    containerFormat: z.string().min(1).max(32),
    setProperties: properties,
    unsetProperties: z.array(propertyKey).max(512),
    addTags: z.array(tag).max(128),
    removeTags: z.array(tag).max(128),
  })
  .partial()
  .strict();

const imageQuery = z
  .object({
    name: z.string().max(255),
    status: z.enum(IMAGE_STATUSES),
    visibility: z.enum([...VISIBILITIES, 'all']),
    owner: z.string().max(255),
    diskFormat: z.string().max(32),
    containerFormat: z.string().max(32),
    tags: z.array(tag).max(32),
    protected: z.boolean(),
    hidden: z.boolean(),
    sizeMinBytes: z.number().int().min(0),
    sizeMaxBytes: z.number().int().min(0),
    changedSince: z.iso.datetime(),
    memberStatus: z.enum(['accepted', 'pending', 'rejected', 'all']),
    properties,
    sort: z.array(z.object({ key: z.enum(IMAGE_SORT_KEYS), direction: z.enum(['asc', 'desc']) })).max(4),
    pageSize: z.number().int().min(1).max(1000),
  })
  .partial()
  .strict();

const one = z.object({ connection: connectionName, id }).strict();

export const imageCalls = {
  /** Asks the service. At most `limit` images (default 1000); the page reads the catalogue instead. */
  'images.list': takes(
    z
      .object({
        connection: connectionName,
        query: imageQuery.default({}),
        limit: z.number().int().min(1).max(1_000_000).optional(),
      })
      .strict(),
  ).gives<readonly Image[]>(),
  'images.show': takes(one).gives<ImageDocument>(),
  /** One minimal change against the revision last seen; a lost race is `CONFLICT`, with nothing changed. */
  'images.edit': takes(
    z
      .object({ connection: connectionName, id, edit: imageEdit, revision: z.string().max(255).optional() })
      .strict(),
  ).gives<ImageDocument>(),
  /** Each id has its own outcome; one failure does not stop the others. */
  'images.remove': takes(
    z.object({ connection: connectionName, ids: z.array(id).min(1).max(10_000) }).strict(),
  ).gives<readonly { readonly id: string; readonly error: WireError | null }[]>(),
  /** Stops (or allows again) downloads and boots of the image. */
  'images.activate': takes(
    z.object({ connection: connectionName, id, active: z.boolean() }).strict(),
  ).gives<ImageDocument>(),
};
