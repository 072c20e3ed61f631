import { randomUUID } from 'node:crypto';
import { isStoreName } from '../../store/blobs.ts';
import { blockHash, inBlocks, objectHash } from '../../store/pithos-blocks.ts';
import type { Services } from '../dialect.ts';
import type { Account } from './accounts.ts';
import { badRequest, PlanktonFault } from './faults.ts';
import type { PlanktonImage } from './image-view.ts';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Which objects are images, and who may see and change them. */
export class Registry {
  readonly #services: Services;
  #adopting: Promise<void> | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Makes the store's raw images objects (`images/<id>` of their owner), and forgets objects whose image
   * another dialect deleted. Called before each answer, so both services always agree with the others.
   */
  async follow(): Promise<void> {
    const { pithos } = this.#services.store;
    pithos.forgetDeleted();
    if (pithos.unknownImages().length === 0) return;
    this.#adopting ??= this.#adopt().finally(() => {
      this.#adopting = undefined;
    });
    await this.#adopting;
  }

  /** All images the account may read: its own, those shared with it and the public ones. */
  visible(account: Account): readonly PlanktonImage[] {
    const { images, pithos } = this.#services.store;
    const objects = new Map(pithos.registered().map((object) => [object.uuid, object]));
    const shared = pithos.sharedWith(account.id);
    return images
      .find({
        viewer: { projectId: undefined, isAdmin: true },
        visibility: 'all',
        conditions: [{ column: 'disk_format', operator: '=', values: ['raw'] }],
      })
      .flatMap((image) => {
        const object = objects.get(image.id);
        return object !== undefined && mayRead(account, { object, image }, shared) ? [{ object, image }] : [];
      });
  }

  /** @throws PlanktonFault 400 for what is no uuid, 404 for what is no image, 403 for a stranger's. */
  readable(account: Account, id: string): PlanktonImage {
    if (!uuidPattern.test(id)) throw badRequest('Invalid image ID');
    const { images, pithos } = this.#services.store;
    const object = pithos.get(id.toLowerCase());
    const image = object?.registeredAt == null ? undefined : images.get(object.uuid);
    if (object === undefined || image === undefined) throw new PlanktonFault(404, 'Image not found');
    if (!mayRead(account, { object, image }, pithos.sharedWith(account.id)))
      throw new PlanktonFault(403, 'Not allowed');
    return { object, image };
  }

  /** An image that the account may change: only its own. */
  writable(account: Account, id: string): PlanktonImage {
    const entry = this.readable(account, id);
    if (entry.object.account !== account.id) throw new PlanktonFault(403, 'Not allowed');
    return entry;
  }

  async #adopt(): Promise<void> {
    const { images, pithos, blobs } = this.#services.store;
    for (const id of pithos.unknownImages()) {
      const image = images.get(id);
      const [place] = image?.stores ?? [];
      if (image?.owner == null || image.sizeBytes === null || !isStoreName(place)) continue;
      const hashes: string[] = [];
      if (image.sizeBytes > 0) {
        const source = blobs.read(place, id, 0, image.sizeBytes - 1);
        try {
          for await (const block of inBlocks(source)) hashes.push(await blockHash(block));
        } catch (error) {
          // Deleted while it was read: then it is no object either.
          if (images.get(id) === undefined) continue;
          throw error;
        }
      }
      const content = {
        contentType: 'application/octet-stream',
        sizeBytes: image.sizeBytes,
        hash: await objectHash(hashes),
        md5: image.md5 ?? '',
        sha256: image.sha256 ?? '',
        sha512: image.sha512 ?? '',
      };
      const home = { account: image.owner, container: 'images' };
      // The plain name may be taken by an object that a client called so.
      const isFree = pithos.at({ ...home, name: id }) === undefined;
      const name = isFree ? id : `adopted/${randomUUID()}`;
      pithos.put(id, { ...home, name }, content, { registeredAt: image.createdAt });
    }
  }
}

function mayRead(account: Account, { object, image }: PlanktonImage, shared: ReadonlySet<string>): boolean {
  if (object.account === account.id || image.visibility === 'public') return true;
  return image.visibility === 'shared' && shared.has(image.id);
}
