import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageStatus, JsonValue } from '#shared/model/index.ts';
import { longJson, type TextReply } from '../../http/index.ts';
import { documentWithId, type ServiceDocument, sizeOf, textOf } from '../document-fields.ts';
import { isServiceKey } from './config.ts';

const text = z.string().nullish().catch(null);
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
/** Images that are read at once, which takes a few milliseconds. */
const AT_ONCE = 500;

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

/**
 * Of the next link only the marker is taken: its address may be one that cannot be reached from here. A page
 * longer than was asked for is read in slices, between which everything else has its turn.
 */
export async function parsePage(reply: TextReply, connection: string, operation: string): Promise<ImagePage> {
  const parsed = pageSchema.safeParse(await longJson(reply));
  if (!parsed.success) throw unexpected(reply, operation, 'a list of images');
  const { images, images_links: links } = parsed.data;
  const next = links?.find(({ rel }) => rel === 'next')?.href ?? undefined;
  const marker =
    next === undefined ? undefined : URL.parse(next, 'http://unused.invalid')?.searchParams.get('marker');
  const documents: ImageDocument[] = [];
  for (const image of images) {
    if (documents.length > 0 && documents.length % AT_ONCE === 0) await nextTurn();
    documents.push(documentOf(image, connection, reply, operation));
  }
  return { documents, marker: marker ?? undefined };
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

/** An image in detail (nova-images.md §3). Only the id must be right: a strange field is `null`, not a lost list. */
function documentOf(value: unknown, connection: string, reply: TextReply, operation: string): ImageDocument {
  const found = documentWithId(value);
  if (found === undefined) throw unexpected(reply, operation, 'an image');
  return { image: toImage(found.document, found.id, connection), raw: found.document };
}

function toImage(document: ServiceDocument, id: string, connection: string): Image {
  const name = textOf(document['name']);
  const serviceStatus = textOf(document['status']);
  const minDiskGb = sizeOf(document['minDisk']);
  const minRamMb = sizeOf(document['minRam']);
  const properties = propertiesOf(document);
  const status =
    serviceStatus === 'SAVING' && document['progress'] === QUEUED_PROGRESS
      ? 'waiting'
      : (STATUSES.get(serviceStatus ?? '') ?? 'unknown');
  const sizeBytes = sizeOf(document['OS-EXT-IMG-SIZE:size']);
  return {
    connection,
    id,
    name,
    status,
    serviceStatus,
    // Nova says 0 for as long as nobody knows.
    sizeBytes: sizeBytes === 0 && status !== 'ready' ? null : sizeBytes,
    virtualSizeBytes: null,
    diskFormat: null,
    containerFormat: null,
    visibility: null,
    owner: null,
    protected: null,
    hidden: null,
    minDiskGb,
    minRamMb,
    createdAt: textOf(document['created']),
    updatedAt: textOf(document['updated']),
    checksum: null,
    tags: [],
    properties,
    revision: revisionOf([name, minDiskGb, minRamMb], properties),
  };
}

/**
 * Read from the document itself: `__proto__` and its like are names like any other, and the record has no
 * prototype to be changed. Nova decodes some values from JSON; they are shown as the text that they are.
 */
function propertiesOf({ metadata }: ServiceDocument): Properties {
  const properties: Record<string, JsonValue> = Object.create(null);
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return properties;
  const values = metadata as ServiceDocument;
  for (const key of Object.keys(values)) {
    const value = values[key] ?? null;
    if (!isServiceKey(key)) properties[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return properties;
}

/** Of all that anybody can edit and Nova shows. Not made of `updated`: it may be null, and keeps seconds. */
function revisionOf(editable: readonly JsonValue[], properties: Properties): string {
  const all: JsonValue[] = [editable];
  for (const key of Object.keys(properties).sort()) all.push(key, properties[key] ?? null);
  return hash('sha256', JSON.stringify(all)).slice(0, 32);
}

function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address of the compute service.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
