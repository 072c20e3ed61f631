import { z } from 'zod';
import type { WireError } from '../errors/index.ts';
import {
  type ChangePreview,
  type DefinitionNamespace,
  IMAGE_SORT_KEYS,
  IMAGE_STATUSES,
  type Image,
  type ImageDocument,
  type ImageTask,
  type Inspection,
  type JsonValue,
  type Kept,
  VISIBILITIES,
} from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';
import { jsonValue } from './packages.ts';

const id = z.string().min(1).max(255);
const propertyKey = z.string().min(1).max(255);
const propertyValue = z.string().max(65_535);
/** Text, or JSON for services with nested values. A key that JavaScript itself would swallow is refused aloud. */
const properties = z
  .custom<Record<string, JsonValue>>(
    (value) => typeof value === 'object' && value !== null && !Object.hasOwn(value, '__proto__'),
    'a property cannot be named __proto__',
  )
  .pipe(z.record(propertyKey, z.union([propertyValue, jsonValue])));
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
    store: z.string().min(1).max(255).optional(),
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
    properties: z.record(propertyKey, propertyValue),
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
  /** The catalogue follows, unless `keep` is `false`: for an image that is only looked at, and in no list yet. */
  'images.show': takes(one.extend({ keep: z.boolean().optional() }).strict()).gives<ImageDocument>(),
  /**
   * One minimal change against the revision last seen; a lost race is `CONFLICT`, with nothing changed. So is
   * a change with a consequence that was not asked for (Nova makes a shared image private when its metadata is
   * written), until it is said that this is `accepted`.
   */
  'images.edit': takes(
    z
      .object({
        connection: connectionName,
        id,
        edit: imageEdit,
        revision: z.string().max(255).optional(),
        accepted: z.boolean().optional(),
      })
      .strict(),
  ).gives<ImageDocument>(),
  /** What edits would send, exactly. Reckoned from the images as last seen: no service is asked. */
  'images.preview': takes(
    z
      .object({
        edits: z
          .array(z.object({ connection: connectionName, id, edit: imageEdit }).strict())
          .min(1)
          .max(1000),
      })
      .strict(),
  ).gives<readonly ChangePreview[]>(),
  /** Reads the headers of the stored image, by ranges where the service can: at most a few MiB. Is kept. */
  'images.inspect': takes(one).gives<Kept<Inspection>>(),
  /**
   * Each id has its own outcome; one failure does not stop the others. `withFile` also deletes the file where
   * the service only forgets the image (`image.delete-file`).
   */
  'images.remove': takes(
    z
      .object({
        connection: connectionName,
        ids: z.array(id).min(1).max(10_000),
        withFile: z.boolean().optional(),
      })
      .strict(),
  ).gives<readonly { readonly id: string; readonly error: WireError | null }[]>(),
  /** Stops (or allows again) downloads and boots of the image. */
  'images.activate': takes(
    z.object({ connection: connectionName, id, active: z.boolean() }).strict(),
  ).gives<ImageDocument>(),
  /** What the service did, or does, with an image: imports, copies between its stores. */
  'images.tasks': takes(one).gives<readonly ImageTask[]>(),
  /** Has the service copy an image into more of its stores; ends when it has begun. */
  'images.copyToStores': takes(
    z
      .object({ connection: connectionName, id, stores: z.array(z.string().min(1).max(255)).min(1).max(64) })
      .strict(),
  ).gives<ImageDocument>(),
  /** Removes an image's bytes from one store; the last copy stays. */
  'images.removeFromStore': takes(
    z.object({ connection: connectionName, id, store: z.string().min(1).max(255) }).strict(),
  ).gives<ImageDocument>(),
  /** The properties that the service describes: what they mean, and which values they may have. */
  'images.definitions': takes(z.object({ connection: connectionName }).strict()).gives<
    readonly DefinitionNamespace[]
  >(),
};
