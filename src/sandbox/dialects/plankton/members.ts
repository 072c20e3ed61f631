import type { Exchange } from '../../http/exchange.ts';
import type { Services } from '../dialect.ts';
import { type Account, idOf, uuidOf } from './accounts.ts';
import { badRequest, replyEmpty, replyJson } from './faults.ts';
import { member, parseJson } from './identity.ts';
import type { Registry } from './registry.ts';

/** Who may read an image (plankton.md §5). There is no asking and accepting: a member sees it at once. */
export class PlanktonMembers {
  readonly #services: Services;
  readonly #registry: Registry;

  constructor(services: Services, registry: Registry) {
    this.#services = services;
    this.#registry = registry;
  }

  list(exchange: Exchange, account: Account, id: string): void {
    const { object, image } = this.#registry.readable(account, id);
    const others = this.#services.store.members.list(image.id).map(({ memberId }) => memberId);
    const members = [...(object.isOwnerListed ? [object.account] : []), ...others].map((memberId) => ({
      member_id: uuidOf(memberId),
      can_share: false,
    }));
    replyJson(exchange, 200, { members });
  }

  async replace(exchange: Exchange, account: Account, id: string): Promise<void> {
    const type = exchange.header('content-type')?.split(';')[0]?.trim();
    if (type !== 'application/json') {
      throw badRequest(`Invalid content type: ${type ?? 'none'}. Supported: application/json`);
    }
    const memberships = member(parseJson(await exchange.body()), 'memberships');
    if (memberships === undefined) throw badRequest("Malformed request. Missing attribute 'memberships'.");
    if (!Array.isArray(memberships)) throw badRequest("Invalid 'memberships' field");
    const wanted = new Set(
      memberships.map((entry: unknown) => {
        if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
          throw badRequest("Invalid 'memberships' field");
        const memberId = member(entry, 'member_id');
        if (typeof memberId !== 'string')
          throw badRequest("Malformed request. Missing attribute 'member_id'.");
        return idOf(memberId);
      }),
    );
    const { image } = this.#registry.writable(account, id);
    const { store } = this.#services;
    store.transaction(() => {
      for (const { memberId } of store.members.list(image.id)) {
        if (!wanted.has(memberId)) store.members.remove(image.id, memberId);
      }
      store.pithos.setImage(image.id, { isOwnerListed: wanted.has(account.id) });
      // The marker `*` is that of public images, which this call does not touch.
      for (const memberId of wanted) if (memberId !== '*') this.#add(account, image.id, memberId);
    });
    replyEmpty(exchange, 204);
  }

  add(exchange: Exchange, account: Account, id: string, memberId: string): void {
    const { image } = this.#registry.writable(account, id);
    this.#services.store.transaction(() => this.#add(account, image.id, idOf(memberId)));
    replyEmpty(exchange, 204);
  }

  remove(exchange: Exchange, account: Account, id: string, memberId: string): void {
    const { image } = this.#registry.writable(account, id);
    const { store } = this.#services;
    if (idOf(memberId) === account.id) store.pithos.setImage(image.id, { isOwnerListed: false });
    else store.members.remove(image.id, idOf(memberId));
    replyEmpty(exchange, 204);
  }

  #add(account: Account, imageId: string, memberId: string): void {
    const { store } = this.#services;
    if (memberId === account.id) {
      store.pithos.setImage(imageId, { isOwnerListed: true });
      return;
    }
    if (!store.members.add(imageId, memberId, 'accepted'))
      store.members.setStatus(imageId, memberId, 'accepted');
    if (store.images.get(imageId)?.visibility === 'private')
      store.images.update(imageId, { visibility: 'shared' });
  }
}
