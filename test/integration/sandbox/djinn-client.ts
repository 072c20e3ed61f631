import { djinnAccounts } from '../../../src/sandbox/seed/djinn.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';
import { type Json, pick, type Reply, send } from './client.ts';

export const qemuType = 'application/x-qemu-disk';

/** Bytes that the server takes for a QCOW2 image. */
export function qcow2(sizeBytes = 4096, fill = 7): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(sizeBytes, fill);
  bytes.set([0x51, 0x46, 0x49, 0xfb]);
  return bytes;
}

/** A plain client of the sandbox's Djinn CI. */
export class DjinnClient {
  readonly url: string;
  readonly token: string | undefined;

  constructor(sandbox: Sandbox, who: keyof typeof djinnAccounts | undefined) {
    this.url = `${sandbox.url}/djinn`;
    this.token = who === undefined ? undefined : djinnAccounts[who].token;
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const authorization = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    return send(`${this.url}${path}`, method, body, {
      ...authorization,
      accept: 'application/json',
      ...headers,
    });
  }

  upload(query: string, bytes: Uint8Array = qcow2(), type = qemuType): Promise<Reply> {
    return this.call('POST', `/images?${query}`, bytes, { 'content-type': type });
  }

  /** The number of a new image. */
  async create(query: string, bytes = qcow2()): Promise<number> {
    return Number(pick((await this.upload(query, bytes)).json, 'id'));
  }

  async names(query = ''): Promise<unknown[]> {
    const { json } = await this.call('GET', `/images${query}`);
    return Array.isArray(json) ? json.map((image: Json) => image['name']) : [];
  }
}
