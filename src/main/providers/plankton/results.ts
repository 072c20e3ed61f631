import { createHash } from 'node:crypto';
import { z } from 'zod';
import type {
  Checksum,
  Image,
  ImageDocument,
  ImageStatus,
  JsonValue,
  Visibility,
} from '#shared/model/index.ts';
import { longJson, type TextReply } from '../../http/index.ts';
import { treeAlgorithm } from './capabilities.ts';
import { OPAQUE_HASH } from './config.ts';
import { unexpected } from './errors.ts';
import { documentOf } from './image-headers.ts';
import { normalKey } from './text-codec.ts';

/** What is needed to read an image besides the image. */
export interface Reader {
  readonly connection: string;
  /** Whose connection it is; `null` if nobody said. */
  readonly userId: string | null;
  /** Size of the store's blocks, for the word of the hash; `null` if unknown. */
  readonly blockBytes: number | null;
}

/** An image, and where its bytes are: not a part of what other services have. */
export interface PlanktonImage {
  readonly document: ImageDocument;
  readonly location: string | null;
}

const text = z.string().nullish().catch(null);
const digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const size = z.union([z.number().int().nonnegative(), digits]).nullish().catch(null);
/** JSON's, or Python's word for it (plankton.md §3). */
const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])
  .nullish()
  .catch(null);

/** Only the id must be right: a strange field is `null`, not a lost list. */
const imageSchema = z.object({
  id: z.string().min(1).max(255),
  name: text,
  status: text,
  disk_format: text,
  container_format: text,
  size,
  checksum: text,
  location: text,
  created_at: text,
  updated_at: text,
  is_public: flag,
  is_snapshot: flag,
  owner: text,
});
type Fields = z.infer<typeof imageSchema>;

const listSchema = z.union([z.array(z.unknown()), z.object({ images: z.array(z.unknown()) })]);
const membersSchema = z.object({ members: z.array(z.unknown()) });
const memberSchema = z.object({ member_id: z.string().min(1).max(255), can_share: flag });

/** The words of all generations (plankton.md §3, Statuses; `capabilities.md`). */
const STATUSES: Readonly<Record<string, ImageStatus>> = {
  available: 'ready',
  active: 'ready',
  saving: 'busy',
  unavailable: 'busy',
  creating: 'busy',
  error: 'failed',
  deleted: 'gone',
};

/** The image that a reply's headers describe (plankton.md §4). */
export function readHeaders(reply: TextReply, reader: Reader, operation: string): PlanktonImage {
  const image = readImage(documentOf(reply.headers), reader);
  if (image === undefined) throw unexpected(reply, 'an image', operation);
  return image;
}

/** Both generations of the list: bare, and inside `images` (plankton.md §5). Entries without id are left out. */
export async function readList(reply: TextReply, operation: string): Promise<readonly unknown[]> {
  const parsed = listSchema.safeParse(await longJson(reply));
  if (!parsed.success) throw unexpected(reply, 'a list of images', operation);
  return Array.isArray(parsed.data) ? parsed.data : parsed.data.images;
}

export function readImage(value: unknown, reader: Reader): PlanktonImage | undefined {
  const parsed = imageSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const image = toImage(parsed.data, propertiesOf(value), reader);
  return {
    document: { image, raw: value as JsonValue },
    location: filled(parsed.data.location),
  };
}

export interface ReadMember {
  readonly memberId: string;
  readonly canShare: boolean | null;
}

export function readMembers(reply: TextReply, operation: string): readonly ReadMember[] {
  const parsed = membersSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, 'a list of members', operation);
  return parsed.data.members.flatMap((member) => {
    const { data } = memberSchema.safeParse(member);
    return data === undefined ? [] : [{ memberId: data.member_id, canShare: data.can_share ?? null }];
  });
}

function toImage(fields: Fields, properties: Image['properties'], reader: Reader): Image {
  const visibility = visibilityOf(fields, reader.userId);
  return {
    connection: reader.connection,
    id: fields.id,
    name: filled(fields.name),
    status: statusOf(fields.status),
    serviceStatus: filled(fields.status),
    sizeBytes: fields.size ?? null,
    virtualSizeBytes: null,
    diskFormat: filled(fields.disk_format),
    containerFormat: filled(fields.container_format),
    visibility,
    owner: filled(fields.owner),
    protected: null,
    hidden: null,
    minDiskGb: null,
    minRamMb: null,
    createdAt: timeOf(fields.created_at),
    updatedAt: timeOf(fields.updated_at),
    checksum: checksumOf(fields, reader.blockBytes),
    tags: [],
    properties,
    revision: revisionOf(fields, properties),
  };
}

function statusOf(word: string | null | undefined): ImageStatus {
  const lower = (word ?? '').toLowerCase();
  return Object.hasOwn(STATUSES, lower) ? (STATUSES[lower] ?? 'unknown') : 'unknown';
}

/** Others' images that are not public are shared with this user, or they would not be seen. */
function visibilityOf({ is_public, owner }: Fields, userId: string | null): Visibility | null {
  if (is_public === true) return 'public';
  if (is_public !== false || !owner || userId === null) return null;
  return owner === userId ? 'private' : 'shared';
}

/** Not MD5, whatever the guide says: Pithos' tree hash, or a snapshot's file name (plankton.md §3). */
function checksumOf({ checksum, is_snapshot }: Fields, blockBytes: number | null): Checksum | null {
  const value = filled(checksum);
  if (value === null) return null;
  const isTree = /^[0-9a-f]{64}$/i.test(value) && is_snapshot !== true && blockBytes !== null;
  return isTree
    ? { algo: treeAlgorithm(blockBytes), value: value.toLowerCase() }
    : { algo: OPAQUE_HASH, value: value.toLowerCase() };
}

/** `2026-01-02 03:04:05` is UTC (plankton.md §3); `null` for what is on no calendar. */
function timeOf(time: string | null | undefined): string | null {
  const plain = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00:00)?$/.exec(time ?? '');
  const utc = plain === null ? '' : `${plain[1]}T${plain[2]}Z`;
  return Number.isNaN(Date.parse(utc)) ? null : utc;
}

/** Lists and headers must give the same names: headers cannot tell a dash from an underscore. */
function propertiesOf(document: unknown): Image['properties'] {
  const properties: Record<string, JsonValue> = Object.create(null);
  const given: unknown = Object.getOwnPropertyDescriptor(document, 'properties')?.value;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return properties;
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'string') properties[normalKey(key)] = value;
    else if (value !== null && value !== undefined) properties[normalKey(key)] = JSON.stringify(value);
  }
  return properties;
}

/** Not made of `updated_at`: two changes within its second would look like none. */
function revisionOf(fields: Fields, properties: Image['properties']): string {
  const editable = [
    [filled(fields.name), fields.is_public, filled(fields.disk_format), filled(fields.container_format)],
    Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  return createHash('sha256').update(JSON.stringify(editable)).digest('hex').slice(0, 32);
}

/** Headers cannot be absent for a field that has no value: they are empty. */
function filled(value: string | null | undefined): string | null {
  return value ? value : null;
}
