import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type {
  Checksum,
  Image,
  ImageDocument,
  ImageStatus,
  JsonValue,
  Visibility,
} from '#shared/model/index.ts';
import { VISIBILITIES } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { BASE_KEYS, isServiceKey } from './config.ts';

const text = z.string().nullish().catch(null);
const size = z.number().int().nonnegative().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

/** The base keys (glance-v2.md §3). Only the id must be right: a strange field is `null`, not a lost list. */
const imageSchema = z.object({
  id: z.string().min(1).max(255),
  name: text,
  status: text,
  visibility: text,
  protected: flag,
  os_hidden: flag,
  checksum: text,
  os_hash_algo: text,
  os_hash_value: text,
  owner: text,
  size,
  virtual_size: size,
  container_format: text,
  disk_format: text,
  min_ram: size,
  min_disk: size,
  created_at: text,
  updated_at: text,
  tags: z.array(z.string()).nullish().catch(null),
});
type GlanceImage = z.infer<typeof imageSchema>;
type Properties = Image['properties'];

const pageSchema = z.object({ images: z.array(z.unknown()), next: text });
/** Statuses as in `capabilities.md`, "Status normalisation". */
const STATUSES: ReadonlyMap<string, ImageStatus> = new Map([
  ['active', 'ready'],
  ['queued', 'waiting'],
  ['saving', 'busy'],
  ['uploading', 'busy'],
  ['importing', 'busy'],
  ['killed', 'failed'],
  ['deactivated', 'disabled'],
  ['deleted', 'gone'],
  ['pending_delete', 'gone'],
]);

export function parseImage(
  value: unknown,
  connection: string,
  reply: TextReply,
  operation: string,
): ImageDocument {
  const parsed = imageSchema.safeParse(value);
  if (!parsed.success) throw unexpected(reply, operation, 'an image');
  return { image: toImage(parsed.data, propertiesOf(value), connection), raw: value as JsonValue };
}

export interface ImagePage {
  readonly documents: readonly ImageDocument[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly marker: string | undefined;
}

/** Of `next` only the marker is taken: the link loses repeated parameters (glance-v2.md §4). */
export function parsePage(reply: TextReply, connection: string, operation: string): ImagePage {
  const parsed = pageSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'a list of images');
  const next = parsed.data.next ?? undefined;
  const marker =
    next === undefined ? undefined : URL.parse(next, 'http://unused.invalid')?.searchParams.get('marker');
  return {
    documents: parsed.data.images.map((image) => parseImage(image, connection, reply, operation)),
    marker: marker ?? undefined,
  };
}

function toImage(image: GlanceImage, properties: Properties, connection: string): Image {
  const tags = image.tags ?? [];
  return {
    connection,
    id: image.id,
    name: image.name ?? null,
    status: STATUSES.get(image.status ?? '') ?? 'unknown',
    serviceStatus: image.status ?? null,
    sizeBytes: image.size ?? null,
    virtualSizeBytes: image.virtual_size ?? null,
    diskFormat: image.disk_format ?? null,
    containerFormat: image.container_format ?? null,
    visibility: asVisibility(image.visibility),
    owner: image.owner ?? null,
    protected: image.protected ?? null,
    hidden: image.os_hidden ?? null,
    minDiskGb: image.min_disk ?? null,
    minRamMb: image.min_ram ?? null,
    createdAt: image.created_at ?? null,
    updatedAt: image.updated_at ?? null,
    checksum: hashOf(image),
    tags,
    properties,
    revision: revisionOf(image, tags, properties),
  };
}

function asVisibility(word: string | null | undefined): Visibility | null {
  return VISIBILITIES.find((known) => known === word) ?? null;
}

/** The hash to verify with: `os_hash_*` where there is one, since new services leave `checksum` empty. */
function hashOf(image: GlanceImage): Checksum | null {
  if (image.os_hash_algo && image.os_hash_value) {
    return { algo: image.os_hash_algo.toLowerCase(), value: image.os_hash_value.toLowerCase() };
  }
  return image.checksum ? { algo: 'md5', value: image.checksum.toLowerCase() } : null;
}

/**
 * All that is no base key. Read from the document itself: `__proto__` and its like are names like any other,
 * and the record has no prototype to be changed.
 */
function propertiesOf(document: unknown): Properties {
  const properties: Record<string, JsonValue> = Object.create(null);
  for (const [key, value] of Object.entries(document as object)) {
    if (!BASE_KEYS.has(key) && !isServiceKey(key)) properties[key] = value;
  }
  return properties;
}

/** Not made of `updated_at` alone: two changes within its second would look like none. */
function revisionOf(image: GlanceImage, tags: readonly string[], properties: Properties): string {
  const editable = [
    [image.name, image.visibility, image.protected, image.os_hidden, image.owner],
    [image.min_disk, image.min_ram, image.disk_format, image.container_format],
    [...tags].sort(),
    Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(editable)).digest('hex').slice(0, 32);
}

/** A success that is not what the protocol promises: most often another service, or a portal before it. */
export function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address of the image service.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
