import { AppError, isAppError } from '#shared/errors/index.ts';
import type { MemberStatus } from '#shared/model/index.ts';
import type { Call, SharedDocument } from '../provider.ts';
import type { DjinnClient } from './client.ts';
import { everyImage, namespaceImages } from './list.ts';
import { type NamespaceName, readNamespace, rootOf, writtenName } from './namespace-name.ts';
import { allItems } from './pages.ts';
import { type DjinnInvite, type DjinnNamespace, namespaceName, readInvites } from './results.ts';
import { showImage } from './show-image.ts';

/**
 * Images of others: those of namespaces that one collaborates on (`accepted`), and of those that one is invited
 * to (`pending`), as far as these can be read before the invite is accepted. Nobody keeps what was declined.
 */
export async function* listShared(
  client: DjinnClient,
  connection: string,
  status: MemberStatus | 'all',
  call: Call,
): AsyncGenerator<readonly SharedDocument[]> {
  const given = new Set<number>();
  if (status === 'all' || status === 'accepted') {
    const { username } = await client.me(call);
    for await (const page of everyImage(client, connection, undefined, call)) {
      const others = page.filter(({ own }) => own.user?.username !== username);
      for (const { own } of others) given.add(own.id);
      if (others.length > 0) yield others.map(({ document }) => ({ document, memberStatus: 'accepted' }));
    }
  }
  if (status !== 'all' && status !== 'pending') return;
  for (const name of await invitedTo(client, status, call)) {
    try {
      for await (const page of namespaceImages(client, connection, name, undefined, call)) {
        const others = page.filter(({ own }) => !given.has(own.id));
        for (const { own } of others) given.add(own.id);
        if (others.length > 0) yield others.map(({ document }) => ({ document, memberStatus: 'pending' }));
      }
    } catch (error) {
      // A private namespace shows nothing before its invite is accepted.
      if (!isAppError(error, 'NOT_FOUND')) throw error;
    }
  }
}

/** A token for images only may not see invites: that is an error to those alone who asked for them. */
async function invitedTo(
  client: DjinnClient,
  status: MemberStatus | 'all',
  call: Call,
): Promise<readonly NamespaceName[]> {
  try {
    const invites = await receivedInvites(client, call);
    return invites.map(({ namespace }) => namespaceName(namespace)).filter((name) => name !== undefined);
  } catch (error) {
    if (status === 'all' && isAppError(error, 'FORBIDDEN')) return [];
    throw error;
  }
}

/**
 * Accepts an invite, or declines it. `id` is that of an image in a namespace that one is invited to, the
 * namespace as `path@owner`, or the number of the invite; `invite-7` means the invite where 7 is also an image.
 */
export async function answerShare(
  client: DjinnClient,
  id: string,
  status: MemberStatus,
  call: Call,
): Promise<void> {
  if (status === 'pending') throw answeredForGood(call);
  const invites = await receivedInvites(client, call);
  const invite = await inviteFor(client, id, invites, call);
  if (invite === undefined) throw noInvite(id, invites, call);
  await client.send(
    {
      method: status === 'accepted' ? 'PATCH' : 'DELETE',
      url: (urls) => urls.invite(invite.id),
      attempt: `${status === 'accepted' ? 'accept' : 'decline'} the invite ${invite.id}`,
      permission: 'invite:write',
    },
    call,
  );
}

/** An invite is gone once it is answered (djinn.md §4, Sharing). */
function answeredForGood({ operation }: Call): AppError {
  return new AppError(
    'UNSUPPORTED',
    'Djinn CI forgets an invite once it is answered: no answer can be taken back.',
    {
      operation,
      hint: 'Who declined must be invited again. Who accepted can be put out by the namespace’s owner only.',
    },
  );
}

async function receivedInvites(client: DjinnClient, call: Call): Promise<readonly DjinnInvite[]> {
  const request = {
    url: ({ receivedInvites: url }: { readonly receivedInvites: string }) => url,
    attempt: 'tell the invites',
    permission: 'invite:read',
    always: true,
  };
  return readInvites(await allItems(client, request, call));
}

async function inviteFor(
  client: DjinnClient,
  id: string,
  invites: readonly DjinnInvite[],
  call: Call,
): Promise<DjinnInvite | undefined> {
  const numbered = /^(?:invite-)?(\d{1,15})$/.exec(id)?.[1];
  if (numbered === undefined) return inviteTo(id, invites, call);
  const byNumber = invites.find((invite) => invite.id === Number(numbered));
  if (id !== numbered) return byNumber;
  return (await inviteToImage(client, id, invites, call)) ?? byNumber;
}

/** The invite to the namespace of an image, as far as the image can be read before. */
async function inviteToImage(
  client: DjinnClient,
  id: string,
  invites: readonly DjinnInvite[],
  call: Call,
): Promise<DjinnInvite | undefined> {
  try {
    const { own } = await showImage(client, '', id, call);
    return invites.find(({ namespace_id, namespace }) => leadsTo(own.namespace, namespace_id, namespace));
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

/** An invite to any namespace lets one into all under the same root (djinn.md §4, Sharing). */
function leadsTo(
  wanted: DjinnNamespace | null | undefined,
  invitedId: number | null | undefined,
  invited: DjinnNamespace | null | undefined,
): boolean {
  if (!wanted) return false;
  if (wanted.id === invitedId) return true;
  return Boolean(invited && (invited.root_id ?? invited.id) === (wanted.root_id ?? wanted.id));
}

function inviteTo(text: string, invites: readonly DjinnInvite[], call: Call): DjinnInvite | undefined {
  const wanted = readNamespace(text);
  if (wanted === undefined) return undefined;
  const fitting = invites.filter(({ namespace }) => {
    const name = namespaceName(namespace);
    if (name === undefined || (wanted.owner !== undefined && wanted.owner !== name.owner)) return false;
    return name.path === wanted.path || name.path === rootOf({ owner: '', path: wanted.path }).path;
  });
  if (fitting.length < 2) return fitting[0];
  throw new AppError('CONFLICT', `There is more than one invite to ${text}.`, {
    operation: call.operation,
    hint: `Say which: ${openInvites(fitting)}.`,
  });
}

function noInvite(id: string, invites: readonly DjinnInvite[], call: Call): AppError {
  return new AppError('NOT_FOUND', `There is no open invite to what ${id} is or is in.`, {
    operation: call.operation,
    hint:
      invites.length === 0
        ? 'No invite waits for an answer. Who accepted one can be put out by the namespace’s owner only.'
        : `Open are: ${openInvites(invites)}.`,
  });
}

const MOST_NAMED = 8;

function openInvites(invites: readonly DjinnInvite[]): string {
  const words = invites.slice(0, MOST_NAMED).map(({ id, namespace }) => {
    const name = namespaceName(namespace);
    return name === undefined ? `invite-${id}` : `${writtenName(name)} (invite-${id})`;
  });
  return [...words, ...(invites.length > MOST_NAMED ? ['…'] : [])].join(', ');
}
