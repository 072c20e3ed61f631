import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FifoSettings } from '#shared/model/index.ts';
import { createHttpClient, type HttpExchange } from '../../../src/main/http/index.ts';
import { type Call, createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import type { Sandbox } from '../../../src/sandbox/server.ts';

export const call: Call = { signal: new AbortController().signal, operation: 'test' };

export interface Connected {
  readonly provider: ImageProvider;
  readonly exchanges: readonly HttpExchange[];
}

/** A provider connected to the sandbox as one of its people, or with a token if `username` is `null`. */
export function connect(
  sandbox: Sandbox,
  api: FifoSettings['api'],
  username: string | null = 'demo',
  secret = sandbox.accounts.find((account) => account.username === username)?.secret,
  onExchange: (exchange: HttpExchange) => void = () => undefined,
): Connected {
  const exchanges: HttpExchange[] = [];
  const endpoint = sandbox.dialects['fifo']?.['endpoint'] ?? '';
  const settings = { endpoint, api, username: username ?? undefined };
  const provider = createProvider({
    profile: { name: 'sandbox', kind: 'fifo', tls: {}, color: 0, settings },
    http: createHttpClient({
      tls: {},
      userAgent: 'argosy-test',
      onExchange: (exchange) => {
        exchanges.push(exchange);
        onExchange(exchange);
      },
    }),
    secret: async () => secret,
    now: Date.now,
  });
  return { provider, exchanges };
}

export function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}

export async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

export interface DatasetServer {
  readonly url: string;
  readonly server: Server;
}

/** A dataset server with one image: its manifest at `/images/<uuid>`, its bytes at `/images/<uuid>/file`. */
export async function serveDataset(uuid: string, bytes: Buffer, more: object = {}): Promise<DatasetServer> {
  const server = createServer((request, response) => {
    if (request.url === `/images/${uuid}/file`) {
      response.writeHead(200, { 'content-length': bytes.byteLength });
      response.end(bytes);
    } else if (request.url === `/images/${uuid}`) {
      const files = [{ size: bytes.byteLength, sha1: sha1(bytes), compression: 'gzip' }];
      response.end(JSON.stringify({ uuid, name: 'fetched', os: 'linux', files, ...more }));
    } else {
      response.writeHead(404);
      response.end('<h1>not here</h1>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
