import { isoSeconds } from '../../store/clock.ts';
import type { StoredImage } from '../../store/image.ts';
import { memberStatuses, type StoredMember } from '../../store/member-rows.ts';
import type { Services } from '../dialect.ts';
import { type Access, type Call, type Caller, isOwner } from './access.ts';
import { exceeded } from './attributes.ts';
import { fault, type GlanceFault, notAuthorized } from './faults.ts';
import { lacks } from './release.ts';
import { memberOf, readJson, replyJson } from './replies.ts';

const memberLimit = 128;

/** `/v2/images/{id}/members`: who sees and changes which membership (glance-v2.md §4 "Members"). */
export class Members {
  readonly #services: Services;
  readonly #access: Access;

  constructor(services: Services, access: Access) {
    this.#services = services;
    this.#access = access;
  }

  /** The owner sees all, a member itself only. */
  list({ exchange, caller, parameters: [id = ''] }: Call): void {
    const refusal = `Not allowed to list members for image ${id}: Only shared images have members.`;
    const image = this.#sharedImage(caller, id, fault(403, refusal));
    const members = this.#services.store.members
      .list(image.id)
      .filter((member) => maySeeAll(caller, image) || member.memberId === caller.projectId);
    replyJson(exchange, 200, { members: members.map(memberView), schema: '/v2/schemas/members' });
  }

  show({ exchange, caller, parameters: [id = '', memberId = ''] }: Call): void {
    const image = this.#sharedImage(caller, id, fault(404, 'Only shared images have members.'));
    replyJson(exchange, 200, memberView(this.#member(caller, image, memberId)));
  }

  /** Answers 200, not 201. */
  async add({ exchange, caller, parameters: [id = ''] }: Call): Promise<void> {
    const body = await readJson(exchange);
    if (Array.isArray(body)) throw fault(400, 'Expected a member in the form: {"member": "image_id"}');
    const memberId = memberOf(body, 'member');
    if (memberId === undefined) throw fault(400, 'Member to be added not specified');
    if (!memberId) throw fault(400, `Member can't be empty`);
    if (typeof memberId !== 'string') throw fault(500);
    const image = this.#sharedImage(caller, id, fault(403, `Not allowed to create members for image ${id}.`));
    if (!isOwner(caller, image)) throw notAuthorized('add_member');
    const { members } = this.#services.store;
    const count = members.list(id).length + 1;
    if (members.get(id, memberId) !== undefined)
      throw fault(409, `Member ${memberId} is duplicated for image ${id}`);
    if (count > memberLimit) {
      const limit = exceeded('image members', count, memberLimit);
      throw fault(413, `Image member limit exceeded for image ${id}: ${limit}:`);
    }
    members.add(id, memberId);
    // What an old service calls private is what a newer one calls shared.
    if (image.visibility === 'private') this.#services.store.images.update(id, { visibility: 'shared' });
    replyJson(exchange, 200, memberView(this.#member(caller, image, memberId)));
  }

  /** Only the member decides; the owner may not. */
  async setStatus({ exchange, caller, parameters: [id = '', memberId = ''] }: Call): Promise<void> {
    const body = await readJson(exchange);
    if (Array.isArray(body)) throw fault(400, 'Expected a status in the form: {"status": "status"}');
    const asked = memberOf(body, 'status');
    if (asked === undefined) throw fault(400, 'Status not specified');
    const image = this.#sharedImage(caller, id, fault(403, `Not allowed to update members for image ${id}.`));
    const member = this.#member(caller, image, memberId);
    const isMember = caller.isMember && member.memberId === caller.projectId;
    if (!isMember && !caller.isAdmin) throw notAuthorized('modify_member');
    const status = memberStatuses.find((known) => known === asked);
    if (status === undefined) {
      throw fault(400, 'Incorrect request: Status must be "pending", "accepted" or "rejected".');
    }
    this.#services.store.members.setStatus(id, memberId, status);
    replyJson(exchange, 200, memberView(this.#member(caller, image, memberId)));
  }

  remove({ exchange, caller, parameters: [id = '', memberId = ''] }: Call): void {
    const image = this.#sharedImage(caller, id, fault(403, `Not allowed to delete members for image ${id}.`));
    this.#member(caller, image, memberId);
    if (!isOwner(caller, image)) throw notAuthorized('delete_member');
    this.#services.store.members.remove(id, memberId);
    exchange.reply(204, { 'X-Openstack-Request-Id': exchange.requestId });
  }

  #sharedImage(caller: Caller, id: string, notShared: GlanceFault): StoredImage {
    const image = this.#access.visible(caller, id, `Image ${id} not found.`);
    const isOld = lacks(this.#services.switches, 5) && image.visibility === 'private';
    if (image.visibility !== 'shared' && !isOld) throw notShared;
    return image;
  }

  #member(caller: Caller, image: StoredImage, memberId: string): StoredMember {
    const member = this.#services.store.members.get(image.id, memberId);
    const visible = maySeeAll(caller, image) || memberId === caller.projectId;
    if (member === undefined || !visible) {
      throw fault(404, `${memberId} not found in the member list of the image ${image.id}.`);
    }
    return member;
  }
}

function maySeeAll(caller: Caller, image: StoredImage): boolean {
  return caller.isAdmin || (image.owner !== null && image.owner === caller.projectId);
}

function memberView(member: StoredMember) {
  return {
    member_id: member.memberId,
    image_id: member.imageId,
    status: member.status,
    created_at: isoSeconds(member.createdAt),
    updated_at: isoSeconds(member.updatedAt),
    schema: '/v2/schemas/member',
  };
}
