import type { Image, ImageEdit, RequestPreview } from '#shared/model/index.ts';
import { neverRead } from '../never-read.ts';
import type { Foreseen, MemberPreview } from '../provider.ts';
import type { PlanktonChange } from './client.ts';
import { editChange } from './images.ts';
import { addRequests, isSingle, removeRequests, replaceRequest } from './members.ts';
import { isAddress } from './people.ts';
import { planktonUrls } from './urls.ts';

/** Addresses under that of the service, which is used as it was given, version and all. */
const URLS = planktonUrls('');

export function previewEdit(image: Image, edit: ImageEdit, operation: string): Foreseen {
  const { request, notes } = editChange(URLS, image, edit, operation);
  if (request === undefined) return { requests: [], notes };
  // The change itself is in the headers (plankton.md §4).
  return { requests: [{ ...shown(request), headers: request.headers ?? {} }], notes };
}

export function previewMembers(image: Image, change: MemberPreview, operation: string): Foreseen {
  const { members, replace } = change;
  const idOf = (who: string): string =>
    members?.find(({ memberId, name }) => memberId === who || name === who)?.memberId ?? who;
  const [add, remove] = [change.add.map(idOf), change.remove.map(idOf)];
  const requests =
    replace === undefined
      ? [...addRequests(URLS, image.id, add, operation), ...removals(image, change, add, remove, operation)]
      : [replaceRequest(URLS, image, replace.map(idOf))];
  const unknown = [...add, ...remove, ...(replace ?? []).map(idOf)].filter(isAddress);
  return { requests: requests.map(shown), notes: unknown.map(isLookedUp) };
}

function removals(
  image: Image,
  { members }: MemberPreview,
  added: readonly string[],
  remove: readonly string[],
  operation: string,
): readonly PlanktonChange[] {
  if (members === null && !remove.every(isSingle)) throw neverRead(operation);
  const others = [...(members ?? []).map(({ memberId }) => memberId), ...added];
  return removeRequests(URLS, image, remove, others);
}

function shown({ method, url: path, body }: PlanktonChange): RequestPreview {
  return { method, path, headers: {}, body: body ?? null };
}

function isLookedUp(address: string): string {
  return `${address} is looked up first: the request then names the UUID of the user whose address it is.`;
}
