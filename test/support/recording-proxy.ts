import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedRequest } from './recorded-bodies.ts';

export interface RecordingProxy {
  readonly url: string;
  /** All that passed since it was last forgotten, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  forget(): void;
  close(): Promise<void>;
}

/** Passes everything on to a service of another process, and remembers each request with its body. */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, reply) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const chunks: Buffer[] = [];
    const recorded = { method, path: url, body: '' };
    requests.push(recorded);
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      recorded.body = Buffer.concat(chunks).toString('utf8');
    });
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    passed.on('error', () => reply.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    forget: () => void requests.splice(0),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
