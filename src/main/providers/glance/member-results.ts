import { z } from 'zod';
import { MEMBER_STATUSES, type Member, type MemberStatus } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import { unexpected } from './results.ts';

const text = z.string().nullish().catch(null);
const status = z.enum(MEMBER_STATUSES).nullish().catch(null);
const memberSchema = z.object({ member_id: z.string().min(1).max(255), status, created_at: text });
const membersSchema = z.object({ members: z.array(z.unknown()).max(100_000) });

/** Members as Glance tells them (glance-v2.md §4): projects, without a name. One that has no id is left out. */
export function parseMembers(reply: TextReply, operation: string): readonly Member[] {
  const parsed = membersSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, operation, 'a list of members');
  return parsed.data.members.flatMap((value) => {
    const member = memberSchema.safeParse(value).data;
    if (member === undefined) return [];
    return {
      memberId: member.member_id,
      name: null,
      status: member.status ?? null,
      canShare: null,
      createdAt: member.created_at ?? null,
    };
  });
}

export function parseMemberStatus(reply: TextReply): MemberStatus | null {
  return z.object({ status }).safeParse(reply.json()).data?.status ?? null;
}
