import { isStoreName } from '../../store/blobs.ts';
import { isoMicroseconds } from '../../store/clock.ts';
import type { Services } from '../dialect.ts';
import { type Access, type Call, isOwner } from './access.ts';
import { exceeded, tagLimit } from './attributes.ts';
import { fault, notAuthorized } from './faults.ts';
import { imageView } from './image-view.ts';
import { removeImage } from './remove-image.ts';
import { replyEmpty, replyJson } from './replies.ts';
import { checkImageSchema } from './schema-check.ts';

/** The calls on one image that need few words each. */
export class ImageActions {
  readonly #services: Services;
  readonly #access: Access;

  constructor(services: Services, access: Access) {
    this.#services = services;
    this.#access = access;
  }

  show({ exchange, caller, parameters: [id = ''] }: Call): void {
    replyJson(exchange, 200, imageView(this.#access.visible(caller, id), this.#services.switches));
  }

  async remove({ exchange, caller, parameters: [id = ''] }: Call): Promise<void> {
    const missing = `Failed to find image ${id} to delete`;
    const image = this.#access.writable(caller, id, 'delete_image', missing);
    if (image.isProtected) throw fault(403, `Image ${id} is protected and cannot be deleted.`);
    this.#refuseInUse();
    await removeImage(this.#services.store, id);
    replyEmpty(exchange, 204);
  }

  /** As where a volume or a machine is a clone of the image in the same store (glance-v2.md, DELETE). */
  #refuseInUse(): void {
    const { switches } = this.#services;
    const left = switches.number('image-in-use') ?? 0;
    if (left === 0) return;
    switches.set('image-in-use', left - 1);
    throw fault(
      409,
      'The image cannot be deleted because it is in use through the backend store outside of Glance.',
    );
  }

  addTag({ exchange, caller, parameters: [id = '', tag = ''] }: Call): void {
    checkImageSchema({ tags: [tag] });
    const image = this.#access.writable(caller, id, 'modify_image', `Image ${id} not found.`);
    if (!image.tags.includes(tag)) {
      const count = image.tags.length + 1;
      if (count > tagLimit) {
        throw fault(
          413,
          `Image tag limit exceeded for image ${id}: ${exceeded('image tags', count, tagLimit)}:`,
        );
      }
      this.#services.store.images.update(id, { tags: [...image.tags, tag] });
    }
    replyEmpty(exchange, 204);
  }

  removeTag({ exchange, caller, parameters: [id = '', tag = ''] }: Call): void {
    const image = this.#access.writable(caller, id, 'modify_image', `Image ${id} not found.`);
    if (!image.tags.includes(tag)) throw fault(404);
    this.#services.store.images.update(id, { tags: image.tags.filter((other) => other !== tag) });
    replyEmpty(exchange, 204);
  }

  /** For the image's owner and administrators, as Zed's policy has it. */
  setActive({ exchange, caller, parameters: [id = ''] }: Call, isActive: boolean): void {
    const verb = isActive ? 'reactivate' : 'deactivate';
    const image = this.#access.writable(caller, id, verb);
    if (image.status !== 'active' && image.status !== 'deactivated') {
      throw fault(403, `Not allowed to ${verb} image in status '${image.status}'`);
    }
    this.#services.store.images.update(id, { status: isActive ? 'active' : 'deactivated' });
    replyEmpty(exchange, 204);
  }

  tasks({ exchange, caller, parameters: [id = ''] }: Call): void {
    this.#access.visible(caller, id, 'The resource could not be found.');
    const tasks = this.#services.store.tasks.ofImage(id).map((task) => ({
      id: task.id,
      type: task.type,
      status: task.status,
      owner: task.owner,
      expires_at: task.expiresAt === null ? null : isoMicroseconds(task.expiresAt),
      created_at: isoMicroseconds(task.createdAt),
      updated_at: isoMicroseconds(task.updatedAt),
      deleted_at: null,
      deleted: false,
      image_id: task.imageId,
      request_id: task.requestId,
      user_id: task.userId,
      input: task.input,
      result: task.result,
      message: task.message,
    }));
    replyJson(exchange, 200, { tasks });
  }

  /** `DELETE /v2/stores/{store}/{image}` */
  async removeFromStore({ exchange, caller, parameters: [store = '', id = ''] }: Call): Promise<void> {
    if (!isStoreName(store)) throw fault(409, `The selected store ${store} is not available on this node.`);
    const image = this.#access.visible(caller, id, `Failed to find image ${id}`);
    const isFree = this.#services.switches.flag('glance-member-stores') && isOwner(caller, image);
    if (!caller.isAdmin && !isFree) throw notAuthorized('delete_image_location');
    if (image.status !== 'active') {
      throw fault(409, `It's not allowed to remove image data from store if image status is not 'active'`);
    }
    if (image.stores.length === 1) {
      throw fault(
        403,
        'Cannot delete image data from the only store containing it. Consider deleting the image instead.',
      );
    }
    if (!image.stores.includes(store)) throw fault(404, `Image ${id} is not stored in store ${store}.`);
    this.#services.store.images.update(id, { stores: image.stores.filter((name) => name !== store) });
    await this.#services.store.blobs.remove(store, id);
    replyEmpty(exchange, 204);
  }
}
