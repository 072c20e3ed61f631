import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A server that services fetch images from: a raw disk, something that begins as a QCOW2, and a dataset server's image. */
export interface ImageSource {
  readonly url: string;
  readonly raw: Buffer;
  readonly packed: Buffer;
  close(): void;
}

export async function openImageSource(): Promise<ImageSource> {
  const raw = randomBytes(65_536);
  const packed = gzipSync(raw);
  const sha1 = createHash('sha1').update(packed).digest('hex');
  const manifest = {
    uuid: randomUUID(),
    name: 'fetched',
    os: 'linux',
    files: [{ size: packed.byteLength, sha1, compression: 'gzip' }],
  };
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/file')) response.end(packed);
    else if (path.startsWith('/images/')) response.end(JSON.stringify(manifest));
    else if (path.endsWith('.qcow2')) {
      response
        .writeHead(200, { 'content-type': 'application/x-qemu-disk' })
        .end(Buffer.concat([Buffer.from('QFI\xfb\0\0\0\x03', 'latin1'), raw]));
    } else response.end(raw);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raw,
    packed,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
