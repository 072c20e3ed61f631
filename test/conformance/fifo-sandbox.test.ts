import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describeProvider, type Service } from './describe-provider.ts';
import { type SandboxServiceOptions, sandboxService } from './sandbox-service.ts';

const BYTES = gzipSync(randomBytes(300_000));

/** Without a slash, which leads one level deeper. */
const ODD_PROPERTIES = { 'hw:disk~bus%': 'virtio', 'a b?#': 'Grüße', empty: '' };

/** A dataset server with as many images as are asked for: a manifest at any address, its bytes at `/file`. */
function datasetServer(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/file')) {
      response.end(BYTES);
      return;
    }
    const sha1 = createHash('sha1').update(BYTES).digest('hex');
    const files = [{ size: BYTES.byteLength, sha1, compression: 'gzip' }];
    response.end(JSON.stringify({ uuid: randomUUID(), name: 'fetched', os: 'linux', files }));
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The sandbox's FiFo in one version of its API, beside a server that it can import from. */
function fifo(api: string, ...switches: readonly string[]): () => Promise<Service> {
  const options: SandboxServiceOptions = {
    switches,
    settings: { api },
    with: () => ({ samples: { packs: true, properties: { set: ODD_PROPERTIES, got: ODD_PROPERTIES } } }),
  };
  return async () => {
    const [service, server] = await Promise.all([sandboxService('fifo', options)(), datasetServer()]);
    const { port } = server.address() as AddressInfo;
    return {
      ...service,
      importUrl: async () => `http://127.0.0.1:${port}/images/any`,
      stop: async () => {
        server.closeAllConnections();
        server.close();
        await service.stop?.();
      },
    };
  };
}

describeProvider('Project-FiFo of the sandbox, API 0.1.0', fifo('0.1.0'));
describeProvider('Project-FiFo of the sandbox, API 2', fifo('2'));
describeProvider('Project-FiFo of the sandbox, API 3', fifo('3'));
describeProvider(
  'Project-FiFo of the sandbox, API 0.1.0 as documented, hiding what is missing',
  fifo('0.1.0', 'fifo-documented', 'fifo-missing-forbidden', 'import-delay-ms=300'),
);
describeProvider(
  'Project-FiFo of the sandbox, API 2 with odd objects and tokens of 40 seconds',
  fifo(
    '2',
    'fifo-missing-forbidden',
    'fifo-networks-object',
    'fifo-image-size-mb',
    'html-errors',
    'token-ttl=40',
  ),
);
