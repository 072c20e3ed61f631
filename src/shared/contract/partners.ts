import { z } from 'zod';
import type { Partner } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

const identity = {
  memberId: z.string().trim().min(1).max(255),
  connection: connectionName.nullable(),
};

export const partner = z
  .object({
    ...identity,
    name: z.string().trim().min(1).max(80),
    color: z.number().int().min(0).max(7),
  })
  .strict();

/** The address book of whom images are shared with. Kept on this computer; no service is asked. */
export const partnerCalls = {
  /** By name. */
  'partners.list': takes(z.object({}).strict()).gives<readonly Partner[]>(),
  /** Adds a partner, or changes the one of this `memberId` and `connection`. Gives all. */
  'partners.save': takes(z.object({ partner }).strict()).gives<readonly Partner[]>(),
  /** Not finding it is success. Gives all. */
  'partners.remove': takes(z.object(identity).strict()).gives<readonly Partner[]>(),
};
