import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageStatus, JsonValue, Visibility } from '#shared/model/index.ts';
import { VISIBILITIES } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { BASE_KEYS, PAGE_SIZE } from './config.ts';
import { imagesInList } from './list-shapes.ts';

const text = z.string().nullish().catch(null);
const size = z.number().int().nonnegative().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

/** The image object of both generations (alliance.md §4). Only the id must be right. */
const imageSchema = z.object({
  id: z.string().min(1).max(255),
  name: text,
  status: text,
  owner: text,
  container_format: text,
  disk_format: text,
  min_ram: size,
  min_disk: size,
  size,
  virtual_size: size,
  checksum: text,
  created_at: text,
  updated_at: text,
  protected: flag,
  visibility: text,
  is_public: flag,
  deleted: flag,
  tags: z.array(z.string()).nullish().catch(null),
});
type GatewayImage = z.infer<typeof imageSchema>;
type Properties = Image['properties'];

/** Those of the Glance behind the gateway (`capabilities.md`, "Status normalisation"). */
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

/** The bare image that a call on one image answers with; in a wrapper it is taken too. */
export function parseImage(reply: TextReply, connection: string, operation: string): ImageDocument {
  const value = reply.json();
  const document = documentOf(value, connection) ?? documentOf(unwrapped(value), connection);
  if (document === undefined) throw unexpected(reply, operation, 'an image');
  return document;
}

/**
 * A list in portions, so that a long one does not hold up everything else. What is no image is left out: a list
 * is not lost for one strange entry.
 */
export async function* parseList(
  reply: TextReply,
  connection: string,
  operation: string,
): AsyncGenerator<readonly ImageDocument[]> {
  const images = await imagesInList(reply);
  if (images === undefined) throw unexpected(reply, operation, 'a list of images');
  let found = 0;
  for (let from = 0; from < images.length; from += PAGE_SIZE) {
    await nextTurn();
    const page = images.slice(from, from + PAGE_SIZE).map((image) => documentOf(image, connection));
    const read = page.filter((document) => document !== undefined);
    found += read.length;
    yield read;
  }
  // To call this an empty list would have the images forgotten that are known.
  if (images.length > 0 && found === 0) throw unexpected(reply, operation, 'any image');
}

function unwrapped(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'image' in value ? value.image : undefined;
}

function documentOf(value: unknown, connection: string): ImageDocument | undefined {
  const parsed = imageSchema.safeParse(value);
  if (!parsed.success) return undefined;
  return { image: toImage(parsed.data, propertiesOf(value), connection), raw: value as JsonValue };
}

function toImage(image: GatewayImage, properties: Properties, connection: string): Image {
  const status = image.deleted ? 'gone' : (STATUSES.get(image.status?.toLowerCase() ?? '') ?? 'unknown');
  return {
    connection,
    id: image.id,
    name: image.name ?? null,
    status,
    serviceStatus: image.status ?? null,
    // The second generation says 0 for as long as nobody knows.
    sizeBytes: image.size === 0 && status !== 'ready' ? null : (image.size ?? null),
    virtualSizeBytes: image.virtual_size ?? null,
    diskFormat: image.disk_format ?? null,
    containerFormat: image.container_format ?? null,
    visibility: visibilityOf(image),
    owner: image.owner ?? null,
    protected: image.protected ?? null,
    hidden: null,
    minDiskGb: image.min_disk ?? null,
    minRamMb: image.min_ram ?? null,
    createdAt: timeOf(image.created_at),
    updatedAt: timeOf(image.updated_at),
    checksum: image.checksum ? { algo: 'md5', value: image.checksum.toLowerCase() } : null,
    tags: image.tags ?? [],
    properties,
    revision: revisionOf(image),
  };
}

function visibilityOf({ visibility, is_public: isPublic }: GatewayImage): Visibility | null {
  const word = VISIBILITIES.find((known) => known === visibility);
  if (word !== undefined) return word;
  if (isPublic === null || isPublic === undefined) return null;
  return isPublic ? 'public' : 'private';
}

/** The second generation names no zone, and means UTC; `null` for what is no time. */
function timeOf(value: string | null | undefined): string | null {
  const said = value?.trim().replace(' ', 'T');
  if (!said) return null;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(said) ? said : `${said}Z`;
  const time = new Date(zoned);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace('.000Z', 'Z');
}

/**
 * `properties`, and what lies beside the known keys as the first generation has it: as text, and read from the
 * document itself, since `__proto__` and its like are names like any other.
 */
function propertiesOf(document: unknown): Properties {
  const properties: Record<string, JsonValue> = Object.create(null);
  const { properties: own } = document as { readonly properties?: unknown };
  const entries = [
    ...Object.entries(document as object).filter(([key]) => !BASE_KEYS.has(key)),
    ...(typeof own === 'object' && own !== null ? Object.entries(own) : []),
  ];
  for (const [key, value] of entries) {
    if (typeof value === 'string') properties[key] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') properties[key] = String(value);
  }
  return properties;
}

/** Of what can be edited. Not made of `updated_at`, which some gateways leave as it is after a change. */
function revisionOf(image: GatewayImage): string {
  const { name, disk_format: disk, container_format: container, min_ram: ram, min_disk: minDisk } = image;
  const editable = JSON.stringify([name, disk, container, ram, minDisk]);
  return createHash('sha256').update(editable).digest('hex').slice(0, 32);
}

function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address of the gateway.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
