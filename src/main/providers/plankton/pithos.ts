import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { PlanktonClient, StreamedBody } from './client.ts';
import { BLOCK_HASH, LARGEST_BLOCK_BYTES, MOST_MISSING_BYTES, STORE_TIMEOUT_MS } from './config.ts';
import { planktonError } from './errors.ts';
import { locationOf, type ObjectPlace, storePath } from './location.ts';
import type { PlanktonSession } from './session.ts';
import { encodeText } from './text-codec.ts';

/** What Pithos says of an object. */
export interface StoredObject {
  /** The tree hash, lower-case hex. */
  readonly hash: string | null;
  readonly sizeBytes: number | null;
}

/** An object as the list of its blocks. */
export interface BlockMap {
  readonly hashes: readonly string[];
  readonly bytes: number;
}

/** The answer to a block map: stored, or what is missing, or that the service takes no maps. */
export type MapAnswer =
  | { readonly kind: 'stored' }
  | { readonly kind: 'missing'; readonly hashes: readonly string[] }
  | { readonly kind: 'refused' };

/** The object store of the connection's account (plankton.md §9). */
export interface Pithos {
  /** The account's own id and the store's address. `INVALID` if either is not known. */
  home(call: Call): Promise<{ readonly account: string; readonly store: string }>;
  /** Size of the blocks, from the first of the account's containers that tells it; `null` if none does. */
  blockBytes(containers: readonly string[], call: Call): Promise<number | null>;
  makeContainer(name: string, call: Call): Promise<void>;
  /** `undefined` if there is none. */
  look(place: ObjectPlace, call: Call): Promise<StoredObject | undefined>;
  url(place: ObjectPlace, call: Call): Promise<string>;
  putBytes(place: ObjectPlace, body: StreamedBody, call: Call): Promise<void>;
  putMap(place: ObjectPlace, map: BlockMap, call: Call): Promise<MapAnswer>;
  /** Gives the hashes that the store computed, if it says them. */
  putBlock(container: string, body: StreamedBody, call: Call): Promise<readonly string[]>;
  /** Not finding it is success. */
  remove(place: ObjectPlace, call: Call): Promise<void>;
}

const OCTETS = { 'content-type': 'application/octet-stream' };
/** Stores without block maps, in their words. */
const MAP_REFUSALS = [400, 405, 406, 411, 415, 422, 501];
const hashList = z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]));

export function createPithos(client: PlanktonClient, session: PlanktonSession): Pithos {
  const storeUrl = async (call: Call): Promise<string> => {
    const { storeUrl: url } = await session.identity(call);
    if (url !== null) return url;
    throw new AppError('INVALID', 'The address of the Pithos store is not known.', {
      operation: call.operation,
      hint: 'Edit the connection: give the storage address, or the address of the identity service.',
    });
  };
  const home: Pithos['home'] = async (call) => {
    return { account: await session.userId(call), store: await storeUrl(call) };
  };
  const containerUrl = async (name: string, call: Call): Promise<string> => {
    const { account, store } = await home(call);
    return `${store}/${encodeText(account)}/${encodeText(name)}`;
  };
  const url: Pithos['url'] = async (place, call) =>
    `${await storeUrl(call)}/${storePath(place, call.operation)}`;

  return {
    home,
    url,
    blockBytes: async (containers, call) => {
      for (const name of containers) {
        const attempt = `show the container ${name}`;
        const reply = await client.send(
          { method: 'HEAD', url: await containerUrl(name, call), attempt, accept: [400, 403, 404, 405, 501] },
          call,
        );
        const bytes = blockBytesOf(reply);
        if (bytes !== null) return bytes;
      }
      return null;
    },
    makeContainer: async (name, call) => {
      const attempt = `make the container ${name}`;
      await client.send({ method: 'PUT', url: await containerUrl(name, call), attempt }, call);
    },
    look: async (place, call) => {
      const attempt = `show the file ${locationOf(place)}`;
      const reply = await client.send(
        { method: 'HEAD', url: await url(place, call), attempt, accept: [404] },
        call,
      );
      return reply.status === 404 ? undefined : objectOf(reply);
    },
    putBytes: async (place, body, call) => {
      const attempt = `take the file ${locationOf(place)}`;
      const to = await url(place, call);
      await client.send(
        { method: 'PUT', url: to, headers: OCTETS, body, attempt, timeoutMs: STORE_TIMEOUT_MS },
        call,
      );
    },
    putMap: async (place, map, call) => putMap(client, { place, url: await url(place, call) }, map, call),
    putBlock: async (name, body, call) => putBlock(client, await containerUrl(name, call), body, call),
    remove: async (place, call) => {
      const attempt = `delete the file ${locationOf(place)}`;
      await client.send({ method: 'DELETE', url: await url(place, call), attempt, accept: [404] }, call);
    },
  };
}

interface Target {
  readonly place: ObjectPlace;
  readonly url: string;
}

async function putMap(
  client: PlanktonClient,
  { place, url }: Target,
  map: BlockMap,
  call: Call,
): Promise<MapAnswer> {
  const attempt = `put together the file ${locationOf(place)}`;
  const reply = await client.send(
    {
      method: 'PUT',
      url: `${url}?format=json&hashmap`,
      headers: OCTETS,
      body: JSON.stringify(map),
      accept: [409, ...MAP_REFUSALS],
      timeoutMs: STORE_TIMEOUT_MS,
      maxReplyBytes: MOST_MISSING_BYTES,
      attempt,
    },
    call,
  );
  if (MAP_REFUSALS.includes(reply.status)) return { kind: 'refused' };
  if (reply.status !== 409) return { kind: 'stored' };
  const hashes = hashesOf(reply);
  if (hashes === undefined) throw planktonError(reply, { attempt }, call.operation);
  return { kind: 'missing', hashes };
}

async function putBlock(
  client: PlanktonClient,
  containerUrl: string,
  body: StreamedBody,
  call: Call,
): Promise<readonly string[]> {
  const url = `${containerUrl}?update&format=json`;
  const attempt = 'take a block of the image';
  const reply = await client.send(
    { method: 'POST', url, headers: OCTETS, body, timeoutMs: STORE_TIMEOUT_MS, attempt },
    call,
  );
  return hashesOf(reply) ?? [];
}

/** `null` for what this program could not compute, too. */
function blockBytesOf({ headers }: TextReply): number | null {
  const size = headers['x-container-block-size'] ?? '';
  const algorithm = headers['x-container-block-hash'] ?? BLOCK_HASH;
  const bytes = /^\d{1,10}$/.test(size) ? Number(size) : 0;
  return algorithm.toLowerCase() === BLOCK_HASH && bytes > 0 && bytes <= LARGEST_BLOCK_BYTES ? bytes : null;
}

function objectOf({ headers }: TextReply): StoredObject {
  const length = headers['content-length'] ?? '';
  const hash = headers['x-object-hash']?.replaceAll('"', '').toLowerCase() ?? '';
  return {
    hash: /^[0-9a-f]{64}$/.test(hash) ? hash : null,
    sizeBytes: /^\d{1,15}$/.test(length) ? Number(length) : null,
  };
}

/** A list of hashes as JSON; older stores write one a line. `undefined` for what is neither. */
function hashesOf({ text }: TextReply): readonly string[] | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f\s]+$/i.test(trimmed)) return trimmed.split(/\s+/);
  try {
    return hashList.safeParse(JSON.parse(trimmed)).data;
  } catch {
    return undefined;
  }
}
