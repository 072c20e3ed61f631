import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Member } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import { stoppedAfter } from '../stopped-after.ts';
import type { DjinnChange, DjinnClient } from './client.ts';
import { permissionHint } from './errors.ts';
import { type NamespaceName, rootOf, writtenName } from './namespace-name.ts';
import { allItems } from './pages.ts';
import {
  type DjinnCollaborator,
  type DjinnImage,
  type DjinnInvite,
  isoTime,
  namespaceName,
  readCollaborators,
  readInvites,
} from './results.ts';
import { showImage } from './show-image.ts';

/**
 * Who an image is shared with: the collaborators of its namespace, and whom an invite waits for. Collaborators
 * are those of a path's first namespace, whatever below it an image is in (djinn.md §4, Sharing). Nobody, for
 * an image outside namespaces.
 */
export async function listMembers(client: DjinnClient, id: string, call: Call): Promise<readonly Member[]> {
  const name = await namespaceOf(client, id, call);
  if (name === undefined) return [];
  const { collaborators, invites } = await peopleOf(client, name, call);
  return [
    ...collaborators.map(({ username, email, created_at }) =>
      member(username, email ?? null, 'accepted', isoTime(created_at)),
    ),
    ...invites.map((invite) => ({
      ...member(inviteeOf(invite), invite.invitee?.email ?? null, 'pending', null),
      invite: invite.id,
    })),
  ];
}

/**
 * Invites each to the image's namespace. Ends with the first that is refused; those before it stay invited, and
 * the error says who they are.
 */
export async function addMembers(
  client: DjinnClient,
  id: string,
  handles: readonly string[],
  call: Call,
): Promise<void> {
  const name = rootOf(await sharedNamespace(client, id, call));
  const done: string[] = [];
  for (const handle of new Set(handles)) {
    try {
      await client.send(inviteRequest(name, handle), call);
      done.push(`${handle} invited`);
    } catch (error) {
      const why = isAppError(error, 'CONFLICT')
        ? await whyNotInvited(client, name, handle, error, call)
        : await notTheOwner(client, name, error, call);
      throw stoppedAfter(why, done);
    }
  }
}

/**
 * Puts collaborators out, and withdraws invites. `NOT_FOUND` for who is neither, with nothing sent. A refusal
 * says who was removed before it.
 */
export async function removeMembers(
  client: DjinnClient,
  id: string,
  members: readonly string[],
  call: Call,
): Promise<void> {
  const own = await sharedNamespace(client, id, call);
  const people = await peopleOf(client, own, call);
  const removals = [...new Set(members)].map((who) => ({ who, request: removalOf(own, people, who, call) }));
  const done: string[] = [];
  for (const { who, request } of removals) {
    try {
      await client.send(request, call);
      done.push(`${who} removed`);
    } catch (error) {
      throw stoppedAfter(error, done);
    }
  }
}

function removalOf(
  own: NamespaceName,
  { collaborators, invites }: People,
  who: string,
  call: Call,
): DjinnChange {
  const inside = collaborators.find(({ username, email }) => username === who || email === who);
  if (inside !== undefined) return removeRequest(own, { username: inside.username });
  const invite = invites.find((one) => inviteeOf(one) === who || one.invitee?.email === who);
  if (invite !== undefined) return removeRequest(own, { username: who, invite: invite.id });
  throw new AppError('NOT_FOUND', `${who} neither collaborates on ${writtenName(own)} nor is invited.`, {
    operation: call.operation,
    hint: 'Nothing was sent. Look at the members as they are now.',
  });
}

/** `name`: the first namespace of a path. */
export function inviteRequest(name: NamespaceName, handle: string): DjinnChange {
  return {
    method: 'POST',
    url: (urls) => urls.inNamespace(name, 'invites'),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ handle }),
    attempt: `invite ${handle} to ${writtenName(name)}`,
    permission: 'invite:write',
  };
}

/** Puts a collaborator out, or withdraws the invite whose number is given. */
export function removeRequest(
  name: NamespaceName,
  { username, invite }: { readonly username: string; readonly invite?: number | undefined },
): DjinnChange {
  const attempt = `remove ${username} from ${writtenName(name)}`;
  if (invite !== undefined)
    return { method: 'DELETE', url: (urls) => urls.invite(invite), attempt, permission: 'invite:write' };
  const url: DjinnChange['url'] = (urls) => urls.collaborator(rootOf(name), username);
  return { method: 'DELETE', url, attempt, permission: 'namespace:delete' };
}

