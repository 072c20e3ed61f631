import { accounts } from '../../../src/sandbox/dialects/plankton/accounts.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import { type Reply, send } from './client.ts';

/** A plain client of the sandbox's Plankton and Pithos, as one of its users. */
export class PlanktonClient {
  readonly uuid: string;
  readonly token: string;
  readonly #base: string;

  constructor(sandbox: Sandbox, user: 'demo' | 'partner') {
    const account = accounts.find(({ name }) => name.startsWith(user));
    this.uuid = account?.uuid ?? '';
    this.token = account?.token ?? '';
    this.#base = `${sandbox.url}/plankton`;
  }

  image(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Reply> {
    return this.#send(`${this.#base}/image/v1.0${path}`, method, headers, body);
  }

  /** `path` follows the account. */
  store(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Reply> {
    return this.#send(this.storeUrl(path), method, headers, body);
  }

  storeUrl(path: string): string {
    return `${this.#base}/object-store/v1/${this.uuid}${path}`;
  }

  put(name: string, bytes: Uint8Array): Promise<Reply> {
    return this.store('PUT', `/images/${name}`, { 'content-type': 'application/octet-stream' }, bytes);
  }

  register(name: string, object: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.image('POST', '/images/', {
      'X-Image-Meta-Name': name,
      'X-Image-Meta-Location': `pithos://${this.uuid}/images/${object}`,
      ...headers,
    });
  }

  /** Uploads and registers; the image's id. */
  async create(name: string, headers: Record<string, string> = {}): Promise<string> {
    await this.put(name, Buffer.from('0123456789'));
    return (await this.register(name, name, headers)).headers.get('x-image-meta-id') ?? '';
  }

  #send(url: string, method: string, headers: Record<string, string>, body: unknown): Promise<Reply> {
    return send(url, method, body, { 'x-auth-token': this.token, accept: 'application/json', ...headers });
  }
}
