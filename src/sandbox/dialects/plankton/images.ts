import type { Exchange } from '../../http/exchange.ts';
import { nowMicroseconds } from '../../store/clock.ts';
import type { ImageChanges } from '../../store/image.ts';
import type { Services } from '../dialect.ts';
import { type Account, idOf } from './accounts.ts';
import { badRequest, PlanktonFault, replyEmpty, replyJson } from './faults.ts';
import {
  checkFields,
  checkVocabulary,
  type ImageParameters,
  mergedProperties,
  readParameters,
  registerFields,
  updateFields,
} from './image-parameters.ts';
import { detailView, imageHeaders, summaryView } from './image-view.ts';
import { filteredAndSorted, listQuery } from './list.ts';
import type { Registry } from './registry.ts';

/** The image calls of plankton.md §5. */
export class Images {
  readonly #services: Services;
  readonly #registry: Registry;

  constructor(services: Services, registry: Registry) {
    this.#services = services;
    this.#registry = registry;
  }

  list(exchange: Exchange, account: Account, withDetails: boolean): void {
    const { switches } = this.#services;
    const query = listQuery(exchange.query);
    const found = filteredAndSorted(this.#registry.visible(account), query, switches);
    const images = found.map((entry) =>
      withDetails ? detailView(entry, switches) : summaryView(entry, switches),
    );
    replyJson(exchange, 200, switches.flag('plankton-list-wrapped') ? { images } : images);
  }

  /** What `member` owns and shares with the caller (plankton.md §5, "the code"). */
  listShared(exchange: Exchange, account: Account, member: string): void {
    const shared_images = this.#registry
      .visible(account)
      .filter(({ object, image }) => object.account === idOf(member) && image.visibility !== 'public')
      .map(({ image }) => ({ image_id: image.id, can_share: false }));
    replyJson(exchange, 200, { shared_images });
  }

  show(exchange: Exchange, account: Account, id: string): void {
    replyEmpty(exchange, 200, imageHeaders(this.#registry.readable(account, id), this.#services.switches));
  }

  register(exchange: Exchange, account: Account): void {
    const { store, switches } = this.#services;
    const parameters = readParameters(exchange);
    const { fields, properties } = parameters;
    checkFields(parameters, registerFields, 'Invalid parameters');
    const name = fields.get('name');
    if (name === undefined) throw badRequest("Image 'name' parameter is required");
    if (name === '') throw badRequest('Invalid image name');
    const location = fields.get('location');
    if (location === undefined) throw badRequest("'location' parameter is required");
    const path = parseLocation(location);
    checkVocabulary(parameters);
    // `pitho` is a part of the text `pithos`, and so gets as far as this (plankton.md §8, quirk 13).
    const kind = fields.get('store');
    if (kind !== undefined && kind !== 'pithos') throw badRequest(`Invalid store type '${kind}'`);
    if (path.account !== account.id) throw new PlanktonFault(403, 'Not allowed');
    const object = store.pithos.at(path);
    if (object === undefined) throw new PlanktonFault(404, 'Object does not exist');
    // The server compares this header's text with a number: never equal (plankton.md §8, quirk 4).
    if (fields.has('size')) throw badRequest("Invalid 'size' field");
    const checksum = fields.get('checksum');
    if (checksum !== undefined && checksum !== object.hash) throw badRequest("Invalid 'checksum' field");
    const before = store.images.get(object.uuid);
    const changes: ImageChanges = {
      name,
      status: 'active',
      visibility: isTrue(fields.get('is_public')) ? 'public' : 'shared',
      containerFormat: fields.get('container_format') ?? before?.containerFormat ?? 'bare',
      diskFormat: 'raw',
      sizeBytes: object.sizeBytes,
      virtualSizeBytes: object.sizeBytes,
      md5: object.md5,
      sha256: object.sha256,
      sha512: object.sha512,
      stores: before?.stores ?? ['main'],
      properties: mergedProperties(before?.properties ?? new Map(), properties),
    };
    store.transaction(() => {
      if (before === undefined) store.images.insert({ ...changes, id: object.uuid, owner: account.id });
      else store.images.update(object.uuid, changes);
      // Registering again throws away all members (plankton.md §5).
      for (const { memberId } of store.members.list(object.uuid)) store.members.remove(object.uuid, memberId);
      store.pithos.setImage(object.uuid, {
        registeredAt: nowMicroseconds(),
        diskFormat: fields.get('disk_format') ?? object.diskFormat,
        isOwnerListed: true,
      });
    });
    replyEmpty(exchange, 200, imageHeaders(this.#registry.readable(account, object.uuid), switches));
  }

  update(exchange: Exchange, account: Account, id: string): void {
    const { store, switches } = this.#services;
    const parameters = readParameters(exchange);
    const { fields, properties } = parameters;
    checkFields(parameters, updateFields, 'Invalid metadata');
    checkVocabulary(parameters);
    const { image, object } = this.#registry.writable(account, id);
    store.transaction(() => {
      store.images.update(image.id, {
        ...textChange('name', fields.get('name')),
        ...textChange('containerFormat', fields.get('container_format')),
        ...visibilityChange(parameters, image.visibility),
        properties: mergedProperties(image.properties, properties),
      });
      const status = fields.get('status');
      store.pithos.setImage(object.uuid, {
        diskFormat: fields.get('disk_format') ?? object.diskFormat,
        ...(status !== undefined && { imageStatus: status === '' ? null : status }),
      });
    });
    replyEmpty(exchange, 200, imageHeaders(this.#registry.readable(account, id), switches));
  }

  /** Unregisters: the object stays. */
  remove(exchange: Exchange, account: Account, id: string): void {
    const { store } = this.#services;
    const { image, object } = this.#registry.writable(account, id);
    if (image.isProtected) throw new PlanktonFault(403, 'Not allowed');
    store.transaction(() => {
      store.pithos.setImage(object.uuid, { registeredAt: null, imageStatus: null, diskFormat: 'diskdump' });
      store.images.remove(image.id);
    });
    replyEmpty(exchange, 204);
  }
}

function textChange(field: 'name' | 'containerFormat', value: string | undefined): ImageChanges {
  return value === undefined ? {} : { [field]: value };
}

/** An image that stops being public keeps its members; one that never was public stays as it is. */
function visibilityChange({ fields }: ImageParameters, before: string): ImageChanges {
  const asked = fields.get('is_public');
  if (asked === undefined) return {};
  if (isTrue(asked)) return { visibility: 'public' };
  return before === 'public' ? { visibility: 'shared' } : {};
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

/** @throws PlanktonFault 400 for what is not `pithos://account/container/path`. */
function parseLocation(location: string): { account: string; container: string; name: string } {
  const [scheme, empty, account = '', container = '', ...name] = location.split('/');
  if (scheme !== 'pithos:' || empty === undefined || name.length === 0) {
    throw badRequest(`Invalid location '${location}'`);
  }
  try {
    return {
      account: idOf(decodeURIComponent(account)),
      container: decodeURIComponent(container),
      name: decodeURIComponent(name.join('/')),
    };
  } catch {
    throw badRequest(`Invalid location '${location}'`);
  }
}