interface People {
  readonly collaborators: readonly DjinnCollaborator[];
  readonly invites: readonly DjinnInvite[];
}

/** Only the owner of a namespace is told; to all others it is 404. */
async function peopleOf(client: DjinnClient, name: NamespaceName, call: Call): Promise<People> {
  const root = rootOf(name);
  const places = root.path === name.path ? [root] : [root, name];
  try {
    const collaborators = await allItems(
      client,
      {
        url: (urls) => urls.inNamespace(root, 'collaborators'),
        attempt: `tell the collaborators of ${writtenName(root)}`,
        permission: 'namespace:read',
      },
      call,
    );
    const invites: unknown[] = [];
    for (const place of places) {
      const request = {
        url: (urls: { inNamespace(of: NamespaceName, what: 'invites'): string }) =>
          urls.inNamespace(place, 'invites'),
        attempt: `tell the invites to ${writtenName(place)}`,
        permission: 'invite:read',
      };
      invites.push(...(await allItems(client, request, call)));
    }
    return { collaborators: readCollaborators(collaborators), invites: readInvites(invites) };
  } catch (error) {
    throw await notTheOwner(client, root, error, call);
  }
}

/** The namespace is there, so a 404 in it means: not allowed (djinn.md §1). */
async function notTheOwner(
  client: DjinnClient,
  { owner, path }: NamespaceName,
  error: unknown,
  call: Call,
): Promise<unknown> {
  if (!isAppError(error, 'NOT_FOUND') || error.context?.['status'] !== 404) return error;
  const { username } = await client.me(call);
  return new AppError('FORBIDDEN', error.message, {
    ...error,
    hint:
      username === owner
        ? permissionHint({ permission: 'namespace:read, invite:read or invite:write' })
        : `Only ${owner}, who owns the namespace ${path}, may see and change who collaborates on it.`,
    cause: error,
  });
}

/** Some servers refuse an invite for one that the invitee has to another namespace. */
async function whyNotInvited(
  client: DjinnClient,
  name: NamespaceName,
  handle: string,
  error: AppError,
  call: Call,
): Promise<AppError> {
  const { collaborators, invites } = await peopleOf(client, name, call);
  const here =
    collaborators.some(({ username, email }) => username === handle || email === handle) ||
    invites.some((one) => inviteeOf(one) === handle || one.invitee?.email === handle);
  const hint = here
    ? 'Look at the members as they are now.'
    : `${handle} is neither invited to ${writtenName(name)} nor collaborates on it, but on another namespace: this server takes nobody twice. It can be had once that invite is answered or that collaboration is over.`;
  return new AppError('CONFLICT', error.message, { ...error, hint, cause: error });
}

/** The namespace that an image is in; `undefined` if it is in none. */
async function namespaceOf(client: DjinnClient, id: string, call: Call): Promise<NamespaceName | undefined> {
  return namespaceIn((await showImage(client, '', id, call)).own, call.operation);
}

function namespaceIn(own: DjinnImage, operation: string): NamespaceName | undefined {
  if (own.namespace_id == null) return undefined;
  const name = namespaceName(own.namespace);
  if (name !== undefined) return name;
  throw new AppError('PROTOCOL', `The service does not say which namespace the image ${own.id} is in.`, {
    operation,
    hint: 'Look at its members on the web page of Djinn CI, and tell the operator of the service.',
  });
}

async function sharedNamespace(client: DjinnClient, id: string, call: Call): Promise<NamespaceName> {
  return sharedNamespaceIn((await showImage(client, '', id, call)).own, call.operation);
}

/** The namespace of an image whose members shall change. `CONFLICT` if it is in none. */
export function sharedNamespaceIn(own: DjinnImage, operation: string): NamespaceName {
  const name = namespaceIn(own, operation);
  if (name !== undefined) return name;
  throw new AppError(
    'CONFLICT',
    `The image ${own.id} is in no namespace, and Djinn CI shares namespaces only.`,
    {
      operation,
      hint: 'Upload it into a namespace: give the connection one (--namespace), and upload with that. An image cannot be moved.',
    },
  );
}

/** How an invited person is called; an invite whose person is not told goes by its own number. */
function inviteeOf({ id, invitee }: DjinnInvite): string {
  return invitee?.username ?? `invite-${id}`;
}

function member(
  memberId: string,
  name: string | null,
  status: 'accepted' | 'pending',
  createdAt: string | null,
): Member {
  return { memberId, name, status, canShare: null, createdAt };
}
