import { z } from 'zod';
import type { Inspection, Transfer } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';
import { newImage } from './images.ts';

const nothing = z.object({}).strict();
const grant = z.string().min(8).max(128);
const byId = z.object({ id: z.string().max(64) }).strict();

export const transferCalls = {
  /** Reads the headers of a granted file. Reads at most a few MiB, sends nothing. */
  'transfers.inspect': takes(z.object({ grant }).strict()).gives<{
    readonly fileName: string;
    readonly inspection: Inspection;
  }>(),
  /**
   * Queues an upload of a granted file. The content is inspected again at the start; an image that reads a
   * foreign file is refused as `UNSAFE_IMAGE`.
   */
  'transfers.upload': takes(
    z.object({ connection: connectionName, grant, image: newImage }).strict(),
  ).gives<Transfer>(),
  /** Queues a download. Without `grant` it goes to the download folder under a safe name. */
  'transfers.download': takes(
    z
      .object({ connection: connectionName, id: z.string().min(1).max(255), grant: grant.optional() })
      .strict(),
  ).gives<Transfer>(),
  /** Queues an import: the service fetches the URL itself. */
  'transfers.import': takes(
    z
      .object({ connection: connectionName, url: z.url({ protocol: /^https?$/ }).max(4096), image: newImage })
      .strict(),
  ).gives<Transfer>(),
  'transfers.list': takes(nothing).gives<readonly Transfer[]>(),
  /** Stops at any phase. What was made on the way is removed: no orphan image, no half file. */
  'transfers.cancel': takes(byId).gives<Transfer>(),
  /** Runs a failed, cancelled or paused transfer again: a download continues, an upload uses the same image if it is still there. */
  'transfers.retry': takes(byId).gives<Transfer>(),
  /** Stops a running download so that it can continue later. */
  'transfers.pause': takes(byId).gives<Transfer>(),
  /** Forgets a finished transfer (all finished ones without `id`). Receipts stay in the journal's archive. */
  'transfers.clear': takes(z.object({ id: z.string().max(64).optional() }).strict()).gives<null>(),
  /** Shows the finished file in the file manager. `UNSUPPORTED` where the host has none. */
  'transfers.reveal': takes(byId).gives<null>(),
};
