import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { type Call, createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a path answers: an answer, or what makes one. `undefined` leaves the request to the defaults. */
export type Answers = (seen: Seen, response: ServerResponse) => Answer | 'handled' | undefined;

export interface FakeCloud {
  readonly url: string;
  readonly seen: Seen[];
  readonly provider: ImageProvider;
  /** Requests as `METHOD path`, sign-in left out. */
  asked(): readonly string[];
  clock: { nowMs: number };
}

export const call: Call = { signal: new AbortController().signal, operation: 'test' };

export const TINY = {
  id: '11111111-2222-3333-4444-555555555555',
  name: 'tiny',
  status: 'active',
  visibility: 'private',
  protected: false,
  os_hidden: false,
  checksum: 'AB',
  os_hash_algo: 'sha512',
  os_hash_value: 'CDEF',
  owner: 'p1',
  size: 10,
  virtual_size: null,
  container_format: 'bare',
  disk_format: 'qcow2',
  min_ram: 64,
  min_disk: 0,
  created_at: '2026-01-02T03:04:05Z',
  updated_at: '2026-01-02T03:04:05Z',
  tags: ['lab'],
  os_type: 'linux',
  self: '/v2/images/1111',
  file: '/v2/images/1111/file',
  schema: '/v2/schemas/image',
} as const;

/**
 * A real server that plays Keystone at `/identity` and Glance at `/image`, for one quirk a test: `answers`
 * is asked first, what it leaves gets a plain success.
 */
export async function fakeCloud(
  answers: Answers = () => undefined,
  settings: Partial<KeystoneSettings> = {},
  secret: string | null = 'hush',
): Promise<FakeCloud> {
  const seen: Seen[] = [];
  let url = '';
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      };
      seen.push(one);
      const answer = answers(one, response) ?? defaultAnswer(one, url);
      if (answer !== 'handled') send(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = { nowMs: Date.now() };
  const provider = createProvider({
    profile: {
      name: 'lab',
      kind: 'glance',
      tls: {},
      color: 0,
      settings: { authUrl: `${url}/identity`, username: 'eve', project: 'lab', ...settings },
    },
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => secret ?? undefined,
    now: () => clock.nowMs,
  });
  onTestFinished(async () => {
    await provider.close();
    server.closeAllConnections();
    server.close();
  });
  const asked = (): readonly string[] =>
    seen.filter(({ path }) => !path.startsWith('/identity')).map(({ method, path }) => `${method} ${path}`);
  return { url, seen, provider, asked, clock };
}

export function tokenAnswer(url: string, more: object = {}, token = 'token-1'): Answer {
  const endpoint = { interface: 'public', region: 'R1', region_id: 'R1', url: `${url}/image/v2/` };
  return {
    status: 201,
    headers: { 'x-subject-token': token },
    body: {
      token: {
        issued_at: '2026-01-02T03:00:00.000000Z',
        expires_at: '2026-01-02T04:00:00.000000Z',
        user: { id: 'u1', name: 'eve' },
        project: { id: 'p1', name: 'lab' },
        catalog: [{ type: 'image', name: 'glance', endpoints: [endpoint] }],
        ...more,
      },
    },
  };
}

function defaultAnswer({ method, path }: Seen, url: string): Answer {
  if (path === '/identity/v3/auth/tokens') return tokenAnswer(url);
  if (path === '/image/versions') return { body: { versions: [{ id: 'v2.15', status: 'CURRENT' }] } };
  if (path === '/image/v2/info/import') {
    return { body: { 'import-methods': { value: ['glance-direct', 'web-download'] } } };
  }
  if (/^\/image\/v2\/images\/[^/]+$/.test(path))
    return method === 'DELETE' ? { status: 204 } : { body: TINY };
  if (path.startsWith('/image/v2/images?')) return { body: { images: [TINY] } };
  if (method === 'PUT') return { status: 204 };
  if (method === 'POST') return { status: path.endsWith('/images') ? 201 : 202, body: TINY };
  return { status: 404, body: { message: 'no such thing<br /><br />\n\n', code: '404 Not Found' } };
}

function send(response: ServerResponse, answer: Answer): void {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
  const empty = answer.body === undefined || answer.status === 204;
  response.writeHead(answer.status ?? 200, {
    'x-openstack-request-id': 'req-1',
    ...(empty
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    ...answer.headers,
  });
  response.end(empty ? '' : text);
}
