import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Checksum, Image, ImageDocument, ImageStatus, JsonValue } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { UUID } from './config.ts';
import { unexpected } from './lists.ts';

const text = z.string().nullish().catch(null);
const size = z.number().int().positive().nullish().catch(null);

/** Only the id must be right: a strange field is `null`, not a lost list. Empty ones are absent (fifo.md §5). */
const datasetSchema = z.object({
  uuid: z.string().regex(UUID),
  name: text,
  status: text,
  imported: z.number().nullish().catch(null),
  image_size: size,
  sha1: z
    .string()
    .regex(/^[0-9a-f]{40}$/i)
    .nullish()
    .catch(null),
});

/** `capabilities.md`, "Status normalisation", column FIFO-D. */
const STATUSES: ReadonlyMap<string, ImageStatus> = new Map([
  ['imported', 'ready'],
  ['new', 'waiting'],
  ['pending', 'waiting'],
  ['importing', 'busy'],
  ['failed', 'failed'],
]);

/** A dataset, with what only its progress is made of. */
export interface Dataset {
  readonly document: ImageDocument;
  /** How much has come, 0 to 1, or beyond where the size is in MB; `null` if the server does not say. */
  readonly imported: number | null;
  /** As the server gives it: MB or bytes. */
  readonly imageSize: number | null;
}

export function parseDataset(
  value: unknown,
  connection: string,
  reply: TextReply,
  operation: string,
): Dataset {
  const parsed = datasetSchema.safeParse(value);
  if (!parsed.success) throw unexpected(reply, operation, 'a dataset');
  const { uuid, name, status, imported, image_size: imageSize, sha1 } = parsed.data;
  const properties = treeOf(value, 'metadata');
  const checksum = status === 'imported' && sha1 ? { algo: 'sha1', value: sha1.toLowerCase() } : null;
  const image = toImage({ id: uuid, name, status, checksum, properties, connection });
  return {
    document: { image, raw: value as JsonValue },
    imported: typeof imported === 'number' ? Math.max(0, imported) : null,
    imageSize: imageSize ?? null,
  };
}

/**
 * `image_size` is left to `raw`: it is in MB or in bytes, of the bytes before or after they were packed, and
 * nothing in a dataset says which (fifo.md §5). A wrong size would make good downloads look damaged.
 */
function toImage(known: {
  readonly id: string;
  readonly name: string | null | undefined;
  readonly status: string | null | undefined;
  readonly checksum: Checksum | null;
  readonly properties: Image['properties'];
  readonly connection: string;
}): Image {
  const { name, status, properties, ...rest } = known;
  return {
    ...rest,
    name: name ?? null,
    status: STATUSES.get(status ?? '') ?? 'unknown',
    serviceStatus: status ?? null,
    sizeBytes: null,
    virtualSizeBytes: null,
    diskFormat: null,
    containerFormat: null,
    visibility: null,
    owner: null,
    protected: null,
    hidden: null,
    minDiskGb: null,
    minRamMb: null,
    createdAt: null,
    updatedAt: null,
    tags: [],
    properties,
    revision: revisionOf(properties),
  };
}

/**
 * The members of an object within a document. `__proto__` and its like are keys like any other, and the
 * record has no prototype to be changed.
 */
export function treeOf(document: unknown, key: string): Readonly<Record<string, JsonValue>> {
  const tree: Record<string, JsonValue> = Object.create(null);
  const found: unknown = Object.getOwnPropertyDescriptor(document, key)?.value;
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return tree;
  for (const [name, value] of Object.entries(found)) tree[name] = value;
  return tree;
}

/** Nothing but the metadata can be edited. The order of keys is the server's affair. */
function revisionOf(properties: Image['properties']): string {
  return createHash('sha256').update(canonical(properties, 0)).digest('hex').slice(0, 32);
}

const MOST_DEPTH = 200;

function canonical(value: JsonValue, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth > MOST_DEPTH) return '"…"';
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each, depth + 1)).join()}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each, depth + 1)}`).join()}}`;
}
