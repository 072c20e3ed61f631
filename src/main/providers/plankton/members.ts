import { AppError } from '#shared/errors/index.ts';
import type { Image, Member } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import { stoppedAfter } from '../stopped-after.ts';
import type { PlanktonChange, PlanktonClient } from './client.ts';
import type { People } from './people.ts';
import { readMembers } from './results.ts';
import type { PlanktonUrls } from './urls.ts';

/** Who may read the images of one connection (plankton.md §5). */
export interface MemberCalls {
  list(imageId: string, call: Call): Promise<readonly Member[]>;
  add(imageId: string, members: readonly string[], call: Call): Promise<void>;
  remove(imageId: string, members: readonly string[], call: Call): Promise<void>;
  replace(imageId: string, members: readonly string[], call: Call): Promise<void>;
}

interface Readers {
  readonly owner: string | null;
  /** Whom the image is shared with. The service lists the owner too; whether it does means nothing. */
  readonly others: readonly string[];
  readonly canShare: ReadonlyMap<string, boolean | null>;
}

/** Whose members are meant. */
type Shared = Pick<Image, 'id' | 'owner'>;

export function createMemberCalls(
  client: PlanktonClient,
  urls: PlanktonUrls,
  people: People,
  ownerOf: (imageId: string, call: Call) => Promise<string | null>,
): MemberCalls {
  const readers = async (imageId: string, call: Call): Promise<Readers> => {
    const attempt = `list the members of image ${imageId}`;
    const owner = await ownerOf(imageId, call);
    const reply = await client.send({ method: 'GET', url: urls.members(imageId), attempt, imageId }, call);
    const others = readMembers(reply, call.operation).filter(({ memberId }) => memberId !== owner);
    return {
      owner,
      others: others.map(({ memberId }) => memberId),
      canShare: new Map(others.map(({ memberId, canShare }) => [memberId, canShare])),
    };
  };
  /** A refusal says what was done before it. */
  const sendAll = async (requests: readonly PlanktonChange[], call: Call): Promise<void> => {
    const done: string[] = [];
    for (const request of requests) {
      try {
        await client.send(request, call);
        done.push(request.attempt);
      } catch (error) {
        throw stoppedAfter(error, done);
      }
    }
  };
  return {
    list: async (imageId, call) => {
      const { others, canShare } = await readers(imageId, call);
      const names = await people.names(others, call);
      return others.map((memberId) => ({
        memberId,
        canShare: canShare.get(memberId) ?? null,
        name: names.get(memberId) ?? null,
        status: null,
        createdAt: null,
      }));
    },
    add: async (imageId, asked, call) => {
      const members = await people.ids(asked, call);
      const { owner, others } = await readers(imageId, call);
      const requests = addRequests(urls, imageId, members, call.operation);
      for (const member of members) {
        if (others.includes(member) || member === owner) throw isMember(imageId, member, call);
      }
      await sendAll(requests, call);
    },
    remove: async (imageId, asked, call) => {
      const members = await people.ids(asked, call);
      const { owner, others } = await readers(imageId, call);
      for (const member of members) {
        if (!others.includes(member)) throw noMember(imageId, member, call);
      }
      await sendAll(removeRequests(urls, { id: imageId, owner }, members, others), call);
    },
    replace: async (imageId, asked, call) => {
      const members = await people.ids(asked, call);
      const owner = await ownerOf(imageId, call);
      await sendAll([replaceRequest(urls, { id: imageId, owner }, members)], call);
    },
  };
}

/** `INVALID` for a group: it goes only through the call for all members. */
export function addRequests(
  urls: PlanktonUrls,
  imageId: string,
  members: readonly string[],
  operation: string,
): readonly PlanktonChange[] {
  for (const member of members) assertSingle(member, operation);
  return [...new Set(members)].map((member) => oneRequest(urls, 'PUT', imageId, member));
}

/** `others`: all whom the image is shared with. A group has no address of its own (plankton.md §5): those left are said again. */
export function removeRequests(
  urls: PlanktonUrls,
  image: Shared,
  members: readonly string[],
  others: readonly string[],
): readonly PlanktonChange[] {
  if (members.every(isSingle))
    return [...new Set(members)].map((member) => oneRequest(urls, 'DELETE', image.id, member));
  return [
    replaceRequest(
      urls,
      image,
      others.filter((member) => !members.includes(member)),
    ),
  ];
}

/** The owner is said as well, as in a new image: left out it would be gone from the list, though not lose anything. */
export function replaceRequest(
  urls: PlanktonUrls,
  { id, owner }: Shared,
  members: readonly string[],
): PlanktonChange {
  const all = new Set([...(owner === null ? [] : [owner]), ...members]);
  return {
    method: 'PUT',
    url: urls.members(id),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ memberships: [...all].map((member_id) => ({ member_id })) }),
    attempt: `replace the members of image ${id}`,
    imageId: id,
  };
}

function oneRequest(
  urls: PlanktonUrls,
  method: 'PUT' | 'DELETE',
  imageId: string,
  member: string,
): PlanktonChange {
  const verb = method === 'PUT' ? 'add' : 'remove';
  const attempt = `${verb} the member ${member.slice(0, 100)} of image ${imageId}`;
  return { method, url: urls.member(imageId, member), attempt, imageId };
}

/** Users; groups (`uuid:name`) go only through the call for all members. */
export function isSingle(member: string): boolean {
  return /^[\w@._-]+$/.test(member) && !/^\.+$/.test(member);
}

function assertSingle(member: string, operation: string): void {
  if (isSingle(member)) return;
  throw new AppError('INVALID', `${member.slice(0, 100)} is no user that Plankton could add.`, {
    operation,
    hint: 'Give the UUID of a user. A group can only be given together with all other members (replace).',
  });
}

function isMember(imageId: string, member: string, { operation }: Call): AppError {
  return new AppError('CONFLICT', `${member} may use image ${imageId} already.`, {
    operation,
    hint: 'Nothing was sent. Leave out who is a member already.',
    context: { imageId },
  });
}

function noMember(imageId: string, member: string, { operation }: Call): AppError {
  return new AppError('NOT_FOUND', `${member.slice(0, 100)} is no member of image ${imageId}.`, {
    operation,
    hint: 'Nothing was sent. Look at its members as they are now.',
    context: { imageId },
  });
}
