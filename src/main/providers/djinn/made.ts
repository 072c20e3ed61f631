import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#shared/errors/index.ts';
import type { NewImage } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import type { DjinnClient } from './client.ts';
import { LOST_ANSWER_LOOKS_MS, NAME_PATTERN } from './config.ts';
import { everyImage, imagePages, inNamespace, type Listing, nameOf } from './list.ts';
import { formNamespace, settingsNamespace } from './namespace-name.ts';
import { isComplete, type ReadImage } from './results.ts';
import { showImage } from './show-image.ts';

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
    const asked = plainLine(`${image.diskFormat} in ${image.containerFormat}`);
    throw new AppError('INVALID', `Djinn CI takes QCOW2 images only, and no ${asked}.`, {
      operation,
      hint: 'Convert it first: qemu-img convert -O qcow2.',
    });
  }
  const namespace = settingsNamespace(listing.namespace, operation);
  if (namespace === undefined) return { name: image.name };
  return { name: image.name, namespace: formNamespace(namespace, operation) };
}

/** Throws `CONFLICT` for a name that is taken: the service says so only after it took all bytes. */
export async function assertFree(listing: Listing, name: string, call: Call): Promise<void> {
  const taken = await findByName(listing, name, call);
  if (taken === undefined) return;
  const { id, createdAt } = taken.document.image;
  const since = createdAt === null ? '' : `, made ${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
  throw new AppError(
    'CONFLICT',
    `${listing.connection} has an image named ${name} already: ${id}${since}. Nothing was sent.`,
    {
      operation: call.operation,
      hint: 'Names are unique for an owner, or in a namespace. Choose another name, or delete that image.',
      context: { imageId: id },
    },
  );
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

/** Lists of a namespace leave out who made an image (djinn.md §4). With any doubt it is another's. */
async function isMine(client: DjinnClient, { document, own }: ReadImage, call: Call): Promise<boolean> {
  const { username } = await client.me(call);
  const whole = isComplete(own) ? own : (await showImage(client, '', document.image.id, call)).own;
  return (whole.author ?? whole.user)?.username === username;
}

/**
 * The number of an image whose making was asked for, with the answer lost on the way. Its name was free just
 * before, so what has it now was made since; in a namespace perhaps by another, whose image it then is.
 */
export async function lookForMade(listing: Listing, name: string, call: Call): Promise<string | undefined> {
  for (const waitMs of LOST_ANSWER_LOOKS_MS) {
    await sleep(waitMs, undefined, { signal: call.signal });
    const found = await findByName(listing, name, call).catch(() => undefined);
    if (found !== undefined)
      return (await isMine(listing.client, found, call)) ? found.document.image.id : undefined;
  }
  return undefined;
}
