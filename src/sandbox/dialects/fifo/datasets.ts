import { storeNames } from '../../store/blobs.ts';
import type { StoredImage } from '../../store/image.ts';
import { DuplicateImage } from '../../store/image-rows.ts';
import type { Services } from '../dialect.ts';
import type { Access } from './access.ts';
import type { SignedCall } from './call.ts';
import { datasetMetadata, datasetView } from './dataset-view.ts';
import { crash, FifoFault } from './faults.ts';
import { isNetwork, type Manifest, type Network, readManifest } from './manifest.ts';
import { countWrite, metadataWith, metadataWithout } from './metadata.ts';
import { locationOf, readObject, readValue, replyList, replyNothing, replyObject } from './replies.ts';

/** How much of a dataset has come, 0 to 1, while its bytes do. */
export type Progress = Map<string, number>;

/** A dataset without bytes: for Glance a compressed raw disk that waits for its data. */
export function insertDataset(
  { store }: Services,
  id: string,
  owner: string | null,
  { name, fields, metadata }: Manifest,
  status: 'queued' | 'importing' = 'queued',
): void {
  const formats = { diskFormat: 'raw', containerFormat: 'compressed', visibility: 'private' } as const;
  store.transaction(() => {
    store.images.insert({ id, owner, name, status, ...formats });
    store.datasets.set(id, { fields, metadata });
  });
}

/** Datasets, which are the images (fifo.md §5), but for their bytes and their import. */
export class Datasets {
  readonly #services: Services;
  readonly #access: Access;
  readonly #progress: Progress;

  constructor(services: Services, access: Access, progress: Progress) {
    this.#services = services;
    this.#access = access;
    this.#progress = progress;
  }

  maySee = ({ caller, id }: SignedCall): boolean => {
    const image = this.#services.store.images.get(id);
    return image === undefined ? this.#access.mayMissing(caller) : this.#access.maySeeDataset(caller, image);
  };

  /** Also false for an image that Glance protects, which FiFo would say with a missing permission. */
  mayRemove = (call: SignedCall): boolean =>
    this.mayChange(call) && this.#services.store.images.get(call.id)?.isProtected !== true;

  mayChange = ({ caller, id }: SignedCall): boolean => {
    const image = this.#services.store.images.get(id);
    return image === undefined
      ? caller.isMember && this.#access.mayMissing(caller)
      : this.#access.mayChange(caller, image);
  };

  list(call: SignedCall): void {
    const { projectId, isAdmin } = call.caller;
    const { images } = this.#services.store;
    replyList(
      call,
      images.find({ viewer: { projectId, isAdmin }, visibility: 'all' }).map((image) => this.#view(image)),
    );
  }

  show(call: SignedCall): void {
    replyObject(call, this.#view(this.#find(call)));
  }

  /** A manifest for a new id: POST in API 0.1.0, PUT in the later ones. */
  async create(call: SignedCall): Promise<void> {
    const manifest = readManifest(await readObject(call));
    // Other dialects and the disk want real UUIDs, where FiFo only counts the characters.
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(call.id)) throw new FifoFault(400);
    try {
      insertDataset(this.#services, call.id, call.caller.projectId ?? null, manifest);
    } catch (error) {
      if (error instanceof DuplicateImage) throw new FifoFault(400);
      throw error;
    }
    // The last field that the servers' handlers read has no clause for its absence: the dataset stays.
    if (manifest.fields['os'] === undefined) throw crash();
    const isDocumented = this.#services.switches.flag('fifo-documented');
    const location = call.generation === 1 ? locationOf(call, 'datasets', call.id) : undefined;
    replyNothing(call, isDocumented && call.generation === 1 ? 303 : 201, location);
  }

  async remove(call: SignedCall): Promise<void> {
    const { store } = this.#services;
    const image = this.#find(call);
    if (['saving', 'uploading', 'importing'].includes(image.status)) throw new FifoFault(409);
    store.images.remove(image.id);
    for (const place of [...storeNames, 'staging'] as const) await store.blobs.remove(place, image.id);
    replyNothing(call, 204);
  }

  async setMetadata(call: SignedCall): Promise<void> {
    const body = await readValue(call);
    countWrite(this.#services.switches);
    const { images, datasets } = this.#services.store;
    const image = images.get(call.id);
    if (image === undefined) throw crash();
    const shown = datasetMetadata(image, datasets.get(image.id));
    const changed = metadataWith(shown, call.rest, body);
    const key = call.rest[0] ?? Object.keys(Object(body))[0] ?? '';
    // Only what was written here is kept here: the rest stays with the image's properties.
    const { metadata } = datasets.get(image.id);
    const own = Object.fromEntries([...Object.entries(metadata), [key, changed[key]]]);
    datasets.set(image.id, { metadata: own });
    replyNothing(call, 204);
  }

  removeMetadata(call: SignedCall): void {
    countWrite(this.#services.switches);
    const { images, datasets } = this.#services.store;
    const image = this.#find(call);
    const [key = '', ...deeper] = call.rest;
    datasets.set(image.id, { metadata: metadataWithout(datasets.get(image.id).metadata, call.rest) });
    if (deeper.length === 0 && image.properties.has(key) && !key.startsWith('os_glance')) {
      const properties = new Map(image.properties);
      properties.delete(key);
      images.update(image.id, { properties });
    }
    replyNothing(call, 204);
  }

  /** `PUT …/networks/<nic>` with a description, of the later APIs. */
  async setNetwork(call: SignedCall): Promise<void> {
    const { description } = await readObject(call);
    const [name] = call.rest;
    const { images, datasets } = this.#services.store;
    if (name === undefined || typeof description !== 'string' || images.get(call.id) === undefined)
      throw crash();
    const networks = this.#networks(call.id);
    const at = networks.findIndex((network) => network.name === name);
    const changed = at < 0 ? [...networks, { name, description }] : networks.with(at, { name, description });
    datasets.set(call.id, { fields: { ...datasets.get(call.id).fields, networks: changed } });
    replyNothing(call, 204);
  }

  removeNetwork(call: SignedCall): void {
    const { datasets } = this.#services.store;
    const { id } = this.#find(call);
    const networks = this.#networks(id).filter(({ name }) => name !== call.rest[0]);
    datasets.set(id, { fields: { ...datasets.get(id).fields, networks } });
    replyNothing(call, 204);
  }

  #networks(id: string): Network[] {
    const { networks } = this.#services.store.datasets.get(id).fields;
    return Array.isArray(networks) ? networks.filter(isNetwork) : [];
  }

  #view(image: StoredImage) {
    const { store, switches } = this.#services;
    return datasetView(image, store.datasets.get(image.id), this.#progress.get(image.id), switches);
  }

  #find({ id }: SignedCall): StoredImage {
    const image = this.#services.store.images.get(id);
    if (image === undefined) throw new FifoFault(404);
    return image;
  }
}
