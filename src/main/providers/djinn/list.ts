import { isAppError } from '#shared/errors/index.ts';
import type { ImageDocument, ImageQuery } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { DjinnClient } from './client.ts';
import { READS_AT_ONCE } from './config.ts';
import {
  type NamespaceName,
  settingsNamespace,
  type WrittenNamespace,
  writtenName,
} from './namespace-name.ts';
import { itemPages, type ListRequest } from './pages.ts';
import {
  type DjinnNamespace,
  isComplete,
  parseNamespace,
  type ReadImage,
  readImage,
  unexpected,
} from './results.ts';
import { showImage } from './show-image.ts';

/** What a connection works on: all images, or those of one namespace. */
export interface Listing {
  readonly client: DjinnClient;
  readonly connection: string;
  /** As a person wrote it. */
  readonly namespace: string | undefined;
}

/**
 * Images of the connection's namespace, or all that the service lists: one's own, and those of namespaces that
 * one collaborates on. Of the filters only the name is sent; `queriedLocally` must follow.
 */
export async function* listImages(
  { client, connection, namespace: setting }: Listing,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  const search = searchable(query.name);
  const namespace = settingsNamespace(setting, call.operation);
  const pages =
    namespace === undefined
      ? everyImage(client, connection, search, call)
      : imagesOf(client, connection, await nameOf(client, namespace, call), search, call);
  for await (const page of pages) {
    yield page.map(({ document }) => document).filter(({ image }) => changedSince(image.createdAt, query));
  }
}

/** Nothing of an image changes after it was made, so this is when it was made. */
function changedSince(createdAt: string | null, { changedSince: since }: ImageQuery): boolean {
  return since === undefined || createdAt === null || Date.parse(createdAt) >= Date.parse(since);
}

/** The service searches with LIKE: a name with its signs would find less than the name. */
function searchable(name: string | undefined): string | undefined {
  return name === undefined || name === '' || /[%\\]/.test(name) ? undefined : name;
}

export function everyImage(
  client: DjinnClient,
  connection: string,
  search: string | undefined,
  call: Call,
): AsyncGenerator<readonly ReadImage[]> {
  const request: ListRequest = {
    url: ({ images }) => images,
    search,
    attempt: 'list images',
    permission: 'image:read',
    always: true,
  };
  return imagePages(client, connection, request, call);
}

/**
 * The images of one namespace. Its own list leaves out what they relate to, so those who find its images in
 * the whole list get them from there; the others' are read one by one (djinn.md §4, GET /n/…/-/images).
 */
async function* imagesOf(
  client: DjinnClient,
  connection: string,
  name: NamespaceName,
  search: string | undefined,
  call: Call,
): AsyncGenerator<readonly ReadImage[]> {
  const inside = await showNamespace(client, name, call);
  if (inside === undefined) return;
  let found = false;
  for await (const page of everyImage(client, connection, search, call)) {
    const images = page.filter(({ own }) => own.namespace_id === inside.id);
    found ||= images.length > 0;
    if (images.length > 0) yield images;
  }
  if (!found) yield* namespaceImages(client, connection, name, search, call);
}

/** The images that a namespace lists, each completed by what its own address tells. */
export async function* namespaceImages(
  client: DjinnClient,
  connection: string,
  name: NamespaceName,
  search: string | undefined,
  call: Call,
): AsyncGenerator<readonly ReadImage[]> {
  const request = { ...inNamespace(name), search };
  for await (const page of imagePages(client, connection, request, call)) {
    const whole: ReadImage[] = [];
    for (let at = 0; at < page.length; at += READS_AT_ONCE) {
      const some = page.slice(at, at + READS_AT_ONCE);
      const read = await Promise.all(some.map((image) => completed(client, connection, image, call)));
      whole.push(...read.filter((image) => image !== undefined));
    }
    yield whole;
  }
}

/** The list of a namespace's images as the service gives it: names and numbers, no relations. */
export function inNamespace(name: NamespaceName): ListRequest {
  return {
    url: (urls) => urls.inNamespace(name, 'images'),
    attempt: `list the images of ${writtenName(name)}`,
    permission: 'namespace:read',
  };
}

export async function* imagePages(
  client: DjinnClient,
  connection: string,
  request: ListRequest,
  call: Call,
): AsyncGenerator<readonly ReadImage[]> {
  // Pages are counted, not marked: what is made meanwhile moves an image onto the next page once more.
  const seen = new Set<number>();
  for await (const { items, reply } of itemPages(client, request, call)) {
    const read = items.map((item) => readImage(item, connection)).filter((image) => image !== undefined);
    if (items.length > 0 && read.length === 0) throw unexpected(reply, call.operation, 'an image');
    const images = read.filter(({ own }) => !seen.has(own.id));
    for (const { own } of images) seen.add(own.id);
    yield images;
  }
}

/** `undefined` if it was deleted since it was listed. */
async function completed(
  client: DjinnClient,
  connection: string,
  image: ReadImage,
  call: Call,
): Promise<ReadImage | undefined> {
  if (isComplete(image.own)) return image;
  try {
    return await showImage(client, connection, String(image.own.id), call);
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

export async function nameOf(
  client: DjinnClient,
  { path, owner }: WrittenNamespace,
  call: Call,
): Promise<NamespaceName> {
  return { path, owner: owner ?? (await client.me(call)).username };
}

/** `undefined` for one of one's own that is not there yet: its first image makes it. */
async function showNamespace(
  client: DjinnClient,
  name: NamespaceName,
  call: Call,
): Promise<DjinnNamespace | undefined> {
  const isOwn = (await client.me(call)).username === name.owner;
  const reply = await client.send(
    {
      method: 'GET',
      url: (urls) => urls.namespace(name),
      attempt: `show the namespace ${writtenName(name)}`,
      permission: 'namespace:read',
      accept: isOwn ? [404] : [],
    },
    call,
  );
  if (reply.status !== 404) return parseNamespace(reply, call.operation);
  await client.me(call, 'now');
  return undefined;
}
