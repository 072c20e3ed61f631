import { randomUUID } from 'node:crypto';
import type { StoredPackage } from '../../store/package-rows.ts';
import type { Services } from '../dialect.ts';
import type { Access, Generation } from './access.ts';
import type { SignedCall } from './call.ts';
import { crash, FifoFault } from './faults.ts';
import { countWrite, metadataWith, metadataWithout } from './metadata.ts';
import { isLegal, settableKeys } from './package-fields.ts';
import {
  type JsonObject,
  locationOf,
  readObject,
  readValue,
  replyList,
  replyNothing,
  replyObject,
} from './replies.ts';

/** Packages, the sizing profiles (fifo.md §4). Permissions were checked before; see `routes`. */
export class Packages {
  readonly #services: Services;
  readonly #access: Access;

  constructor(services: Services, access: Access) {
    this.#services = services;
    this.#access = access;
  }

  maySee = ({ caller, id }: SignedCall): boolean => {
    const stored = this.#services.store.packages.get(id);
    return stored === undefined
      ? this.#access.mayMissing(caller)
      : this.#access.maySeePackage(caller, stored);
  };

  mayChange = ({ caller, id }: SignedCall): boolean => {
    const stored = this.#services.store.packages.get(id);
    return stored === undefined
      ? caller.isMember && this.#access.mayMissing(caller)
      : this.#access.mayChange(caller, stored);
  };

  list(call: SignedCall): void {
    const visible = this.#services.store.packages
      .list()
      .filter((stored) => this.#access.maySeePackage(call.caller, stored));
    replyList(
      call,
      visible.map((stored) => packageView(stored, call.generation)),
    );
  }

  show(call: SignedCall): void {
    replyObject(call, packageView(this.#find(call), call.generation));
  }

  /** The object is made with its name, then the rest is set key by key: it stays when one of them crashes. */
  async create(call: SignedCall): Promise<void> {
    const { packages } = this.#services.store;
    const body = await readObject(call);
    const { name } = body;
    if (typeof name !== 'string') throw crash();
    const id = randomUUID();
    const owner = call.caller.projectId ?? null;
    if (!packages.add({ id, name, owner, fields: {}, metadata: {} })) throw new FifoFault(409);
    const fields: Record<string, unknown> = {};
    for (const key of settableKeys) {
      if (!Object.hasOwn(body, key)) continue;
      const breaks = key === 'requirements' && this.#services.switches.flag('fifo-create-breaks');
      const isTaken = isLegal(key, body[key]) && !breaks;
      if (isTaken) fields[key] = body[key];
      packages.setFields(id, fields);
      if (!isTaken) throw crash();
    }
    replyNothing(call, 303, locationOf(call, 'packages', id));
  }

  /** Packages are immutable: a body that parses is always refused. */
  async replace(call: SignedCall): Promise<void> {
    await readValue(call);
    throw new FifoFault(400);
  }

  remove(call: SignedCall): void {
    this.#services.store.packages.remove(this.#find(call).id);
    replyNothing(call, 204);
  }

  async setMetadata(call: SignedCall): Promise<void> {
    const body = await readValue(call);
    countWrite(this.#services.switches);
    const { packages } = this.#services.store;
    // Read after the body came, so that two writers at once do not undo each other.
    const stored = packages.get(call.id);
    if (stored === undefined) throw crash();
    packages.setMetadata(stored.id, metadataWith(stored.metadata, call.rest, body));
    replyNothing(call, 204);
  }

  removeMetadata(call: SignedCall): void {
    countWrite(this.#services.switches);
    const { id, metadata } = this.#find(call);
    this.#services.store.packages.setMetadata(id, metadataWithout(metadata, call.rest));
    replyNothing(call, 204);
  }

  #find({ id }: SignedCall): StoredPackage {
    const stored = this.#services.store.packages.get(id);
    if (stored === undefined) throw new FifoFault(404);
    return stored;
  }
}

function packageView({ id, name, fields, metadata }: StoredPackage, generation: Generation): JsonObject {
  return {
    compression: 'off',
    requirements: [],
    ...fields,
    metadata,
    name,
    uuid: id,
    ...(generation === 2 && { hv_resources: {}, org_resources: {} }),
  };
}
