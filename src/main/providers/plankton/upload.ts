import { randomBytes } from 'node:crypto';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { NewImage } from '#shared/model/index.ts';
import type { Call, RepeatableBody, UploadBody, UploadTicket } from '../provider.ts';
import { mapBlocks, objectHash } from './block-map.ts';
import { IMAGE_CONTAINER } from './config.ts';
import { locationOf, type ObjectPlace } from './location.ts';
import type { BlockMap, Pithos } from './pithos.ts';
import { assertNewImage } from './requests.ts';

/** Rounds of "put together, send what is missing": a second one is for blocks that were forgotten meanwhile. */
const MOST_ROUNDS = 3;
const NAME_LENGTH = 100;

/**
 * Chooses where the bytes will be. Nothing is made yet: the image comes after its bytes (plankton.md §0). The
 * name is one that nobody has, so that no try ever writes over a file, and a retry knows its own.
 */
export async function beginUpload(pithos: Pithos, image: NewImage, call: Call): Promise<UploadTicket> {
  assertNewImage(image, call.operation);
  const { account } = await pithos.home(call);
  const object = `${safeName(image.name)}-${randomBytes(6).toString('hex')}.${image.diskFormat}`;
  return { imageId: null, notes: { account, container: IMAGE_CONTAINER, object } };
}

/** Where a ticket's bytes are; `undefined` for an image that was registered from a file that was there. */
export function placeOfTicket({ notes = {} }: UploadTicket): ObjectPlace | undefined {
  const { account, container, object } = notes;
  if (account === undefined || container === undefined || object === undefined) return undefined;
  return { account, container, object };
}

/** Letters, digits and `._-` of any script, so that the file can be found by the image's name. */
function safeName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return [...safe].slice(0, NAME_LENGTH).join('') || 'image';
}

/**
 * Brings the bytes into Pithos: by blocks, of which only those go that it has not (plankton.md §9), or whole
 * where that is not possible. What is stored is then compared with what was sent.
 */
export async function storeBytes(
  pithos: Pithos,
  place: ObjectPlace,
  body: UploadBody,
  call: Call,
): Promise<void> {
  const blockBytes = await readyContainer(pithos, place.container, call);
  const expected =
    body.again === undefined || blockBytes === null
      ? undefined
      : await storeBlocks(pithos, place, body.again, blockBytes, call);
  if (expected === undefined) {
    const bytes = body.sizeBytes ?? undefined;
    await pithos.putBytes(place, { bytes, open: () => body.open(0) }, call);
  }
  const stored = await pithos.look(place, call);
  if (stored === undefined) throw notThere(place, call);
  const sizeBytes = body.sizeBytes ?? expected?.bytes ?? null;
  const isOther =
    (expected !== undefined && stored.hash !== null && stored.hash !== (await objectHash(expected.hashes))) ||
    (sizeBytes !== null && stored.sizeBytes !== null && stored.sizeBytes !== sizeBytes);
  if (isOther) throw corrupt(place, call);
}

/** The container's size of blocks; the container is made if it is missing. */
async function readyContainer(pithos: Pithos, container: string, call: Call): Promise<number | null> {
  const bytes = await pithos.blockBytes([container], call);
  if (bytes !== null) return bytes;
  await pithos.makeContainer(container, call);
  return pithos.blockBytes([container], call);
}

/** What was stored; `undefined` where the store takes no block maps. */
async function storeBlocks(
  pithos: Pithos,
  place: ObjectPlace,
  body: RepeatableBody,
  blockBytes: number,
  call: Call,
): Promise<BlockMap | undefined> {
  const map = await mapBlocks(body.survey(), blockBytes);
  const known = new Set(map.hashes);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const answer = await pithos.putMap(place, map, call);
    if (answer.kind === 'refused') return undefined;
    if (answer.kind === 'stored') {
      body.count(map.bytes);
      return map;
    }
    const unknown = answer.hashes.filter((hash) => !known.has(hash.toLowerCase()));
    // It hashes in another way than it says: its blocks cannot be worked with.
    if (unknown.length > 0 || answer.hashes.length === 0) return undefined;
    await sendMissing(pithos, place.container, { map, missing: answer.hashes, blockBytes, body }, call);
  }
  return undefined;
}

interface Missing {
  readonly map: BlockMap;
  readonly missing: readonly string[];
  readonly blockBytes: number;
  readonly body: RepeatableBody;
}

/** Sends each missing block once, however often it occurs, in the order of the bytes. */
async function sendMissing(
  pithos: Pithos,
  container: string,
  { map, missing, blockBytes, body }: Missing,
  call: Call,
): Promise<void> {
  const lengthOf = (index: number): number => Math.min(blockBytes, map.bytes - index * blockBytes);
  const wanted = new Map(missing.map((hash) => [hash.toLowerCase(), { first: -1, bytes: 0 }]));
  for (const [index, hash] of map.hashes.entries()) {
    const block = wanted.get(hash);
    if (block === undefined) continue;
    if (block.first < 0) block.first = index;
    block.bytes += lengthOf(index);
  }
  const blocks = [...wanted].toSorted(([, one], [, other]) => one.first - other.first);
  let done = map.bytes - blocks.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  body.count(done);
  for (const [hash, { first, bytes }] of blocks) {
    const length = lengthOf(first);
    const before = done;
    const open = (): AsyncIterable<Uint8Array> =>
      counted(body.stretch(first * blockBytes, length), (sent) => body.count(before + sent));
    const send = (): Promise<readonly string[]> => pithos.putBlock(container, { bytes: length, open }, call);
    const stored = await onceMore(send, call);
    if (stored.length > 0 && !stored.some((one) => one.toLowerCase() === hash)) throw damaged(call);
    done += bytes;
    body.count(done);
  }
}

/** A line that breaks for a moment shall not mean to read the whole file anew: a block is tried twice. */
async function onceMore<Value>(send: () => Promise<Value>, { signal }: Call): Promise<Value> {
  try {
    return await send();
  } catch (error) {
    if (signal.aborted || !isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE')) throw error;
    return send();
  }
}

/** Tells how many bytes have left: those before the one that is asked for. */
async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  tell: (sent: number) => void,
): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of bytes) {
    yield chunk;
    sent += chunk.byteLength;
    tell(sent);
  }
}

function damaged({ operation }: Call): AppError {
  return new AppError('CORRUPT', 'Pithos received a block that is not the one that was sent.', {
    operation,
    retry: 'safe',
    hint: 'The file was changed while it was read, or the network damages what passes. Try again.',
  });
}

function corrupt(place: ObjectPlace, { operation }: Call): AppError {
  return new AppError('CORRUPT', `Pithos stored something else than was sent as ${locationOf(place)}.`, {
    operation,
    hint: 'Nothing was registered. Try again; if it happens again, the network or the store is damaged.',
  });
}

function notThere(place: ObjectPlace, { operation }: Call): AppError {
  return new AppError('PROTOCOL', `Pithos took the file ${locationOf(place)}, but does not have it.`, {
    operation,
    hint: 'Try again; if it recurs, tell the operator of the store.',
  });
}
