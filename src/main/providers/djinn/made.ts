import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#shared/errors/index.ts';
import type { NewImage } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import type { Call, UploadTicket } from '../provider.ts';
import { lookAtBytes } from './bytes.ts';
import { LOST_ANSWER_LOOKS_MS, NAME_PATTERN } from './config.ts';
import { everyImage, imagePages, inNamespace, type Listing, nameOf } from './list.ts';
import { formNamespace, settingsNamespace } from './namespace-name.ts';
import type { ReadImage } from './results.ts';

/** How far the service's clock and ours may be apart. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** What a new image is sent as. Throws `INVALID` before anything is sent. */
export function formOf(
  listing: Listing,
  image: NewImage,
  { operation }: Call,
): { readonly name: string; readonly namespace?: string } {
  if (!new RegExp(NAME_PATTERN).test(image.name)) {
    const safe = image.name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
    throw new AppError('INVALID', `Djinn CI takes no image named "${plainLine(image.name)}".`, {
      operation,
      hint: `A name may have letters, digits, _ and - only${safe === '' ? '' : `, like ${safe}`}.`,
    });
  }
  if (image.diskFormat !== 'qcow2' || image.containerFormat !== 'bare') {
    throw new AppError(
      'INVALID',
      `Djinn CI takes QCOW2 images only, and no ${image.diskFormat} in ${image.containerFormat}.`,
      {
        operation,
        hint: 'Convert it first: qemu-img convert -O qcow2.',
      },
    );
  }
  const namespace = settingsNamespace(listing.namespace, operation);
  if (namespace === undefined) return { name: image.name };
  return { name: image.name, namespace: formNamespace(namespace, operation) };
}

/**
 * The ticket for an image that is yet to be made. A name that is taken is `CONFLICT` here: the service says so
 * only after it took all bytes.
 */
export async function reserve(listing: Listing, image: NewImage, call: Call): Promise<UploadTicket> {
  const taken = await findByName(listing, image.name, call);
  if (taken !== undefined) throw nameTaken(listing, taken, image.name, call);
  return { imageId: null, notes: { since: new Date(listing.now()).toISOString() } };
}

export function nameTaken({ connection }: Listing, taken: ReadImage, name: string, call: Call): AppError {
  const { id, createdAt } = taken.document.image;
  const since = createdAt === null ? '' : `, since ${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
  return new AppError('CONFLICT', `${connection} has an image named ${name} already: ${id}${since}.`, {
    operation: call.operation,
    hint: 'Names are unique for an owner, or in a namespace. Choose another name, or delete that image.',
    context: { imageId: id },
  });
}

/** The image of this name where a new one would go. Names are unique there (djinn.md §4, "Common rules"). */
export async function findByName(
  { client, connection, namespace: setting }: Listing,
  name: string,
  call: Call,
): Promise<ReadImage | undefined> {
  const namespace = settingsNamespace(setting, call.operation);
  const { username } = await client.me(call);
  if (namespace === undefined) {
    for await (const page of everyImage(client, connection, name, call)) {
      const found = page.find(
        ({ own }) => own.name === name && own.namespace_id == null && own.user?.username === username,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const where = await nameOf(client, namespace, call);
  // A namespace that is not there yet is made with its first image.
  const request = { ...inNamespace(where), search: name, orNone: true };
  for await (const page of imagePages(client, connection, request, call)) {
    const found = page.find(({ own }) => own.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What an image must be for this ticket to have made it, with the answer lost. */
export interface Expected {
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly isFetched: boolean;
}

/**
 * Is this the image that the ticket's request made? Its name was free when the ticket was given, so it must
 * have been made since, in the same way and with as many bytes.
 */
export async function isMadeBy(
  ticket: UploadTicket,
  { own, document }: ReadImage,
  expected: Expected,
  listing: Listing,
  call: Call,
): Promise<boolean> {
  const since = Date.parse(ticket.notes?.['since'] ?? '');
  const made = Date.parse(document.image.createdAt ?? '');
  if (!(made >= since - CLOCK_MARGIN_MS)) return false;
  // A namespace's own list does not tell how its images came.
  if (!expected.isFetched && own.download) return false;
  if (expected.isFetched || expected.sizeBytes === null) return true;
  const { sizeBytes } = await lookAtBytes(listing.client, document.image.id, call);
  return sizeBytes === expected.sizeBytes;
}

/** Looks a few times for the image that a lost answer may have left. */
export async function lookForMade(
  ticket: UploadTicket,
  expected: Expected,
  listing: Listing,
  call: Call,
): Promise<string | undefined> {
  for (const waitMs of LOST_ANSWER_LOOKS_MS) {
    await sleep(waitMs, undefined, { signal: call.signal });
    const found = await findByName(listing, expected.name, call).catch(() => undefined);
    if (found === undefined) continue;
    const ours = await isMadeBy(ticket, found, expected, listing, call);
    return ours ? found.document.image.id : undefined;
  }
  return undefined;
}
