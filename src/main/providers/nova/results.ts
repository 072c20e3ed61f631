import { hash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageStatus, JsonValue } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { isServiceKey } from './config.ts';

const text = z.string().nullish().catch(null);
const size = z.number().int().nonnegative().nullish().catch(null);

/** An image in detail (nova-images.md §3). Only the id must be right: a strange field is `null`, not a lost list. */
const imageSchema = z.object({
  id: z.string().min(1).max(255),
  name: text,
  status: text,
  progress: size,
  minRam: size,
  minDisk: size,
  created: text,
  updated: text,
  'OS-EXT-IMG-SIZE:size': size,
});
type NovaImage = z.infer<typeof imageSchema>;
type Properties = Image['properties'];

const linksSchema = z
  .array(z.object({ rel: text, href: text }))
  .nullish()
  .catch(null);
const pageSchema = z.object({ images: z.array(z.unknown()), images_links: linksSchema });
const oneSchema = z.object({ image: z.unknown() });
const versionSchema = z.object({ version: z.object({ id: z.string().max(64), version: text }) });

/** `capabilities.md`, "Status normalisation". SAVING is two things, which the progress tells apart. */
const STATUSES: ReadonlyMap<string, ImageStatus> = new Map([
  ['ACTIVE', 'ready'],
  ['SAVING', 'busy'],
  ['ERROR', 'failed'],
  ['DELETED', 'gone'],
]);
const QUEUED_PROGRESS = 25;

export function parseImage(reply: TextReply, connection: string, operation: string): ImageDocument {
  const parsed = oneSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'an image');
  return documentOf(parsed.data.image, connection, reply, operation);
}

export interface ImagePage {
  readonly documents: readonly ImageDocument[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly marker: string | undefined;
}

/** Of the next link only the marker is taken: its address may be one that cannot be reached from here. */
export function parsePage(reply: TextReply, connection: string, operation: string): ImagePage {
  const parsed = pageSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'a list of images');
  const { images, images_links: links } = parsed.data;
  const next = links?.find(({ rel }) => rel === 'next')?.href ?? undefined;
  const marker =
    next === undefined ? undefined : URL.parse(next, 'http://unused.invalid')?.searchParams.get('marker');
  return {
    documents: images.map((image) => documentOf(image, connection, reply, operation)),
    marker: marker ?? undefined,
  };
}

/** The version that the endpoint speaks, and the newest microversion of it, if it has them. */
export interface ApiVersion {
  readonly id: string;
  readonly newest: string | null;
}

export function parseVersion(reply: TextReply, operation: string): ApiVersion {
  const parsed = versionSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'its version');
  const { id, version } = parsed.data.version;
  return { id, newest: version && /^\d{1,4}\.\d{1,4}$/.test(version) ? version : null };
}

function documentOf(value: unknown, connection: string, reply: TextReply, operation: string): ImageDocument {
  const parsed = imageSchema.safeParse(value);
  if (!parsed.success) throw unexpected(reply, operation, 'an image');
  return { image: toImage(parsed.data, propertiesOf(value), connection), raw: value as JsonValue };
}

function toImage(image: NovaImage, properties: Properties, connection: string): Image {
  const status =
    image.status === 'SAVING' && image.progress === QUEUED_PROGRESS
      ? 'waiting'
      : (STATUSES.get(image.status ?? '') ?? 'unknown');
  const sizeBytes = image['OS-EXT-IMG-SIZE:size'] ?? null;
  return {
    connection,
    id: image.id,
    name: image.name ?? null,
    status,
    serviceStatus: image.status ?? null,
    // Nova says 0 for as long as nobody knows.
    sizeBytes: sizeBytes === 0 && status !== 'ready' ? null : sizeBytes,
    virtualSizeBytes: null,
    diskFormat: null,
    containerFormat: null,
    visibility: null,
    owner: null,
    protected: null,
    hidden: null,
    minDiskGb: image.minDisk ?? null,
    minRamMb: image.minRam ?? null,
    createdAt: image.created ?? null,
    updatedAt: image.updated ?? null,
    checksum: null,
    tags: [],
    properties,
    revision: revisionOf(image, properties),
  };
}

/**
 * Read from the document itself: `__proto__` and its like are names like any other, and the record has no
 * prototype to be changed. Nova decodes some values from JSON; they are shown as the text that they are.
 */
function propertiesOf(document: unknown): Properties {
  const properties: Record<string, JsonValue> = Object.create(null);
  const { metadata } = document as { metadata?: unknown };
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return properties;
  for (const [key, value] of Object.entries(metadata)) {
    if (!isServiceKey(key)) properties[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return properties;
}

/** Of all that anybody can edit and Nova shows. Not made of `updated`: it may be null, and keeps seconds. */
function revisionOf(image: NovaImage, properties: Properties): string {
  const editable = [
    [image.name, image.minDisk, image.minRam],
    Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return hash('sha256', JSON.stringify(editable)).slice(0, 32);
}

function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address of the compute service.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
