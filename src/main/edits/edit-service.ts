import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type EventMessage, type Handlers, imageEdit } from '#shared/contract/index.ts';
import { reviewFields } from '#shared/edits/index.ts';
import { AppError, isAppError, type WireError } from '#shared/errors/index.ts';
import type { Capabilities, ImageDocument, ImageEdit, Kept, QueuedEdit } from '#shared/model/index.ts';
import type { Log } from '../log/index.ts';
import { assertEditAllowed } from '../providers/index.ts';
import { forEachEdit } from './for-each-edit.ts';
import { mergeEdits } from './merge-edits.ts';
import { openQueuedEditFile } from './queued-edit-file.ts';
import { sendReviewed } from './send-reviewed.ts';

export type EditHandlers = Pick<Handlers, Extract<keyof Handlers, `edits.${string}`>>;

export interface EditServiceDeps {
  /** The data directory. */
  readonly home: string;
  /** What the images were, and what their services could do, when they were last asked. */
  readonly catalog: {
    show(connection: string, id: string): Promise<ImageDocument>;
    kept(connection: string, kind: 'capabilities'): Promise<Kept<Capabilities> | null>;
  };
  /** What a connection's kind can do at best. Asks no service. `NOT_FOUND` without such a connection. */
  readonly declaredCapabilities: (connection: string) => Capabilities;
  /** The way of every other edit: the catalogue follows what they tell. */
  readonly images: Pick<Handlers, 'images.show' | 'images.edit'>;
  readonly emit: (message: EventMessage) => void;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** Edits that wait for their service, in `queued-edits.json` of the data directory. */
export interface EditService {
  readonly handlers: EditHandlers;
  /** The waiting edits of a removed connection go with it. */
  forgetConnection(name: string): Promise<void>;
}

interface Named {
  readonly connection: string;
  readonly id: string;
}

/** Serves the `edits.*` calls. Only a review and a sending ask services. */
export function createEditService(deps: EditServiceDeps): EditService {
  const { catalog, emit, log } = deps;
  /** What was discarded since the start, for an undo. */
  const discarded = new Map<string, QueuedEdit>();
  const file = openQueuedEditFile(join(deps.home, 'queued-edits.json'), (message) => {
    log.warn('edits.damaged', { message });
    emit({ event: 'catalog.notice', payload: { at: new Date().toISOString(), message } });
  });
  const update = async (
    change: (edits: readonly QueuedEdit[]) => readonly QueuedEdit[],
  ): Promise<readonly QueuedEdit[]> => {
    let [before, after]: (readonly QueuedEdit[])[] = [[], []];
    await file.update((edits) => {
      before = edits;
      after = change(edits);
      return after;
    });
    if (after !== before) emit({ event: 'edits.changed', payload: after ?? [] });
    return before ?? [];
  };
  /** Takes those out for which it holds; gives them. */
  const takeOut = async (holds: (edit: QueuedEdit) => boolean): Promise<readonly QueuedEdit[]> => {
    const before = await update((edits) =>
      edits.some(holds) ? edits.filter((each) => !holds(each)) : edits,
    );
    return before.filter(holds);
  };
  const noteFault = (error: AppError): WireError => {
    if (error.code === 'INTERNAL') log.error('fault', { operation: error.operation, error });
    return error.toWire();
  };

  const handlers: EditHandlers = {
    'edits.list': () => file.list(),

    'edits.queue': async ({ connection, id, edit }, { signal }) => {
      const call = { signal, operation: 'edits.queue' };
      if (Object.keys(edit).length === 0) throw invalid('No change was named.');
      const declared = deps.declaredCapabilities(connection);
      const able = (await catalog.kept(connection, 'capabilities'))?.value ?? declared;
      assertEditAllowed(able, edit, call);
      const { image: seen } = await catalog.show(connection, id);
      const nested = declared.operations['property.nested'].supported;
      let queued: QueuedEdit | undefined;
      await update((edits) => {
        const at = edits.findIndex((each) => isOf(each, { connection, id }));
        queued = mergeEdits(edits[at], { edit, seen, nested, at: new Date().toISOString() });
        if (queued === undefined) return at < 0 ? edits : edits.toSpliced(at, 1);
        assertKeepable(queued.edit);
        return at < 0 ? [...edits, queued] : edits.with(at, queued);
      });
      return queued ?? null;
    },

    'edits.review': async ({ edits: named }, { signal }) => {
      const all = await file.list();
      const chosen = named === undefined ? all : all.filter((each) => named.some((one) => isOf(each, one)));
      const outcomes = await forEachEdit(chosen, { signal, operation: 'edits.review' }, (queued) =>
        deps.images['images.show']({ connection: queued.connection, id: queued.imageId }, { signal }),
      );
      return chosen.map((queued, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined || isAppError(outcome)) {
          const error = outcome === undefined ? null : noteFault(outcome);
          return { queued, now: null, error, fields: [] };
        }
        return { queued, now: outcome.image, error: null, fields: reviewFields(queued, outcome.image) };
      });
    },

    'edits.send': async ({ edits: orders }, { signal }) => {
      const waiting = await file.list();
      const outcomes = await forEachEdit(orders, { signal, operation: 'edits.send' }, async (order) => {
        const queued = waiting.find((each) => isOf(each, order));
        if (queued === undefined) throw notWaiting(order);
        if (order.queuedAt !== undefined && order.queuedAt !== queued.queuedAt) throw notAsReviewed(order);
        const document = await sendReviewed(deps.images, queued, order, signal);
        // What was laid over it meanwhile was not sent, and stays.
        await takeOut((each) => isDeepStrictEqual(each, queued));
        return document;
      });
      return orders.map(({ connection, id }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined || isAppError(outcome)) {
          return { connection, id, document: null, error: outcome === undefined ? null : noteFault(outcome) };
        }
        return { connection, id, document: outcome, error: null };
      });
    },

