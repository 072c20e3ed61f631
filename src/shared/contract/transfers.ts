import { z } from 'zod';
import type { CopyPlan, Inspection, Transfer } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';
import { newImage } from './images.ts';

const nothing = z.object({}).strict();
const grant = z.string().min(8).max(128);
const address = z.url().max(4096);
const importSource = z.discriminatedUnion('method', [
  z.object({ method: z.literal('web-download'), url: address }).strict(),
  z
    .object({
      method: z.literal('glance-download'),
      imageId: z.string().min(1).max(255),
      region: z.string().min(1).max(255),
      serviceInterface: z.enum(['public', 'internal', 'admin']).optional(),
    })
    .strict(),
  z.object({ method: z.literal('register'), url: address }).strict(),
]);
const copyOrder = z
  .object({
    from: connectionName,
    id: z.string().min(1).max(255),
    to: connectionName,
    name: z.string().min(1).max(255).optional(),
  })
  .strict();
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
  /** Queues an import: the service comes by the bytes itself. */
  'transfers.import': takes(
    z.object({ connection: connectionName, source: importSource, image: newImage }).strict(),
  ).gives<Transfer>(),
  /** What a copy would make of the image there: what fits, what is renamed, what is left out. Sends no change. */
  'transfers.planCopy': takes(copyOrder).gives<CopyPlan>(),
  /**
   * Queues a copy to another connection: bytes go from one service's answer into the other's request, through
   * this machine and no file. The image is what `planCopy` said.
   */
  'transfers.copy': takes(copyOrder).gives<Transfer>(),
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
