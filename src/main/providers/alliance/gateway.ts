import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageEdit, NewImage } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call, EditOptions, Foreseen } from '../provider.ts';
import { type AllianceClient, bodyOf } from './client.ts';
import { MOST_LIST_BYTES } from './config.ts';
import { allianceError } from './errors.ts';
import { foundIfLost } from './made.ts';
import {
  type Change,
  changeOf,
  createBody,
  minimumsOf,
  notTaken,
  updateBody,
  wantedMinimums,
  wereSwapped,
} from './requests.ts';
import { parseImage, parseList } from './results.ts';
import { allianceUrls } from './urls.ts';

/** What was found out about a gateway while it was used. */
export interface Habits {
  /** How it takes updates: the drafts say PATCH in the text and PUT in the example (alliance.md §3.4). */
  updates: 'PATCH' | 'PUT';
  /** It writes the minimums that it is given into each other's place. */
  swapsMinimums: boolean;
}

/** Addresses under that of the gateway, which has no version. */
const RELATIVE_URLS = allianceUrls('');
const REFUSED_METHOD = [404, 405, 501];
const SWAP_NOTE = 'The gateway mixes up minimum RAM and minimum disk; Argosy gave them the other way round.';

/** The images of one namespace and environment. */
export interface Gateway {
  /** All of them, in portions. */
  list(call: Call): AsyncIterable<readonly ImageDocument[]>;
  show(id: string, call: Call): Promise<ImageDocument>;
  /** Makes an image that the cloud fetches from an address; ends when it has begun. */
  create(image: NewImage, url: string, call: Call): Promise<string>;
  edit(id: string, edit: ImageEdit, options: EditOptions, call: Call): Promise<ImageDocument>;
  /** As this gateway has shown itself to want it. */
  previewEdit(image: Image, edit: ImageEdit): Foreseen;
}

export function createGateway(client: AllianceClient, connection: string): Gateway {
  const habits: Habits = { updates: 'PATCH', swapsMinimums: false };

  async function* list(call: Call): AsyncGenerator<readonly ImageDocument[]> {
    const request = { method: 'GET', attempt: 'list images', maxReplyBytes: MOST_LIST_BYTES } as const;
    yield* parseList(await client.send(request, call), connection, call.operation);
  }
  const show = async (id: string, call: Call): Promise<ImageDocument> => {
    const reply = await client.send({ method: 'GET', image: id, attempt: `show image ${id}` }, call);
    return parseImage(reply, connection, call.operation);
  };
  const updateRequest = (id: string, change: Change) => ({
    method: habits.updates,
    image: id,
    attempt: `change image ${id}`,
    body: updateBody(change, habits.swapsMinimums),
  });
  /** PATCH; where there is none, PUT on the same address. Never by the name: two images may have it. */
  const update = async (id: string, change: Change, call: Call): Promise<void> => {
    const request = updateRequest(id, change);
    const send = (method: Habits['updates']): Promise<TextReply> =>
      client.send({ ...request, method, accept: REFUSED_METHOD }, call);
    const first = await send(request.method);
    if (!REFUSED_METHOD.includes(first.status)) return;
    const other = habits.updates === 'PATCH' ? 'PUT' : 'PATCH';
    const second = await send(other);
    if (!REFUSED_METHOD.includes(second.status)) {
      habits.updates = other;
      return;
    }
    await show(id, call);
    if (second.status !== 404) throw allianceError(second, request.attempt, call.operation);
    throw onlyByName(second, id, call);
  };
  /** Looks whether the minimums came where they should, and mends it if the gateway mixes them up. */
  const mendMinimums = async (
    before: ImageDocument,
    asked: Change,
    after: ImageDocument,
    call: Call,
  ): Promise<ImageDocument> => {
    const { id } = after.image;
    const [was, sent, is] = [minimumsOf(before.image), minimumsWanted(asked), minimumsOf(after.image)];
    if (habits.swapsMinimums || !wereSwapped(was, sent, is)) return after;
    habits.swapsMinimums = true;
    await update(id, wantedMinimums(was, sent), call);
    return show(id, call);
  };

  const post = async (image: NewImage, url: string, call: Call): Promise<ImageDocument> => {
    const body = createBody(image, url, habits.swapsMinimums);
    const attempt = `create image "${image.name}"`;
    return parseImage(await client.send({ method: 'POST', attempt, body }, call), connection, call.operation);
  };

  return {
    list,
    show,
    create: async (image, url, call) => {
      const made = await foundIfLost(list, image.name, url, () => post(image, url, call), call);
      await mendNewImage(made, image, call).catch(() => undefined);
      return made.image.id;
    },
    edit: async (id, edit, { revision }, call) => {
      const before = await show(id, call);
      if (revision !== undefined && revision !== before.image.revision) throw lostRace(id, call);
      const change = changeOf(before.image, edit);
      if (Object.keys(change).length === 0) return before;
      await update(id, change, call);
      // Answers to an update show what was before, or the minimums in the wrong places: they are not used.
      const after = await mendMinimums(before, change, await show(id, call), call);
      const asksMinimums = change.minRamMb !== undefined || change.minDiskGb !== undefined;
      const notes = [
        ...notTaken(after.image, change),
        ...(habits.swapsMinimums && asksMinimums ? [SWAP_NOTE] : []),
      ];
      return notes.length === 0 ? after : { ...after, notes };
    },
    previewEdit: (image, edit) => {
      const change = changeOf(image, edit);
      if (Object.keys(change).length === 0) return { requests: [], notes: [] };
      const request = updateRequest(image.id, change);
      const path = RELATIVE_URLS.image(image.id, 'images.preview');
      const shown = { method: request.method, path, headers: {}, body: bodyOf(request) ?? null };
      const asksMinimums = change.minRamMb !== undefined || change.minDiskGb !== undefined;
      return { requests: [shown], notes: habits.swapsMinimums && asksMinimums ? [SWAP_NOTE] : [] };
    },
  };

  /** The import runs already, and its receipt shows what became of it: nothing here may fail it. */
  async function mendNewImage(made: ImageDocument, image: NewImage, call: Call): Promise<void> {
    if (image.minRamMb === undefined && image.minDiskGb === undefined) return;
    const before = { ...made, image: { ...made.image, minRamMb: 0, minDiskGb: 0 } };
    await mendMinimums(before, image, await show(made.image.id, call), call);
  }
}

function minimumsWanted({ minRamMb, minDiskGb }: Pick<Change, 'minRamMb' | 'minDiskGb'>) {
  return { minRamMb, minDiskGb };
}

function lostRace(id: string, call: Call): AppError {
  return new AppError('CONFLICT', `Image ${id} was changed by someone else meanwhile. Nothing was sent.`, {
    operation: call.operation,
    hint: 'Look at it as it is now, then change it again.',
    context: { imageId: id },
  });
}

/** It shows the image under its id and does not find it there to change it. */
function onlyByName(reply: TextReply, id: string, call: Call): AppError {
  return new AppError('UNSUPPORTED', `${reply.url} shows image ${id} but does not change it by its id.`, {
    operation: call.operation,
    hint: 'Some gateways want the name there. Argosy does not send it, since several images may have it.',
    context: { address: reply.url, status: reply.status, imageId: id },
  });
}
