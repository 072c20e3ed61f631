import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A line to a server that counts what leaves the client, and can be cut. */
export interface Wire {
  readonly url: string;
  /** Bytes that left the client since the last `reset`. */
  readonly sentBytes: number;
  reset(): void;
  /** Breaks all connections when so many bytes have left, and takes none until `mend`. */
  cutAfter(bytes: number): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startWire(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let sentBytes = 0;
  let limit = Number.POSITIVE_INFINITY;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    if (sentBytes >= limit) return void client.destroy();
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      sentBytes += bytes.byteLength;
      if (sentBytes >= limit) cut();
    });
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get sentBytes() {
      return sentBytes;
    },
    reset: () => {
      sentBytes = 0;
    },
    cutAfter: (bytes) => {
      limit = bytes;
    },
    mend: () => {
      limit = Number.POSITIVE_INFINITY;
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
