import { setTimeout as sleep } from 'node:timers/promises';
import { regions } from '../../seed/identities.ts';
import { isStoreName, type StoreName, storeNames } from '../../store/blobs.ts';
import type { StoredImage } from '../../store/image.ts';
import type { Switches } from '../../switches/switches.ts';
import type { Services } from '../dialect.ts';
import { type Access, type Call, type Caller, isOwner, viewer } from './access.ts';
import { fault, notAuthorized } from './faults.ts';
import { lacks } from './release.ts';
import { memberOf, readJson, replyEmpty } from './replies.ts';
import { activate, queuedAgain } from './upload.ts';

/** The import methods that the service offers now. */
export function importMethods(switches: Switches): readonly string[] {
  if (switches.flag('no-import') || lacks(switches, 6)) return [];
  const methods = ['glance-direct', 'web-download'];
  if (!switches.flag('no-stores') && !lacks(switches, 8)) methods.push('copy-image');
  return switches.flag('glance-download') ? [...methods, 'glance-download'] : methods;
}

const importingTo = 'os_glance_importing_to_stores';
const failedImport = 'os_glance_failed_import';
const importTask = 'os_glance_import_task';

interface ImportRequest {
  readonly method: string;
  readonly uri: string;
  /** Of `glance-download`: what the client said of the source. */
  readonly remote: {
    readonly imageId: string | undefined;
    readonly region: string | undefined;
    readonly serviceInterface: string;
  };
  readonly stores: readonly string[] | undefined;
  readonly isAllStores: boolean;
  readonly body: object;
}

interface StartedImport extends ImportRequest {
  readonly caller: Caller;
}

const interfaces = ['public', 'internal', 'admin'];
/** Properties that `glance-download` brings along, by the beginning of their names. */
const takenPrefixes = ['hw_', 'trait:', 'os_distro', 'os_secure_boot', 'os_type'];

/** `POST /v2/images/{id}/import` and the work behind it (glance-v2.md §4 "Import"). */
export class Imports {
  readonly #services: Services;
  readonly #access: Access;
  readonly #running = new Set<Promise<void>>();

  constructor(services: Services, access: Access) {
    this.#services = services;
    this.#access = access;
  }

