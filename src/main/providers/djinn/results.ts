import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageStatus, JsonValue, Visibility } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { isOwnerName, type NamespaceName, readNamespace } from './namespace-name.ts';

const text = z.string().nullish().catch(null);
const number = z.number().int().positive();

const userSchema = z.object({ username: text, email: text });
const userField = userSchema.nullish().catch(null);
const namespaceSchema = z.object({
  id: number,
  root_id: number.nullish().catch(null),
  path: text,
  visibility: text,
  user: userField,
});
const namespaceField = namespaceSchema.nullish().catch(null);
const downloadField = z
  .object({ source: text, error: text, started_at: text, finished_at: text })
  .nullish()
  .catch(null);

/** An image (djinn.md §3). Only the id must be right: a strange field is `null`, not a lost list. */
const imageSchema = z.object({
  id: number,
  namespace_id: number.nullish().catch(null),
  name: text,
  created_at: text,
  author: userField,
  user: userField,
  namespace: namespaceField,
  download: downloadField,
});
export type DjinnImage = z.infer<typeof imageSchema>;
export type DjinnNamespace = z.infer<typeof namespaceSchema>;

const inviteSchema = z.object({
  id: number,
  namespace_id: number.nullish().catch(null),
  invitee_id: number.nullish().catch(null),
  invitee: userField,
  namespace: namespaceField,
});
export type DjinnInvite = z.infer<typeof inviteSchema>;

const collaboratorSchema = z.object({ username: z.string().min(1), email: text, created_at: text });
export type DjinnCollaborator = z.infer<typeof collaboratorSchema>;

export interface DjinnUser {
  readonly username: string;
  readonly email: string | null;
}

/** An image as the service shows it, beside what Argosy makes of it. */
export interface ReadImage {
  readonly document: ImageDocument;
  readonly own: DjinnImage;
}

export function parseUser(reply: TextReply, operation: string): DjinnUser {
  const parsed = userSchema.safeParse(reply.json());
  const username = parsed.data?.username ?? '';
  if (username === '') throw unexpected(reply, operation, 'a user');
  return { username, email: parsed.data?.email ?? null };
}

export function parseImage(
  value: unknown,
  connection: string,
  reply: TextReply,
  operation: string,
): ReadImage {
  const image = readImage(value, connection);
  if (image === undefined) throw unexpected(reply, operation, 'an image');
  return image;
}

/** `undefined` for what is no image: a list is not lost for one strange entry. */
export function readImage(value: unknown, connection: string): ReadImage | undefined {
  const parsed = imageSchema.safeParse(value);
  if (!parsed.success) return undefined;
  return { own: parsed.data, document: { image: toImage(parsed.data, connection), raw: value as JsonValue } };
}

export function parseItems(reply: TextReply, operation: string): readonly unknown[] {
  const parsed = z.array(z.unknown()).safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'a list');
  return parsed.data;
}

export function parseNamespace(reply: TextReply, operation: string): DjinnNamespace {
  const parsed = namespaceSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'a namespace');
  return parsed.data;
}

/** Those of a list that can be read; the others have nobody to show. */
export function readInvites(items: readonly unknown[]): readonly DjinnInvite[] {
  return items.flatMap((item) => inviteSchema.safeParse(item).data ?? []);
}

export function readCollaborators(items: readonly unknown[]): readonly DjinnCollaborator[] {
  return items.flatMap((item) => collaboratorSchema.safeParse(item).data ?? []);
}

/** True for the answer of the API's root: addresses of what there is (djinn.md §2). */
export function isApiRoot({ status, text: body }: TextReply): boolean {
  if (status !== 200 || !body.trimStart().startsWith('{')) return false;
  try {
    return z.object({ images_url: z.string() }).safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

/** `{"build"}`, or the same as text; `null` if the service tells none (djinn.md §2). */
export function parseVersion({ text: body, headers }: TextReply): string | null {
  const isJson = (headers['content-type'] ?? '').startsWith('application/json');
  try {
    const build = isJson ? z.object({ build: z.string() }).safeParse(JSON.parse(body)).data?.build : body;
    const version = (build ?? '').trim();
    return /^[\w.+/:-]{1,64}$/.test(version) ? version : null;
  } catch {
    return null;
  }
}

/** Where an image's or an invite's namespace is; `undefined` if the service does not say it. */
export function namespaceName(namespace: DjinnNamespace | null | undefined): NamespaceName | undefined {
  const owner = namespace?.user?.username ?? '';
  const path = namespace?.path ?? '';
  return isOwnerName(owner) && readNamespace(path)?.owner === undefined && readNamespace(path) !== undefined
    ? { owner, path }
    : undefined;
}

/** Lists of a namespace leave out all that an image relates to (djinn.md §4). */
export function isComplete({ user, author }: DjinnImage): boolean {
  return Boolean(user ?? author);
}

function toImage(image: DjinnImage, connection: string): Image {
  const { status, word } = stateOf(image);
  return {
    connection,
    id: String(image.id),
    name: image.name ?? null,
    status,
    serviceStatus: word,
    sizeBytes: null,
    virtualSizeBytes: null,
    diskFormat: null,
    containerFormat: null,
    visibility: VISIBILITY_WORDS.get(image.namespace?.visibility ?? '') ?? null,
    owner: image.user?.username ?? null,
    protected: null,
    hidden: null,
    minDiskGb: null,
    minRamMb: null,
    createdAt: isoTime(image.created_at),
    updatedAt: null,
    checksum: null,
    tags: [],
    properties: {},
    revision: revisionOf(image, word),
  };
}

/** `internal` is for whoever signed in and knows of it: what Glance calls `community`. */
const VISIBILITY_WORDS: ReadonlyMap<string, Visibility> = new Map([
  ['private', 'private'],
  ['internal', 'community'],
  ['public', 'public'],
]);

/** From the download, since an image has no status of its own (djinn.md §3). Words are the sheet's. */
function stateOf(image: DjinnImage): { readonly status: ImageStatus; readonly word: string | null } {
  const { download } = image;
  if (!download) return { status: isComplete(image) ? 'ready' : 'unknown', word: null };
  if (download.error) return { status: 'failed', word: 'failed' };
  if (!download.started_at) return { status: 'waiting', word: 'queued' };
  if (!download.finished_at) return { status: 'busy', word: 'running' };
  return { status: 'ready', word: 'finished' };
}

/** RFC 3339 with any offset and up to microseconds, as UTC. */
export function isoTime(time: string | null | undefined): string | null {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** Nothing can be edited; what others can change is the namespace, and the download goes on. */
function revisionOf({ name, namespace_id, namespace }: DjinnImage, word: string | null): string {
  const changing = JSON.stringify([name, namespace_id, namespace?.visibility, word]);
  return createHash('sha256').update(changing).digest('hex').slice(0, 32);
}

export function unexpected(reply: TextReply, operation: string, what: string): AppError {
  return new AppError('PROTOCOL', `${reply.url} answered ${reply.status}, but not with ${what}.`, {
    operation,
    hint: 'Check the address of the connection: it must be that of the API.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}
