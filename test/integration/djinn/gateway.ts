import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that passes all on, but for what it is told to spoil. */
export interface Gateway {
  readonly url: string;
  /** `METHOD path` of what came. */
  readonly seen: string[];
  /** What becomes of the answers to new images: the connection breaks, or a proxy's own page comes instead. */
  loses: 'nothing' | 'connection' | 'page';
  /** So many of these answers are spoilt. */
  losses: number;
  /** Milliseconds before the answer to a new image. */
  answerDelayMs: number;
  close(): Promise<void>;
}

export async function startGateway(target: string): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => {
    gateway.seen.push(`${incoming.method} ${incoming.url}`);
    const { method, url, headers } = incoming;
    const passed = request(`${target}${url}`, { method, headers }, (answer) => {
      const isNew = method === 'POST' && answer.statusCode === 201;
      setTimeout(() => answerWith(answer, isNew), isNew ? gateway.answerDelayMs : 0);
    });
    const answerWith = (answer: IncomingMessage, isNew: boolean): void => {
      if (isNew && gateway.losses > 0 && gateway.loses !== 'nothing') {
        gateway.losses -= 1;
        answer.resume();
        if (gateway.loses === 'connection') return void incoming.socket.destroy();
        outgoing.writeHead(504, { 'content-type': 'text/html', server: 'nginx' });
        return void outgoing.end('<html><body><h1>504 Gateway Time-out</h1></body></html>');
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      // What breaks behind must break before, too.
      answer.on('error', () => incoming.socket.destroy());
      answer.pipe(outgoing);
    };
    passed.on('error', () => incoming.socket.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.on('error', () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway: Gateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    loses: 'nothing',
    losses: 0,
    answerDelayMs: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return gateway;
}
