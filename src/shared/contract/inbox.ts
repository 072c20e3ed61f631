import { z } from 'zod';
import type { SharedWithMe } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';

/** What others share with every connection whose kind of service can tell it. */
export const inboxCalls = {
  /** As last seen; no service is asked. */
  'inbox.list': takes(z.object({}).strict()).gives<readonly SharedWithMe[]>(),
  /** Asks the services, all unless some are named. One failing stops no other. Gives all. */
  'inbox.refresh': takes(
    z.object({ connections: z.array(connectionName).max(256).optional() }).strict(),
  ).gives<readonly SharedWithMe[]>(),
};
