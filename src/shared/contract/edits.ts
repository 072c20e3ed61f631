import { z } from 'zod';
import type { WireError } from '../errors/index.ts';
import type { ImageDocument, QueuedEdit, ReviewedEdit } from '../model/index.ts';
import { takes } from './call.ts';
import { connectionName } from './connections.ts';
import { imageEdit } from './images.ts';

const one = z.object({ connection: connectionName, id: z.string().min(1).max(255) }).strict();

/** Edits that wait for their service: kept on disk, reviewed as a batch, sent only when a person says so. */
export const editCalls = {
  'edits.list': takes(z.object({}).strict()).gives<readonly QueuedEdit[]>(),
  /**
   * Keeps an edit of an image that the catalogue knows, over one that waits already. A field set back to what
   * it was is taken out of the edit; one that says nothing any more is dropped (`null`).
   */
  'edits.queue': takes(
    z.object({ connection: connectionName, id: z.string().min(1).max(255), edit: imageEdit }).strict(),
  ).gives<QueuedEdit | null>(),
  /** Asks the services how the images stand. All waiting ones unless some are named; one failing stops no other. */
  'edits.review': takes(z.object({ edits: z.array(one).max(1000).optional() }).strict()).gives<
    readonly ReviewedEdit[]
  >(),
  /**
   * Sends reviewed edits, each against the `revision` that its review showed: one that changed since is
   * `CONFLICT` and stays; so is one that waits otherwise than reviewed, where `queuedAt` says which that was.
   * `skip` names fields to leave as the service has them. What was sent is forgotten.
   */
  'edits.send': takes(
    z
      .object({
        edits: z
          .array(
            z
              .object({
                connection: connectionName,
                id: z.string().min(1).max(255),
                revision: z.string().max(255),
                queuedAt: z.string().max(64).optional(),
                skip: z.array(z.string().max(300)).max(1000).default([]),
                accepted: z.boolean().optional(),
              })
              .strict(),
          )
          .min(1)
          .max(1000),
      })
      .strict(),
  ).gives<
    readonly {
      readonly connection: string;
      readonly id: string;
      readonly document: ImageDocument | null;
      readonly error: WireError | null;
    }[]
  >(),
  /** Forgets waiting edits; gives those that it forgot. */
  'edits.discard': takes(z.object({ edits: z.array(one).min(1).max(1000) }).strict()).gives<
    readonly QueuedEdit[]
  >(),
  /**
   * Takes a discarding back: the edits wait as they did, measured against what was seen then. Gives those that
   * wait again; not those of before the start of Argosy, nor where another edit of the image waits by now.
   */
  'edits.restore': takes(z.object({ edits: z.array(one).min(1).max(1000) }).strict()).gives<
    readonly QueuedEdit[]
  >(),
};
