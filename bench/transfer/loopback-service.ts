/**
 * The far end of the loopback measurements, a process of its own: just enough of Keystone and Glance for a
 * verified transfer, and nothing that costs time. It discards what is sent, serves one file, and answers
 * with the SHA-512 that was worked out beforehand: what is measured is the client.
 *
 * Arguments: FILE SHA512 SIZE. Prints its port.
 */
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const [file = '', sha512 = '', size = '0'] = process.argv.slice(2);
const ID = '11111111-2222-3333-4444-555555555555';
const NOW = '2026-01-02T03:04:05Z';
let document: Record<string, unknown> = {
  id: ID,
  name: 'bench',
  status: 'active',
  disk_format: 'raw',
  container_format: 'bare',
};

const image = () => ({
  visibility: 'private',
  protected: false,
  os_hidden: false,
  owner: 'p',
  min_ram: 0,
  min_disk: 0,
  tags: [],
  virtual_size: null,
  checksum: null,
  created_at: NOW,
  updated_at: NOW,
  self: `/v2/images/${ID}`,
  file: `/v2/images/${ID}/file`,
  schema: '/v2/schemas/image',
  size: Number(size),
  os_hash_algo: 'sha512',
  os_hash_value: sha512,
  ...document,
});

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (request.method === 'PUT' && path.endsWith('/file')) {
    request.on('data', () => undefined);
    request.on('end', () => {
      document = { ...document, status: 'active' };
      response.writeHead(204).end();
    });
  } else if (request.method === 'GET' && path.endsWith('/file')) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
    createReadStream(file, { highWaterMark: 1 << 20 }).pipe(response);
  } else void control(request, response, path);
});

async function control(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const root = `http://${request.headers.host}`;
  const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response
      .writeHead(status, { 'Content-Type': 'application/json', ...headers })
      .end(body === undefined ? undefined : JSON.stringify(body));
  };
  if (path.endsWith('/auth/tokens')) {
    const at = Date.now();
    send(
      201,
      {
        token: {
          methods: ['password'],
          issued_at: new Date(at).toISOString(),
          expires_at: new Date(at + 3_600_000).toISOString(),
          user: { id: 'u', name: 'u', domain: { id: 'default', name: 'Default' } },
          project: { id: 'p', name: 'p', domain: { id: 'default', name: 'Default' } },
          roles: [],
          catalog: [
            {
              id: 'c',
              type: 'image',
              name: 'glance',
              endpoints: [{ id: 'e', interface: 'public', region: 'R', region_id: 'R', url: root }],
            },
          ],
        },
      },
      { 'X-Subject-Token': 'bench-token' },
    );
  } else if (path === '/v3' || path === '/v3/')
    send(200, { version: { id: 'v3.14', status: 'stable', links: [] } });
  else if (path === '/' || path === '/versions')
    send(path === '/' ? 300 : 200, { versions: [{ id: 'v2.15', status: 'CURRENT', links: [] }] });
  else if (path === '/v2/images' && request.method === 'POST') {
    document = {
      ...(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>),
      id: ID,
      status: 'queued',
    };
    send(201, image());
  } else if (path === `/v2/images/${ID}` && request.method === 'GET') send(200, image());
  else if (path === `/v2/images/${ID}` && request.method === 'DELETE') send(204, undefined);
  else send(404, { message: 'not here', code: '404 Not Found', title: 'Not Found' });
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});