  /** Answers 202 and goes on in the background; the image and its tasks tell how it went. */
  async start({ exchange, caller, parameters: [id = ''] }: Call): Promise<void> {
    const request = parseImport(await readJson(exchange), importMethods(this.#services.switches));
    const image = this.#access.visible(caller, id);
    requireState(image, request.method);
    if (request.method === 'glance-download') requireRemote(request);
    const isFree = this.#services.switches.flag('glance-member-stores');
    if (request.method === 'copy-image' && !caller.isAdmin && !isFree) throw notAuthorized('copy_image');
    if (!isOwner(caller, image)) throw notAuthorized('modify_image');
    if (image.properties.has(importTask)) throw fault(409, 'Image has active task');
    const stores = targetStores(request, image);
    if (stores.length === 0) return replyEmpty(exchange, 202);
    if (request.method === 'web-download' && !/^https?:\/\/[^/]/i.test(request.uri)) {
      throw fault(400, `URI for web-download does not pass filtering: ${request.uri}`);
    }
    const { store } = this.#services;
    const task = store.tasks.add({
      imageId: id,
      type: 'api_image_import',
      owner: caller.projectId ?? null,
      userId: caller.userId,
      requestId: exchange.requestId,
      input: { image_id: id, import_req: request.body, backend: stores },
    });
    store.images.update(id, { properties: new Map([...image.properties, [importTask, task]]) });
    replyEmpty(exchange, 202);
    const work = this.#run(id, task, { ...request, caller }, stores).finally(() =>
      this.#running.delete(work),
    );
    this.#running.add(work);
  }

  /** Waits for what still runs. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  async #run(id: string, task: string, request: StartedImport, stores: readonly StoreName[]): Promise<void> {
    const { store, switches, closing } = this.#services;
    store.tasks.setProgress(task, 'processing', '');
    const isCopy = request.method === 'copy-image';
    this.#mark(id, { [importingTo]: stores.join(',') }, isCopy ? {} : { status: 'importing' });
    try {
      await sleep(switches.number('import-delay-ms') ?? 0, undefined, { signal: closing });
      const image = store.images.get(id);
      if (image === undefined) throw new Error('the image was deleted');
      const sizeBytes = isCopy ? await this.#copy(image, stores) : await this.#import(image, request, stores);
      this.#mark(id, { [importingTo]: '', [failedImport]: '', [importTask]: undefined });
      store.tasks.setProgress(task, 'success', `Copied ${Math.floor(sizeBytes / 1024 ** 2)} MiB`, {
        image_id: id,
      });
    } catch {
      // Why it failed is in the service's log, never in its API.
      if (closing.aborted) return;
      const failed = { [importingTo]: '', [failedImport]: stores.join(','), [importTask]: undefined };
      this.#mark(id, failed, isCopy ? {} : queuedAgain);
      store.tasks.setProgress(task, 'failure', 'Task failed due to Internal Error');
    } finally {
      if (!isCopy) await store.blobs.remove('staging', id);
    }
  }

  async #copy(image: StoredImage, stores: readonly StoreName[]): Promise<number> {
    const { store } = this.#services;
    const [from] = image.stores;
    if (!isStoreName(from)) throw new Error('the image has no data');
    for (const to of stores) await store.blobs.copy(from, to, image.id);
    const kept = store.images.update(image.id, { stores: [...image.stores, ...stores] }, ['active']);
    if (kept === undefined) {
      for (const to of stores) await store.blobs.remove(to, image.id);
      throw new Error('the image is no longer active');
    }
    return image.sizeBytes ?? 0;
  }

  async #import(image: StoredImage, request: StartedImport, stores: readonly StoreName[]): Promise<number> {
    const { store, switches } = this.#services;
    const blob = await store.blobs.receive(await this.#source(image, request), switches.number('size-cap'));
    await activate(this.#services, store.images.get(image.id) ?? image, blob, stores);
    return blob.sizeBytes;
  }

  async #source(image: StoredImage, request: StartedImport): Promise<AsyncIterable<Uint8Array>> {
    const { store, closing } = this.#services;
    if (request.method === 'web-download') return fetchBytes(request.uri, closing);
    if (request.method === 'glance-download') return this.#remoteBytes(image, request);
    return store.blobs.read('staging', image.id, 0, Number.MAX_SAFE_INTEGER);
  }

  /** The other region's Glance shows the same images; formats and some properties come with the bytes. */
  #remoteBytes(image: StoredImage, { remote, caller }: StartedImport): AsyncIterable<Uint8Array> {
    const { store } = this.#services;
    const isThere = regions.some((region) => region.toLowerCase() === remote.region?.toLowerCase());
    if (!isThere || !interfaces.includes(remote.serviceInterface)) throw new Error('no such endpoint');
    const source = this.#access.visible(viewer(caller), remote.imageId ?? '');
    const [place] = source.stores;
    if (source.status !== 'active' || !isStoreName(place)) throw new Error('the source is not active');
    const taken = [...source.properties].filter(([key]) =>
      takenPrefixes.some((prefix) => key.startsWith(prefix)),
    );
    const { diskFormat, containerFormat } = source;
    this.#mark(image.id, Object.fromEntries(taken), { diskFormat, containerFormat });
    return store.blobs.read(place, source.id, 0, Number.MAX_SAFE_INTEGER);
  }

  /** Changes bookkeeping properties (undefined removes one) beside whatever a client changed meanwhile. */
  #mark(
    id: string,
    marks: Readonly<Record<string, string | undefined>>,
    changes: Parameters<Services['store']['images']['update']>[1] = {},
  ): void {
    const { images } = this.#services.store;
    const image = images.get(id);
    if (image === undefined) return;
    const properties = new Map(image.properties);
    for (const [name, value] of Object.entries(marks)) {
      if (value === undefined) properties.delete(name);
      else properties.set(name, value);
    }
    images.update(id, { ...changes, properties });
  }
}

