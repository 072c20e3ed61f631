import { AppError } from '#shared/errors/index.ts';
import type { ImageDocument, Member } from '#shared/model/index.ts';
import { neverRead } from '../never-read.ts';
import type { Foreseen, MemberPreview } from '../provider.ts';
import type { DjinnChange } from './client.ts';
import { inviteRequest, removeRequest, sharedNamespaceIn } from './members.ts';
import { rootOf, writtenName } from './namespace-name.ts';
import { type DjinnImage, namespaceName, readImage } from './results.ts';
import { djinnUrls } from './urls.ts';

/** Addresses under that of the API, which has no version. */
const URLS = djinnUrls('');

/** Invites, then removals. The namespace is the one that the image's own document tells. */
export function previewMembers(
  { image, raw }: ImageDocument,
  { add, remove, members }: MemberPreview,
  operation: string,
): Foreseen {
  const own = readImage(raw, image.connection)?.own;
  if (add.length === 0 && remove.length === 0) return { requests: [], notes: [], ...placeOfImage(own) };
  if (own === undefined) throw unreadable(image.id, operation);
  const namespace = sharedNamespaceIn(own, operation);
  const root = rootOf(namespace);
  const requests: readonly DjinnChange[] = [
    ...add.map((handle) => inviteRequest(root, handle)),
    ...remove.map((who) => removeRequest(namespace, placeOf(who, members, operation))),
  ];
  const shown = requests.map(({ method, url, body }) => ({
    method,
    path: url(URLS),
    headers: {},
    body: body ?? null,
  }));
  const place = writtenName(root);
  return { requests: shown, notes: [`It is about all images of the namespace ${place}.`], place };
}

/** Also where nothing changes: whose members change with those of another image is told by it. */
function placeOfImage(own: DjinnImage | undefined): Pick<Foreseen, 'place'> {
  const name = namespaceName(own?.namespace);
  return name === undefined ? {} : { place: writtenName(rootOf(name)) };
}

/** By what a member is addressed: an invite that waits has a number. */
function placeOf(who: string, members: readonly Member[] | null, operation: string) {
  const member = members?.find(({ memberId, name }) => memberId === who || name === who);
  if (member === undefined) throw neverRead(operation);
  const { memberId: username, status, invite } = member;
  if (status === 'pending' && invite === undefined) throw neverRead(operation);
  return { username, invite: status === 'pending' ? invite : undefined };
}

function unreadable(id: string, operation: string): AppError {
  return new AppError('NOT_FOUND', `It is not known which namespace the image ${id} is in.`, {
    operation,
    hint: 'Read the image anew, then look again.',
  });
}
