import { type ImageDocument, MEMBER_STATUSES, type MemberStatus } from '#shared/model/index.ts';
import type { Call, SharedDocument } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { imagePages } from './list.ts';
import { parseMemberStatus } from './member-results.ts';

/**
 * Images of others that this project is a member of. An image does not say how its sharing stands, so the
 * status is that of the query; for `all` there is a query each (glance-v2.md §4). A project's own shared
 * images come with every one of them and are left out.
 */
export async function* listShared(
  client: GlanceClient,
  connection: string,
  status: MemberStatus | 'all',
  call: Call,
): AsyncGenerator<readonly SharedDocument[]> {
  const { projectId, roles } = await client.session.token(call);
  // An administrator is given every shared image there is, whatever the query says.
  const seesAll = roles.includes('admin');
  const statuses = status === 'all' && !seesAll ? MEMBER_STATUSES : [status];
  const given = new Set<string>();
  for (const memberStatus of statuses) {
    const query = { visibility: 'shared', memberStatus } as const;
    for await (const page of imagePages(client, connection, query, call)) {
      const others = page.filter(({ image }) => image.owner !== projectId && !given.has(image.id));
      for (const { image } of others) given.add(image.id);
      const shared =
        memberStatus === 'all' || seesAll
          ? await lookedUp(client, others, projectId ?? '', call)
          : others.map((document) => ({ document, memberStatus }));
      const asked = shared.filter((one) => status === 'all' || one.memberStatus === status);
      if (asked.length > 0) yield asked;
    }
  }
}

/** Each with its membership as the service tells it; those without one are left out. */
async function lookedUp(
  client: GlanceClient,
  documents: readonly ImageDocument[],
  projectId: string,
  call: Call,
): Promise<readonly SharedDocument[]> {
  const found: SharedDocument[] = [];
  for (const document of documents) {
    const { id } = document.image;
    const attempt = `tell the membership of image ${id}`;
    const reply = await client.send(
      { method: 'GET', url: (urls) => urls.member(id, projectId), attempt, accept: [403, 404] },
      call,
    );
    if (reply.status !== 200) continue;
    found.push({ document, memberStatus: parseMemberStatus(reply) });
  }
  return found;
}
