import { z } from 'zod';
import { type ChangePreview, MEMBER_STATUSES, type Member, type SharedImage } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

const id = z.string().min(1).max(255);
const member = z.string().trim().min(1).max(255);
const one = { connection: connectionName, id };
/** Images of the same place (see `ChangePreview`): the answer is kept as theirs, too. */
const alike = z.array(id).max(1000).optional();

/** Who an image is shared with, and what is shared with this connection. */
export const memberCalls = {
  'members.list': takes(z.object(one).strict()).gives<readonly Member[]>(),
  /**
   * Adds members and gives all of them. A private Glance image has none: with `makeShared` it becomes `shared`
   * first, without it the error says so and nothing is sent. A member that is there already is `CONFLICT`.
   */
  'members.add': takes(
    z
      .object({
        ...one,
        members: z.array(member).min(1).max(128),
        makeShared: z.boolean().optional(),
        alike,
      })
      .strict(),
  ).gives<readonly Member[]>(),
  'members.remove': takes(
    z.object({ ...one, members: z.array(member).min(1).max(128), alike }).strict(),
  ).gives<readonly Member[]>(),
  /** Makes these the only members. Where the service has no such call, only the difference is sent. */
  'members.replace': takes(
    z.object({ ...one, members: z.array(member).max(128), makeShared: z.boolean().optional() }).strict(),
  ).gives<readonly Member[]>(),
  /**
   * What changes of members would send, first the additions, then the removals; what is so already is left
   * out. Reckoned from what was last seen: no service is asked.
   */
  'members.preview': takes(
    z
      .object({
        changes: z
          .array(
            z
              .object({
                ...one,
                add: z.array(member).max(128).default([]),
                remove: z.array(member).max(128).default([]),
                /** Instead of both: these, and nobody else. */
                replace: z.array(member).max(128).optional(),
                makeShared: z.boolean().optional(),
              })
              .strict(),
          )
          .min(1)
          .max(1000),
      })
      .strict(),
  ).gives<readonly ChangePreview[]>(),
  /** The receiver's answer to an image that is shared with this connection. `pending` takes an answer back. */
  'members.answer': takes(z.object({ ...one, status: z.enum(MEMBER_STATUSES) }).strict()).gives<null>(),
  /** Images that others share with this connection. */
  'members.shared': takes(
    z.object({ connection: connectionName, status: z.enum([...MEMBER_STATUSES, 'all']).optional() }).strict(),
  ).gives<readonly SharedImage[]>(),
};
