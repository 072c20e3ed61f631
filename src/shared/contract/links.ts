import { z } from 'zod';
import type { HandOff, LinkReview } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

const id = z.string().min(1).max(255);

/** Links that hand an image over to whom it was shared with. None of these calls asks a service. */
export const linkCalls = {
  /** What to give to a receiver of an image that the catalogue knows. */
  'links.make': takes(
    z.object({ connection: connectionName, id, memberId: z.string().min(1).max(255).optional() }).strict(),
  ).gives<HandOff>(),
  /** What a link says, and to which connections it can belong. `INVALID` for what is no link of Argosy's. */
  'links.review': takes(z.object({ link: z.string().min(1).max(4096) }).strict()).gives<LinkReview>(),
  /** Links that were opened and that no page was told yet, the oldest first. Gives each once. */
  'links.waiting': takes(z.object({}).strict()).gives<readonly string[]>(),
};
