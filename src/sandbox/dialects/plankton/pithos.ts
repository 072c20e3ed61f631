import type { Exchange } from '../../http/exchange.ts';
import { isoSeconds } from '../../store/clock.ts';
import { blockBytes, inBlocks } from '../../store/pithos-blocks.ts';
import type { Services } from '../dialect.ts';
import { type Account, idOf } from './accounts.ts';
import { badRequest, PlanktonFault, replyEmpty } from './faults.ts';
import { objectListing } from './object-list.ts';
import { readObject } from './object-read.ts';
import { bodyOf, requireLength, writeObject } from './object-write.ts';
import { replyList } from './pithos-replies.ts';

/** The object store that holds the images' bytes (plankton.md §9). */
export class Pithos {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** `path` is `account[/container[/object]]`, still percent-encoded. */
  async handle(exchange: Exchange, caller: Account, path: string): Promise<void> {
    const [account = '', container = '', ...object] = decoded(path).split('/');
    const owner = idOf(account);
    const name = object.join('/');
    if (name !== '') return this.#object(exchange, caller, { account: owner, container, name });
    if (owner !== caller.id) throw new PlanktonFault(403, 'Not allowed');
    if (container === '') return this.#account(exchange, owner);
    return this.#container(exchange, owner, container);
  }

  #account(exchange: Exchange, account: string): void {
    const containers = this.#services.store.pithos.containers(account);
    if (exchange.method === 'HEAD') {
      const used = containers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      replyEmpty(exchange, 204, {
        'X-Account-Container-Count': containers.length,
        'X-Account-Bytes-Used': used,
      });
      return;
    }
    if (exchange.method !== 'GET') throw notAllowed('HEAD, GET');
    const rows = containers.map(({ name, objects, sizeBytes, createdAt }) => ({
      name,
      count: objects,
      bytes: sizeBytes,
      last_modified: isoSeconds(createdAt),
    }));
    replyList(exchange, rows);
  }

  async #container(exchange: Exchange, account: string, container: string): Promise<void> {
    const { pithos } = this.#services.store;
    if (exchange.method === 'PUT') {
      return replyEmpty(exchange, pithos.addContainer(account, container) ? 201 : 202);
    }
    const found = pithos.containers(account).find(({ name }) => name === container);
    if (found === undefined) throw new PlanktonFault(404, 'Container does not exist');
    switch (exchange.method) {
      case 'HEAD':
        return replyEmpty(exchange, 204, {
          'X-Container-Object-Count': found.objects,
          'X-Container-Bytes-Used': found.sizeBytes,
          'X-Container-Block-Size': blockBytes,
          'X-Container-Block-Hash': 'sha256',
        });
      case 'GET':
        return replyList(exchange, objectListing(pithos.list(account, container), exchange.query));
      case 'POST':
        return this.#addBlocks(exchange);
      case 'DELETE':
        if (found.objects > 0) throw new PlanktonFault(409, 'Container is not empty');
        pithos.removeContainer(account, container);
        return replyEmpty(exchange, 204);
      default:
        throw notAllowed('HEAD, GET, PUT, POST, DELETE');
    }
  }

  /** Takes the body as blocks and answers with their hashes. */
  async #addBlocks(exchange: Exchange): Promise<void> {
    if (exchange.header('content-type')?.split(';')[0]?.trim() !== 'application/octet-stream') {
      return replyEmpty(exchange, 202);
    }
    requireLength(exchange);
    const hashes: string[] = [];
    for await (const block of inBlocks(bodyOf(this.#services, exchange))) {
      hashes.push(await this.#services.store.blocks.put(block));
    }
    replyList(
      exchange,
      hashes.map((name) => ({ name })),
      202,
      hashes,
    );
  }

  async #object(
    exchange: Exchange,
    caller: Account,
    path: { account: string; container: string; name: string },
  ): Promise<void> {
    const { store } = this.#services;
    if (exchange.method === 'GET' || exchange.method === 'HEAD') {
      return readObject(this.#services, exchange, caller, path);
    }
    if (!['PUT', 'DELETE'].includes(exchange.method)) throw notAllowed('HEAD, GET, PUT, DELETE');
    if (path.account !== caller.id) throw new PlanktonFault(403, 'Not allowed');
    if (exchange.method === 'PUT') return writeObject(this.#services, exchange, path);
    const object = store.pithos.at(path);
    if (object === undefined) throw new PlanktonFault(404, 'Object does not exist');
    store.transaction(() => {
      store.images.remove(object.uuid);
      store.pithos.remove(object.uuid);
    });
    for (const place of ['main', 'second'] as const) await store.blobs.remove(place, object.uuid);
    replyEmpty(exchange, 204);
  }
}

function notAllowed(allowed: string): PlanktonFault {
  return new PlanktonFault(405, 'Method not allowed', { headers: { Allow: allowed } });
}

function decoded(path: string): string {
  try {
    const text = decodeURIComponent(path);
    if (!text.includes('\0')) return text;
  } catch {
    // Answered below, with what else is no text.
  }
  throw badRequest('Invalid path encoding');
}
