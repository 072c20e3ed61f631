import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageEdit, JsonValue } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call, Foreseen } from '../provider.ts';
import { bodyOf, type FifoChange, type FifoClient, requireId, type Target } from './client.ts';
import { idOf, parseList } from './lists.ts';
import { setRequest, unsetRequest } from './metadata.ts';
import { type Place, pathOf, placeOf, valueAt } from './requests.ts';
import { type Dataset, parseDataset } from './results.ts';
import type { Collection, FifoUrls } from './urls.ts';

/** Elements of a long list that are looked at before something else has its turn. */
const TURN_ELEMENTS = 500;

export function datasetOf(id: string, call: Call): Target {
  const target: Target = { collection: 'datasets', id };
  requireId(target, call);
  return target;
}

export async function showDataset(
  client: FifoClient,
  connection: string,
  id: string,
  call: Call,
): Promise<Dataset> {
  const target = datasetOf(id, call);
  const url = client.urls.object('datasets', id);
  const reply = await client.send({ method: 'GET', url, attempt: `show dataset ${id}`, target }, call);
  return parseDataset(reply.json(), connection, reply, call.operation);
}

/**
 * All objects of a kind that the user may see, whole. Versions differ in how that is asked for, so it is asked
 * in both ways (fifo.md §4); a server that gives ids all the same is asked for each.
 */
export async function readAll(
  client: FifoClient,
  collection: Collection,
  call: Call,
): Promise<{ readonly elements: readonly unknown[]; readonly reply: TextReply }> {
  const url = `${client.urls.list(collection)}?full-list=true`;
  const headers = { 'x-full-list': 'true' };
  const reply = await client.send({ method: 'GET', url, headers, attempt: `list ${collection}` }, call);
  const elements: unknown[] = [];
  for (const [index, element] of (await parseList(reply, call.operation)).entries()) {
    if (index % TURN_ELEMENTS === 0) await nextTurn();
    const id = idOf(element);
    if (id === undefined) continue;
    const whole = typeof element === 'string' ? await readOne(client, { collection, id }, call) : element;
    if (whole !== undefined) elements.push(whole);
  }
  return { elements, reply };
}

/** `undefined` if it is gone since it was listed, or not for this user. */
async function readOne(client: FifoClient, target: Target, call: Call): Promise<unknown> {
  const { collection, id } = target;
  const request = { method: 'GET', url: client.urls.object(collection, id), attempt: 'list' } as const;
  const reply = await client.send({ ...request, accept: [403, 404] }, call);
  return reply.status === 200 ? reply.json() : undefined;
}

export async function* listDatasets(
  client: FifoClient,
  connection: string,
  pageSize: number,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  const { elements, reply } = await readAll(client, 'datasets', call);
  for (let at = 0; at < elements.length; at += pageSize) {
    yield elements
      .slice(at, at + pageSize)
      .map((element) => parseDataset(element, connection, reply, call.operation).document);
    await nextTurn();
  }
}

interface Edit {
  readonly id: string;
  readonly edit: ImageEdit;
  readonly revision: string | undefined;
}

interface Step {
  readonly place: Place;
  /** `undefined`: it is removed. */
  readonly value: JsonValue | undefined;
}

/** One key a request; what is so already is not sent (fifo.md §5, metadata). */
export async function editDataset(
  client: FifoClient,
  connection: string,
  { id, edit, revision }: Edit,
  call: Call,
): Promise<ImageDocument> {
  const before = await showDataset(client, connection, id, call);
  const { image } = before.document;
  if (revision !== undefined && revision !== image.revision) {
    throw new AppError('CONFLICT', `Dataset ${id} was changed by someone else meanwhile. Nothing was sent.`, {
      operation: call.operation,
      hint: 'Look at it as it is now, then change it again.',
      context: { imageId: id },
    });
  }
  const steps = stepsOf(image.properties, edit, call.operation);
  if (steps.length === 0) return before.document;
  for (const [index, step] of steps.entries()) {
    await take(client, datasetOf(id, call), step, call).catch((error: unknown) => {
      throw index > 0 && isAppError(error) ? partly(error, index, steps) : error;
    });
  }
  return (await showDataset(client, connection, id, call)).document;
}

async function take(client: FifoClient, target: Target, step: Step, call: Call): Promise<void> {
  await client.send(requestOf(client.urls, target, step), call);
}

function requestOf(urls: FifoUrls, target: Target, { place, value }: Step): FifoChange {
  return value === undefined ? unsetRequest(urls, target, place) : setRequest(urls, target, place, value);
}

/** What an edit would send; `urls` say where it is shown to go. */
export function previewDataset(urls: FifoUrls, image: Image, edit: ImageEdit, operation: string): Foreseen {
  const target: Target = { collection: 'datasets', id: image.id };
  const requests = stepsOf(image.properties, edit, operation).map((step) => {
    const request = requestOf(urls, target, step);
    return { method: request.method, path: request.url, headers: {}, body: bodyOf(request) ?? null };
  });
  return { requests, notes: requests.length > 1 ? [ONE_BY_ONE] : [] };
}

const ONE_BY_ONE = 'Project-FiFo takes one key a request: if one fails, those before it stay.';

/** All ways are checked before the first request. */
function stepsOf(
  properties: Readonly<Record<string, JsonValue>>,
  edit: ImageEdit,
  operation: string,
): readonly Step[] {
  const steps: Step[] = [];
  for (const [name, value] of Object.entries(edit.setProperties ?? {})) {
    const path = pathOf(name, properties);
    const place = placeOf(path, operation);
    if (!isDeepStrictEqual(valueAt(properties, path), value)) steps.push({ place, value });
  }
  for (const name of edit.unsetProperties ?? []) {
    const path = pathOf(name, properties);
    const place = placeOf(path, operation);
    if (valueAt(properties, path) !== undefined) steps.push({ place, value: undefined });
  }
  return steps;
}

function partly(error: AppError, written: number, steps: readonly Step[]): AppError {
  const of = steps.length;
  return new AppError(error.code, error.message, {
    operation: error.operation,
    hint: `${written} of ${of} changes were made before. ${error.hint ?? 'Look at the dataset as it is now.'}`,
    retry: error.retry,
    context: { ...error.context, written, of },
    cause: error,
  });
}