/** The body behind an address. @throws when it does not answer with one. */
export async function fetchBytes(uri: string, closing: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(uri, { signal: closing, redirect: 'follow' });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the source answered ${response.status}`);
  }
  return response.body;
}

function parseImport(body: object, methods: readonly string[]): ImportRequest {
  const method = memberOf(body, 'method');
  if (method === undefined) throw fault(400, `Import request requires a 'method' field.`);
  const name = memberOf(method, 'name');
  if (name === undefined) throw fault(400, `Import request requires a 'name' field.`);
  if (typeof name !== 'string' || !methods.includes(name))
    throw fault(400, `Unknown import method name '${String(name)}'.`);
  for (const option of ['all_stores_must_succeed', 'all_stores']) {
    const value = memberOf(body, option);
    if (value !== undefined && typeof value !== 'boolean')
      throw fault(400, `'${option}' must be boolean value only`);
  }
  const stores = memberOf(body, 'stores');
  return {
    method: name,
    uri: String(memberOf(method, 'uri') ?? ''),
    remote: {
      imageId: textOf(method, 'glance_image_id'),
      region: textOf(method, 'glance_region'),
      serviceInterface: textOf(method, 'glance_service_interface') ?? 'public',
    },
    stores: Array.isArray(stores) ? stores.map(String) : undefined,
    isAllStores: memberOf(body, 'all_stores') === true,
    body,
  };
}

function textOf(value: unknown, key: string): string | undefined {
  const text = memberOf(value, key);
  return text === undefined ? undefined : String(text);
}

function requireRemote({ method, remote: { region, imageId } }: ImportRequest): void {
  if (region === undefined) throw fault(400, `'glance_region' needs to be set for ${method} import method`);
  if (imageId === undefined)
    throw fault(400, `'glance_image_id' needs to be set for ${method} import method`);
  if (!/^[0-9a-f]{32}$/i.test(imageId.replaceAll('-', '')))
    throw fault(400, `Remote image id does not look like a UUID: ${imageId}`);
}

function requireState(image: StoredImage, method: string): void {
  const { status } = image;
  if (method === 'copy-image') {
    if (status !== 'active') throw fault(409, 'Only images with status active can be targeted for copying');
  } else if (status === 'active') {
    throw fault(409, 'Image with status active cannot be target for import');
  } else if (['web-download', 'glance-download'].includes(method) && status !== 'queued') {
    throw fault(409, `Image needs to be in 'queued' state to use '${method}' method`);
  } else if (method === 'glance-direct' && status !== 'uploading') {
    throw fault(409, `Image needs to be staged before 'glance-direct' method can be used`);
  }
  if (image.containerFormat === null) throw fault(409, `'container_format' needs to be set before import`);
  if (image.diskFormat === null) throw fault(409, `'disk_format' needs to be set before import`);
}

function targetStores(request: ImportRequest, image: StoredImage): readonly StoreName[] {
  if (request.isAllStores && request.stores !== undefined) {
    throw fault(409, 'Stores parameter and all_stores parameter can not both be set');
  }
  const asked: readonly string[] = request.isAllStores ? storeNames : (request.stores ?? ['main']);
  const unknown = asked.find((name) => !isStoreName(name));
  if (unknown !== undefined) throw fault(409, `Store for identifier ${unknown} not found`);
  const stores = [...new Set(asked.filter(isStoreName))];
  if (request.method !== 'copy-image') return stores;
  if (request.isAllStores) return stores.filter((name) => !image.stores.includes(name));
  const present = stores.find((name) => image.stores.includes(name));
  if (present !== undefined) throw fault(400, `Image is already present at store '${present}'`);
  return stores;
}
