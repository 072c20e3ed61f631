import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
import { longJson, type TextReply } from '../../http/index.ts';
import { documentWithId, flagOf, type ServiceDocument, sizeOf, textOf } from '../document-fields.ts';
import { BASE_KEYS, isServiceKey } from './config.ts';

type Properties = Image['properties'];

/** The link of a page's end; a strange one is none. */
const pageSchema = z.object({ images: z.array(z.unknown()), next: z.string().nullish().catch(null) });
/** Images that are read at once, which takes a few milliseconds. */
const AT_ONCE = 500;
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

/**
 * Reads a document (glance-v2.md §3). Only the id must be right: a strange field is `null`, not a lost list.
 * Throws `PROTOCOL`.
 */
export function parseImage(
  value: unknown,
  connection: string,
  reply: TextReply,
  operation: string,
): ImageDocument {
  const found = documentWithId(value);
  if (found === undefined) throw unexpected(reply, operation, 'an image');
  return { image: toImage(found.document, found.id, connection), raw: found.document };
}

export interface ImagePage {
  readonly documents: readonly ImageDocument[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly marker: string | undefined;
}

/**
 * Of `next` only the marker is taken: the link loses repeated parameters (glance-v2.md §4). A page longer than
 * was asked for is read in slices, between which everything else has its turn.
 */
export async function parsePage(reply: TextReply, connection: string, operation: string): Promise<ImagePage> {
  const parsed = pageSchema.safeParse(await longJson(reply));
  if (!parsed.success) throw unexpected(reply, operation, 'a list of images');
  const next = parsed.data.next ?? undefined;
  const marker =
    next === undefined ? undefined : URL.parse(next, 'http://unused.invalid')?.searchParams.get('marker');
  const documents: ImageDocument[] = [];
  for (const image of parsed.data.images) {
    if (documents.length > 0 && documents.length % AT_ONCE === 0) await nextTurn();
    documents.push(parseImage(image, connection, reply, operation));
  }
  return { documents, marker: marker ?? undefined };
}

function toImage(document: ServiceDocument, id: string, connection: string): Image {
  const status = textOf(document['status']);
  const name = textOf(document['name']);
  const diskFormat = textOf(document['disk_format']);
  const containerFormat = textOf(document['container_format']);
  const visibility = textOf(document['visibility']);
  const owner = textOf(document['owner']);
  const isProtected = flagOf(document['protected']);
  const isHidden = flagOf(document['os_hidden']);
  const minDiskGb = sizeOf(document['min_disk']);
  const minRamMb = sizeOf(document['min_ram']);
  const tags = tagsOf(document['tags']);
  const properties = propertiesOf(document);
  const states = [visibility, isProtected, isHidden, owner, minDiskGb, minRamMb, diskFormat, containerFormat];
  return {
    connection,
    id,
    name,
    status: STATUSES.get(status ?? '') ?? 'unknown',
    serviceStatus: status,
    sizeBytes: sizeOf(document['size']),
    virtualSizeBytes: sizeOf(document['virtual_size']),
    diskFormat,
    containerFormat,
    visibility: asVisibility(visibility),
    owner,
    protected: isProtected,
    hidden: isHidden,
    minDiskGb,
    minRamMb,
    createdAt: textOf(document['created_at']),
    updatedAt: textOf(document['updated_at']),
    checksum: hashOf(document),
    tags,
    properties,
    revision: revisionOf([name, ...states], tags, properties),
  };
}

function tagsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) && value.every((tag) => typeof tag === 'string') ? value : [];
}

function asVisibility(word: string | null): Visibility | null {
  return VISIBILITIES.find((known) => known === word) ?? null;
}

/** The hash to verify with: `os_hash_*` where there is one, since new services leave `checksum` empty. */
function hashOf(document: ServiceDocument): Checksum | null {
  const algo = textOf(document['os_hash_algo']);
  const value = textOf(document['os_hash_value']);
  if (algo && value) return { algo: algo.toLowerCase(), value: value.toLowerCase() };
  const checksum = textOf(document['checksum']);
  return checksum ? { algo: 'md5', value: checksum.toLowerCase() } : null;
}

/**
 * All that is no base key. Read from the document itself: `__proto__` and its like are names like any other,
 * and the record has no prototype to be changed.
 */
function propertiesOf(document: ServiceDocument): Properties {
  const properties: Record<string, JsonValue> = Object.create(null);
  for (const key of Object.keys(document)) {
    if (!BASE_KEYS.has(key) && !isServiceKey(key)) properties[key] = document[key] ?? null;
  }
  return properties;
}

/** Not made of `updated_at` alone: two changes within its second would look like none. */
function revisionOf(editable: readonly JsonValue[], tags: readonly string[], properties: Properties): string {
  const all: JsonValue[] = [editable, tags.length < 2 ? tags : tags.toSorted()];
  for (const key of Object.keys(properties).sort()) all.push(key, properties[key] ?? null);
  return hash('sha256', JSON.stringify(all)).slice(0, 32);
}

/** A success that is not what the protocol promises: most often another service, or a portal before it. */
export function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address of the image service.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
