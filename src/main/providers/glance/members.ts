import { isAppError } from '#shared/errors/index.ts';
import type { ImageDocument, Member, MemberStatus } from '#shared/model/index.ts';
import type { Call, ShareOptions } from '../provider.ts';
import { stoppedAfter } from '../stopped-after.ts';
import type { GlanceChange, GlanceClient } from './client.ts';
import { glanceError, onlySharedHaveMembers } from './errors.ts';
import { parseMembers } from './member-results.ts';
import { assertHasMembers, type Opened, openToMembers, type Sharing, takeBack } from './sharing.ts';

/** Changes a person asked for; the ids are projects (glance-v2.md §4, Members). */
export interface MemberChange {
  readonly imageId: string;
  readonly members: readonly string[];
}

/** The owner sees all members, a member itself only. An image that is not shared has none. */
export async function listMembers(
  client: GlanceClient,
  imageId: string,
  call: Call,
): Promise<readonly Member[]> {
  const attempt = `list the members of image ${imageId}`;
  const reply = await client.send(
    { method: 'GET', url: (urls) => urls.members(imageId), attempt, accept: [403] },
    call,
  );
  if (reply.status !== 403) return parseMembers(reply, call.operation);
  if (onlySharedHaveMembers(reply)) return [];
  throw glanceError(reply, attempt, call.operation);
}

/**
 * Adds one after the other: Glance takes one a call. A failure says which were added before it; if none was,
 * an image that was made `shared` for it gets its visibility back.
 */
export async function addMembers(
  sharing: Sharing,
  { imageId, members }: MemberChange,
  options: ShareOptions,
  call: Call,
): Promise<ImageDocument | undefined> {
  const opened = await openToMembers(sharing, imageId, options, call);
  const done: string[] = [];
  try {
    for (const member of new Set(members)) {
      await sharing.client.send(addRequest(imageId, member), call);
      done.push(`${member} added`);
    }
    return opened.document;
  } catch (error) {
    throw done.length > 0
      ? stoppedAfter(error, [...saidOf(opened), ...done])
      : await takeBack(sharing, opened, error, call);
  }
}

/** Removes one after the other. A failure says which were removed before it. */
export async function removeMembers(
  sharing: Sharing,
  { imageId, members }: MemberChange,
  call: Call,
): Promise<void> {
  await assertHasMembers(sharing, imageId, call);
  const done: string[] = [];
  try {
    await removeEach(sharing.client, { imageId, members }, done, call);
  } catch (error) {
    throw stoppedAfter(error, done);
  }
}

/**
 * Makes these the only members by sending the difference: Glance has no such call. New ones come first, so
 * that a refusal takes nothing away; where a limit stands in the way, the others go first.
 */
export async function replaceMembers(
  sharing: Sharing,
  { imageId, members }: MemberChange,
  options: ShareOptions,
  call: Call,
): Promise<ImageDocument | undefined> {
  const { client } = sharing;
  const wanted = new Set(members);
  if (wanted.size === 0 && (await listMembers(client, imageId, call)).length === 0) return undefined;
  const opened = await openToMembers(sharing, imageId, options, call);
  const done: string[] = [];
  try {
    const { missing, surplus } = memberDifference(await listMembers(client, imageId, call), wanted);
    for (const member of missing) {
      try {
        await client.send(addRequest(imageId, member), call);
      } catch (error) {
        if (!isAppError(error, 'QUOTA') || surplus.length === 0) throw error;
        await removeEach(client, { imageId, members: surplus.splice(0) }, done, call);
        await client.send(addRequest(imageId, member), call);
      }
      done.push(`${member} added`);
    }
    await removeEach(client, { imageId, members: surplus }, done, call);
    return opened.document;
  } catch (error) {
    throw done.length > 0
      ? stoppedAfter(error, [...saidOf(opened), ...done])
      : await takeBack(sharing, opened, error, call);
  }
}

/** The receiver's answer; the owner cannot give it. */
export async function answerShare(
  client: GlanceClient,
  imageId: string,
  status: MemberStatus,
  call: Call,
): Promise<void> {
  const { projectId } = await client.session.token(call);
  const verb = { accepted: 'accept', rejected: 'reject', pending: 'take back the answer to' }[status];
  await client.send(
    {
      method: 'PUT',
      url: (urls) => urls.member(imageId, projectId ?? ''),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
      attempt: `${verb} image ${imageId} for project ${projectId}`,
    },
    call,
  );
}

/** Answered with 200, not 201. */
export function addRequest(imageId: string, member: string): GlanceChange {
  return {
    method: 'POST',
    url: (urls) => urls.members(imageId),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ member }),
    attempt: `add ${member} to the members of image ${imageId}`,
  };
}

export function removeRequest(imageId: string, member: string): GlanceChange {
  return {
    method: 'DELETE',
    url: (urls) => urls.member(imageId, member),
    attempt: `remove ${member} from the members of image ${imageId}`,
  };
}

/** Whom to add and whom to remove, so that these and nobody else are members. */
export function memberDifference(members: readonly Member[], wanted: ReadonlySet<string>) {
  const present = new Set(members.map(({ memberId }) => memberId));
  return {
    missing: [...wanted].filter((member) => !present.has(member)),
    surplus: [...present].filter((member) => !wanted.has(member)),
  };
}

async function removeEach(
  client: GlanceClient,
  { imageId, members }: MemberChange,
  done: string[],
  call: Call,
): Promise<void> {
  for (const member of new Set(members)) {
    await client.send(removeRequest(imageId, member), call);
    done.push(`${member} removed`);
  }
}

function saidOf({ before }: Opened): readonly string[] {
  return before === undefined ? [] : ['made shared'];
}
