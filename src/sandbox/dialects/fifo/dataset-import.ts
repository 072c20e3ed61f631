import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../dialect.ts';
import type { SignedCall } from './call.ts';
import { keepBytes, observed } from './dataset-bytes.ts';
import { insertDataset, type Progress } from './datasets.ts';
import { crash, FifoFault } from './faults.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { isObject, type JsonObject, locationOf, readObject, replyNothing } from './replies.ts';

const manifestLimitBytes = 1024 * 1024;
const manifestTimeoutMs = 15_000;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** `POST /datasets` (fifo.md §5): the server fetches a manifest at once and its bytes in the background. */
export class DatasetImports {
  readonly #services: Services;
  readonly #progress: Progress;
  readonly #running = new Set<Promise<void>>();

  constructor(services: Services, progress: Progress) {
    this.#services = services;
    this.#progress = progress;
  }

  async start(call: SignedCall): Promise<void> {
    const body = await readObject(call);
    const keys = Object.keys(body).sort().join();
    // The sandbox has no machines whose snapshot could become a dataset.
    if (keys === 'config,snapshot,vm') throw new FifoFault(404);
    const { url } = body;
    if (keys !== 'url' || typeof url !== 'string') throw crash();
    const source = await this.#fetchManifest(url);
    const id = source['uuid'];
    if (typeof id !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw crash();
    const manifest = readManifest(source);
    const { store } = this.#services;
    if (store.images.get(id) !== undefined) throw new FifoFault(409);
    insertDataset(this.#services, id, call.caller.projectId ?? null, manifest, 'importing');
    this.#progress.set(id, 0);
    replyNothing(call, 303, locationOf(call, 'datasets', id));
    const work = this.#run(id, fileAddress(url, source), manifest).finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  /** Waits for what still runs. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  async #run(id: string, url: string, { sha1: expected }: Manifest): Promise<void> {
    const { store, switches, closing } = this.#services;
    try {
      await sleep(switches.number('import-delay-ms') ?? 0, undefined, { signal: closing });
      const response = await this.#fetch(url, closing);
      if (response.body === null) throw new Error('the source has no bytes');
      const total = Number(response.headers.get('content-length') ?? 0);
      const sha1 = createHash('sha1');
      const seen = (size: number) => this.#progress.set(id, total > 0 ? Math.min(1, size / total) : 0);
      const slow = switches.number('slow') ?? 0;
      const source = observed(throttled(response.body, slow, closing), sha1, seen);
      const blob = await store.blobs.receive(source, switches.number('size-cap'));
      const digest = sha1.digest('hex');
      if (expected !== undefined && expected !== digest) {
        await blob.discard();
        throw new Error('the bytes are not those of the manifest');
      }
      await keepBytes(this.#services, id, blob, digest);
    } catch {
      // A stop leaves it importing, which the next start undoes.
      if (!closing.aborted) store.images.update(id, { status: 'killed' }, ['importing']);
    } finally {
      this.#progress.delete(id);
    }
  }

  async #fetchManifest(url: string): Promise<JsonObject> {
    try {
      const signal = AbortSignal.any([this.#services.closing, AbortSignal.timeout(manifestTimeoutMs)]);
      const response = await this.#fetch(url, signal);
      const chunks: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const chunk of response.body ?? []) {
        sizeBytes += chunk.length;
        if (sizeBytes > manifestLimitBytes) throw new Error('no manifest is so long');
        chunks.push(chunk);
      }
      const manifest: unknown = JSON.parse(Buffer.concat(chunks).toString());
      if (isObject(manifest)) return manifest;
    } catch {
      // Why the fetch failed is in the service's log, never in its API.
    }
    throw crash();
  }

  /** From this machine only: the sandbox reaches nothing beyond it. */
  async #fetch(url: string, signal: AbortSignal): Promise<Response> {
    const { protocol, hostname } = new URL(url);
    if (!/^https?:$/.test(protocol) || !loopback.test(hostname)) throw new Error('not on this machine');
    const response = await fetch(url, { signal, redirect: 'error' });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Error(`the source answered ${response.status}`);
  }
}

/** A dsapi manifest names its file's address; in imgapi it is `file` below the image. */
function fileAddress(url: string, manifest: JsonObject): string {
  const file: unknown = Array.isArray(manifest['files']) ? manifest['files'][0] : undefined;
  if (isObject(file) && typeof file['url'] === 'string') return file['url'];
  return `${url.replace(/\/+$/, '')}/file`;
}

/** Small pieces at the given speed; at full speed where it is 0. */
async function* throttled(
  source: AsyncIterable<Uint8Array>,
  bytesPerSecond: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (bytesPerSecond === 0) {
      yield chunk;
      continue;
    }
    const step = Math.max(256, Math.floor(bytesPerSecond / 20));
    for (let offset = 0; offset < chunk.length; offset += step) {
      const piece = chunk.subarray(offset, offset + step);
      await sleep((piece.length / bytesPerSecond) * 1000, undefined, { signal });
      yield piece;
    }
  }
}
