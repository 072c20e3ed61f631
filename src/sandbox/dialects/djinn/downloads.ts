import { setTimeout as sleep } from 'node:timers/promises';
import { headerBytes, virtualSizeBytes } from '../../inspect/disk-header.ts';
import { BlobTooLarge } from '../../store/blob-writer.ts';
import type { PendingBlob } from '../../store/blobs.ts';
import type { Services } from '../dialect.ts';
import { qemuType } from './show.ts';

const limitMs = 10 * 60_000;

/** Why a download failed, in the words of the server's worker. */
class DownloadFailed extends Error {}

/** An address as the server remembers it: in lower case, and without its password. */
export function redacted(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):[^/?#]*@/i, '$1:xxxxx@').toLowerCase();
}

/** The worker that fetches images by address (djinn.md §4 "Worker rules"). */
export class Downloads {
  readonly #services: Services;
  readonly #running = new Set<Promise<void>>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Goes on in the background; the image's `download` tells how it went. */
  start(number: number, imageId: string, url: URL): void {
    const work = this.#run(number, imageId, url).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  /** Waits for what still runs. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  async #run(number: number, imageId: string, url: URL): Promise<void> {
    const { store, switches, closing } = this.#services;
    const wait = () => sleep(switches.number('djinn-download-delay-ms') ?? 0, undefined, { signal: closing });
    try {
      await wait();
      store.djinnImages.markStarted(number);
      store.images.update(imageId, { status: 'importing' }, ['queued']);
      await wait();
      await this.#fetch(imageId, url);
      store.djinnImages.markFinished(number, null);
    } catch (error) {
      // What stopping leaves unfinished is marked as failed when the store is opened again.
      if (closing.aborted) return;
      store.images.update(imageId, { status: 'killed' }, ['queued', 'importing']);
      const reason = error instanceof Error ? error.message : String(error);
      store.djinnImages.markFinished(number, reason);
    }
  }

  async #fetch(imageId: string, url: URL): Promise<void> {
    const { store, switches } = this.#services;
    // The worker compares no bytes at all with the signature, so that no file ever passes.
    if (url.protocol === 'sftp:') throw new DownloadFailed('not a valid qcow2 file');
    const body = await this.#open(url);
    let blob: PendingBlob;
    try {
      blob = await store.blobs.receive(body, switches.number('size-cap'));
    } catch (error) {
      throw new DownloadFailed(error instanceof BlobTooLarge ? 'fs: limit exceeded' : 'unexpected EOF');
    }
    await blob.keep('main', imageId);
    const head = await store.blobs.head('main', imageId, headerBytes);
    const { sizeBytes, md5, sha256, sha512 } = blob;
    const virtual = virtualSizeBytes('qcow2', head, sizeBytes);
    const active = { status: 'active', sizeBytes, virtualSizeBytes: virtual, stores: ['main'] } as const;
    const kept = store.images.update(imageId, { ...active, md5, sha256, sha512 }, ['importing']);
    if (kept === undefined) await store.blobs.remove('main', imageId);
  }

  /** The status is not looked at; the type must be exactly right, without parameters. */
  async #open(url: URL): Promise<AsyncIterable<Uint8Array>> {
    const target = new URL(url);
    const headers: Record<string, string> = {};
    if (url.username !== '') {
      const userInfo = url.password === '' ? url.username : `${url.username}:${url.password}`;
      headers['Authorization'] = `Basic ${Buffer.from(userInfo).toString('base64')}`;
      target.username = '';
      target.password = '';
    }
    const signal = AbortSignal.any([this.#services.closing, AbortSignal.timeout(limitMs)]);
    let response: Response;
    try {
      response = await fetch(target, { headers, signal });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'failed';
      throw new DownloadFailed(`Get "${redacted(url.href)}": ${cause}`);
    }
    if (response.headers.get('content-type') !== qemuType) {
      await response.body?.cancel();
      throw new DownloadFailed(`unexpected Content-Type, expected ${qemuType}`);
    }
    return response.body ?? empty();
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {}
