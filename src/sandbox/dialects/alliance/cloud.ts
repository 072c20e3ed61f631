import { setTimeout as sleep } from 'node:timers/promises';
import { allianceNamespaces } from '../../seed/alliance-places.ts';
import type { AlliancePlace } from '../../store/alliance-rows.ts';
import type { StoredImage } from '../../store/image.ts';
import type { Viewer } from '../../store/image-query.ts';
import type { Services } from '../dialect.ts';
import { Access } from '../glance/access.ts';
import { fetchBytes } from '../glance/imports.ts';
import { activate, queuedAgain } from '../glance/upload.ts';
import { AllianceFault } from './faults.ts';

/** A cloud and the project in it that a request is addressed to. */
export interface Target {
  readonly namespace: (typeof allianceNamespaces)[number];
  readonly projectId: string;
}

const home: AlliancePlace = { namespaces: [allianceNamespaces[0]], copyFrom: null };

/** The images of the clouds behind the gateway, each seen by one project in one cloud. */
export class Clouds {
  readonly #services: Services;
  readonly #access: Access;
  readonly #copies = new Set<Promise<void>>();

  constructor(services: Services) {
    this.#services = services;
    this.#access = new Access(services);
  }

  list({ namespace, projectId }: Target): readonly StoredImage[] {
    const { images, alliance } = this.#services.store;
    const places = alliance.all();
    return images
      .find({
        viewer: viewer(projectId),
        conditions: [{ column: 'os_hidden', operator: '=', values: [0] }],
      })
      .filter(({ id }) => (places.get(id) ?? home).namespaces.includes(namespace));
  }

  /** @throws AllianceFault 404 when the cloud or the project does not show it */
  image({ namespace, projectId }: Target, id: string): StoredImage {
    const image = this.#find(projectId, id);
    if (image === undefined || !this.place(id).namespaces.includes(namespace)) throw noImage(id);
    return image;
  }

  /** An image that the project may change. @throws AllianceFault 404 or 403 */
  ownImage(target: Target, key: string, isName: boolean): StoredImage {
    const found = isName ? this.list(target).filter(({ name }) => name === key) : [this.image(target, key)];
    const [image] = found;
    if (image === undefined) throw noImage(key);
    if (found.length > 1) throw new AllianceFault(409, `Several images are named ${key}.`);
    if (image.owner !== target.projectId)
      throw new AllianceFault(403, 'You are not permitted to modify this image.');
    return image;
  }

  place(id: string): AlliancePlace {
    return this.#services.store.alliance.get(id) ?? home;
  }

  /** Fetches an image's bytes in the background: queued, saving, then active, or killed. */
  copy(id: string, uri: string): void {
    const work = this.#copy(id, uri).finally(() => this.#copies.delete(work));
    this.#copies.add(work);
  }

  async settle(): Promise<void> {
    await Promise.allSettled([...this.#copies]);
  }

  async #copy(id: string, uri: string): Promise<void> {
    const { store, switches, closing } = this.#services;
    try {
      // The creation is answered first, and says queued.
      await sleep(switches.number('import-delay-ms') ?? 0, undefined, { signal: closing });
      const image = store.images.update(id, { status: 'saving' }, ['queued']);
      if (image === undefined) return;
      const blob = await store.blobs.receive(await fetchBytes(uri, closing), switches.number('size-cap'));
      await activate(this.#services, image, blob, ['main']);
    } catch {
      if (closing.aborted) return;
      store.images.update(id, { ...queuedAgain, status: 'killed' }, ['saving']);
    }
  }

  #find(projectId: string, id: string): StoredImage | undefined {
    try {
      return this.#access.visible(viewer(projectId), id);
    } catch {
      return undefined;
    }
  }
}

function viewer(projectId: string): Viewer {
  return { projectId, isAdmin: false };
}

function noImage(key: string): AllianceFault {
  return new AllianceFault(404, `No image found with ID ${key}`);
}
