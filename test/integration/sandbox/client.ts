import { once } from 'node:events';
import { connect } from 'node:net';
import { projectIds } from '../../../src/sandbox/seed/identities.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';

export const patchType = 'application/openstack-images-v2.1-json-patch';
export const { demo: demoProject, partner: partnerProject } = projectIds;

export type Json = Record<string, unknown>;

/** A sign-in with a password, as clients send it. */
export function passwordAuth(name: string, password: string, scope?: unknown): Json {
  const user = { name, domain: { name: 'Default' }, password };
  return {
    auth: { identity: { methods: ['password'], password: { user } }, ...(scope !== undefined && { scope }) },
  };
}

/** A member of a JSON document by keys, undefined where the path ends. */
export function pick(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** A plain client of the sandbox's Glance, signed in as one user. */
export class GlanceClient {
  readonly #sandbox: Sandbox;
  readonly token: string;

  constructor(sandbox: Sandbox, token: string) {
    this.#sandbox = sandbox;
    this.token = token;
  }

  static async signIn(sandbox: Sandbox, username: string): Promise<GlanceClient> {
    const secret = sandbox.accounts.find((account) => account.username === username)?.secret ?? '';
    const reply = await send(
      `${sandbox.url}/identity/v3/auth/tokens`,
      'POST',
      passwordAuth(username, secret),
    );
    return new GlanceClient(sandbox, reply.headers.get('x-subject-token') ?? '');
  }

  url(path: string): string {
    return `${this.#sandbox.url}/image${path}`;
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return send(this.url(path), method, body, {
      'x-auth-token': this.token,
      accept: 'application/json',
      ...headers,
    });
  }

  patch(id: string, ...changes: unknown[]): Promise<Reply> {
    return this.call('PATCH', `/v2/images/${id}`, changes, { 'content-type': patchType });
  }

  upload(id: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Reply> {
    const type = { 'content-type': 'application/octet-stream' };
    return this.call('PUT', `/v2/images/${id}/file`, bytes, { ...type, ...headers });
  }

  /** A queued raw image's id. */
  async create(fields: Json = {}): Promise<string> {
    const body = { name: 'test', disk_format: 'raw', container_format: 'bare', ...fields };
    return String(pick((await this.call('POST', '/v2/images', body)).json, 'id'));
  }

  /** An active image's id. */
  async createActive(bytes: Uint8Array<ArrayBuffer>, fields: Json = {}): Promise<string> {
    const id = await this.create(fields);
    await this.upload(id, bytes);
    return id;
  }

  async show(id: string): Promise<Json> {
    return (await this.call('GET', `/v2/images/${id}`)).json as Json;
  }

  /** The names of a list, in its order. */
  async names(query: string): Promise<unknown[]> {
    const reply = await this.call('GET', `/v2/images?${query}`);
    const images = pick(reply.json, 'images');
    return Array.isArray(images) ? images.map((image) => pick(image, 'name')) : [reply.status];
  }
}

export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const isBytes = body instanceof Uint8Array;
  const encoded = body === undefined ? undefined : isBytes ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { ...(encoded !== undefined && { 'content-type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(encoded !== undefined && { body: encoded as BodyInit }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends raw bytes and returns whatever comes back until the connection ends or rests. */
export async function sendRaw(url: string, bytes: string, restMs = 200): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.setTimeout(restMs, () => socket.destroy());
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** Waits until a probe yields something. */
export async function until<Value>(
  probe: () => Promise<Value | undefined>,
  timeoutMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