    'edits.discard': async ({ edits }) => {
      const taken = await takeOut((each) => edits.some((one) => isOf(each, one)));
      for (const each of taken) discarded.set(keyOf(each), each);
      return taken;
    },

    'edits.restore': async ({ edits: named }) => {
      let restored: readonly QueuedEdit[] = [];
      await update((edits) => {
        restored = named
          .flatMap(({ connection, id }) => discarded.get(keyOf({ connection, imageId: id })) ?? [])
          .filter((each) => !edits.some((held) => keyOf(held) === keyOf(each)));
        return restored.length === 0 ? edits : [...edits, ...restored];
      });
      for (const each of restored) discarded.delete(keyOf(each));
      return restored;
    },
  };
  return {
    handlers,
    async forgetConnection(name) {
      for (const [key, { connection }] of discarded) if (connection === name) discarded.delete(key);
      await takeOut(({ connection }) => connection === name);
    },
  };
}

function keyOf({ connection, imageId }: Pick<QueuedEdit, 'connection' | 'imageId'>): string {
  return JSON.stringify([connection, imageId]);
}

function isOf({ connection, imageId }: QueuedEdit, named: Named): boolean {
  return connection === named.connection && imageId === named.id;
}

/** Laid over each other, edits may come to more than one can hold. */
function assertKeepable(edit: ImageEdit): void {
  if (!imageEdit.safeParse(edit).success) {
    throw invalid('The changes of this image that wait are too many. Send or discard them first.');
  }
}

function invalid(message: string): AppError {
  return new AppError('INVALID', message, { operation: 'edits.queue' });
}

function notWaiting({ connection, id }: Named): AppError {
  return new AppError('NOT_FOUND', `No change of image ${id} of ${connection} waits to be sent.`, {
    operation: 'edits.send',
    hint: 'It was sent or discarded already.',
  });
}

function notAsReviewed({ connection, id }: Named): AppError {
  const message = `The waiting change of image ${id} of ${connection} is not the reviewed one any more. Nothing was sent.`;
  return new AppError('CONFLICT', message, {
    operation: 'edits.send',
    hint: 'Review it again: it was changed here or by another window or command.',
  });
}
