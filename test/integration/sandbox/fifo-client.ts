import type { Sandbox } from '../../../src/sandbox/server.ts';
import { type Json, pick, type Reply, send } from './client.ts';

export const jsonType = { accept: 'application/json' };

/** A plain client of the sandbox's FiFo, signed in to one version of its API. */
export class FifoClient {
  readonly #sandbox: Sandbox;
  readonly version: string;
  readonly token: string;

  constructor(sandbox: Sandbox, version: string, token: string) {
    this.#sandbox = sandbox;
    this.version = version;
    this.token = token;
  }

  static async signIn(sandbox: Sandbox, version: string, user: string): Promise<FifoClient> {
    const secret = sandbox.accounts.find((account) => account.username === user)?.secret ?? '';
    if (version === '0.1.0') {
      const reply = await send(`${sandbox.url}/fifo/api/0.1.0/sessions`, 'POST', { user, password: secret });
      return new FifoClient(sandbox, version, reply.headers.get('x-snarl-token') ?? '');
    }
    const grant = { grant_type: 'password', username: user, password: secret };
    return new FifoClient(sandbox, version, String(pick((await oauth(sandbox, grant)).json, 'access_token')));
  }

  url(path: string): string {
    return `${this.#sandbox.url}/fifo/api/${this.version}${path}`;
  }

  get signature(): Record<string, string> {
    return this.version === '0.1.0'
      ? { 'x-snarl-token': this.token }
      : { authorization: `Bearer ${this.token}` };
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return send(this.url(path), method, body, { ...jsonType, ...this.signature, ...headers });
  }

  upload(id: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Reply> {
    return this.call('PUT', `/datasets/${id}/dataset.gz`, bytes, {
      'content-type': 'application/x-gzip',
      ...headers,
    });
  }

  /** The uuid of a new package. */
  async createPackage(fields: Json): Promise<string> {
    const reply = await this.call('POST', '/packages', fields);
    return reply.headers.get('location')?.split('/').at(-1) ?? `none: ${reply.status}`;
  }

  async show(path: string): Promise<Json> {
    return (await this.call('GET', path)).json as Json;
  }
}

export function oauth(
  sandbox: Sandbox,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const bytes = Buffer.from(new URLSearchParams(form).toString());
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return send(`${sandbox.url}/fifo/api/2/oauth/token`, 'POST', bytes, { ...type, ...headers });
}
