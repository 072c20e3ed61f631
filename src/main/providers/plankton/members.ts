import { AppError } from '#shared/errors/index.ts';
import type { Member } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { PlanktonClient } from './client.ts';
import type { People } from './people.ts';
import { type ReadMember, readMembers } from './results.ts';
import type { PlanktonUrls } from './urls.ts';

/** Who may read the images of one connection (plankton.md §5). */
export interface MemberCalls {
  list(imageId: string, call: Call): Promise<readonly Member[]>;
  add(imageId: string, members: readonly string[], call: Call): Promise<void>;
  remove(imageId: string, members: readonly string[], call: Call): Promise<void>;
  replace(imageId: string, members: readonly string[], call: Call): Promise<void>;
}

interface Readers {
  /** Whom the image is shared with. */
  readonly others: readonly ReadMember[];
  /** The service lists the owner too; whether it does means nothing. */
  readonly ownerListed: readonly string[];
}

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
    const all = readMembers(reply, call.operation);
    const isOwner = ({ memberId }: ReadMember): boolean => memberId === owner;
    return {
      others: all.filter((member) => !isOwner(member)),
      ownerListed: all.filter(isOwner).map(({ memberId }) => memberId),
    };
  };
  const one = async (
    method: 'PUT' | 'DELETE',
    imageId: string,
    member: string,
    call: Call,
  ): Promise<void> => {
    const verb = method === 'PUT' ? 'add' : 'remove';
    const attempt = `${verb} the member ${member.slice(0, 100)} of image ${imageId}`;
    await client.send({ method, url: urls.member(imageId, member), attempt, imageId }, call);
  };
  return {
    list: async (imageId, call) => {
      const { others } = await readers(imageId, call);
      const ids = others.map(({ memberId }) => memberId);
      const names = await people.names(ids, call);
      return others.map(({ memberId, canShare }) => ({
        memberId,
        canShare,
        name: names.get(memberId) ?? null,
        status: null,
        createdAt: null,
      }));
    },
    add: async (imageId, asked, call) => {
      const members = await people.ids(asked, call);
      const { others, ownerListed } = await readers(imageId, call);
      const present = new Set([...others.map(({ memberId }) => memberId), ...ownerListed]);
      for (const member of members) {
        assertSingle(member, call);
        if (present.has(member)) throw isMember(imageId, member, call);
      }
      for (const member of new Set(members)) await one('PUT', imageId, member, call);
    },
    remove: async (imageId, asked, call) => {
      const members = await people.ids(asked, call);
      const { others, ownerListed } = await readers(imageId, call);
      for (const member of members) {
        if (!others.some(({ memberId }) => memberId === member)) throw noMember(imageId, member, call);
      }
      const groups = members.filter((member) => !isSingle(member));
      if (groups.length === 0) {
        for (const member of new Set(members)) await one('DELETE', imageId, member, call);
        return;
      }
      // A group has no address of its own (plankton.md §5): the others are said again.
      const left = others.map(({ memberId }) => memberId).filter((member) => !members.includes(member));
      await replaceAll(client, urls, imageId, [...ownerListed, ...left], call);
    },
    replace: async (imageId, asked, call) => {
      const members = await people.ids(asked, call);
      const { ownerListed } = await readers(imageId, call);
      await replaceAll(client, urls, imageId, [...new Set([...ownerListed, ...members])], call);
    },
  };
}

async function replaceAll(
  client: PlanktonClient,
  urls: PlanktonUrls,
  imageId: string,
  members: readonly string[],
  call: Call,
): Promise<void> {
  await client.send(
    {
      method: 'PUT',
      url: urls.members(imageId),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ memberships: members.map((member_id) => ({ member_id })) }),
      attempt: `replace the members of image ${imageId}`,
      imageId,
    },
    call,
  );
}

/** Users; groups (`uuid:name`) go only through the call for all members. */
function isSingle(member: string): boolean {
  return /^[\w@._-]+$/.test(member) && !/^\.+$/.test(member);
}

function assertSingle(member: string, { operation }: Call): void {
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
