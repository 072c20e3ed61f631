import type { Image, RequestPreview } from '#shared/model/index.ts';
import { neverRead } from '../never-read.ts';
import type { Foreseen, MemberPreview } from '../provider.ts';
import { addressOf, type GlanceChange } from './client.ts';
import { addRequest, memberDifference, removeRequest } from './members.ts';
import { hasNoMembers, isClosed, openingRequest } from './sharing.ts';
import { glanceUrls } from './urls.ts';

/** Addresses from the version on, whatever lies before it on a cloud. */
const URLS = glanceUrls('');
const NOTHING: Foreseen = { requests: [], notes: [] };

/** The same requests as are sent, to be looked at. */
export function shown(requests: readonly GlanceChange[], operation: string): readonly RequestPreview[] {
  return requests.map((request) => ({
    method: request.method,
    path: addressOf(request, URLS, operation),
    headers: {},
    body: request.body ?? null,
  }));
}

/** Additions, then removals; before them what opens a private image to members. */
export function previewMembers(image: Image, change: MemberPreview, operation: string): Foreseen {
  const { replace } = change;
  if (replace === undefined ? change.add.length + change.remove.length === 0 : removesNobody(image, change))
    return NOTHING;
  const closed = isClosed(image, operation) && change.visibilities.includes('shared');
  if (closed && replace === undefined && change.add.length === 0) throw hasNoMembers(image, operation);
  const { add, remove } = replace === undefined ? change : replacement(change, closed, operation);
  const opening = closed ? [openingRequest(image, change, operation)] : [];
  const requests = [
    ...opening,
    ...add.map((member) => addRequest(image.id, member)),
    ...remove.map((member) => removeRequest(image.id, member)),
  ];
  const former = replace === undefined ? 'can use it again too' : 'are removed as well';
  return { requests: shown(requests, operation), notes: opening.map(() => `${BECOMES_SHARED} ${former}.`) };
}

const BECOMES_SHARED =
  'The image is private: it becomes shared first. Members that it had before it became private';

/** Nobody shall be a member, and nobody is. */
function removesNobody({ visibility }: Image, { replace, members, visibilities }: MemberPreview): boolean {
  if (replace?.length !== 0) return false;
  const hasNone = visibility !== 'shared' && visibility !== null && visibilities.includes('shared');
  return hasNone || members?.length === 0;
}

/** A private image tells of no members. */
function replacement({ replace = [], members }: MemberPreview, closed: boolean, operation: string) {
  const known = closed ? [] : members;
  if (known === null) throw neverRead(operation);
  const { missing: add, surplus: remove } = memberDifference(known, new Set(replace));
  return { add, remove };
}
