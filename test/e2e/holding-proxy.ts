import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `before`: the service never hears of it; `after`: it does what is asked, and nobody hears of that. */
export type Held = 'before' | 'after';

export interface HoldingProxy {
  readonly url: string;
  /** `METHOD path` of every request that came to change something. */
  readonly writes: readonly string[];
  /** Says of each request whether it is held. */
  hold(which: (method: string, path: string) => Held | undefined): void;
  /** Lets all go on that is held, and holds nothing more. */
  release(): void;
  close(): Promise<void>;
}

/** A service in between, that accepts what is asked and does not answer while a test holds it. */
export async function holdingProxy(target: string): Promise<HoldingProxy> {
  const writes: string[] = [];
  const held: (() => void)[] = [];
  let which: (method: string, path: string) => Held | undefined = () => undefined;
  const server = createServer((incoming, reply) => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (method !== 'GET' && method !== 'HEAD') writes.push(`${method} ${url}`);
    const place = which(method, url);
    const pass = (): void => {
      const passed = request(new URL(url, target), { method, headers }, (answer) => {
        const tell = (): void => {
          reply.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(reply);
        };
        if (place === 'after') held.push(tell);
        else tell();
      });
      passed.on('error', () => reply.destroy());
      incoming.pipe(passed);
    };
    if (place === 'before') held.push(pass);
    else pass();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    hold: (next) => {
      which = next;
    },
    release() {
      which = () => undefined;
      for (const go of held.splice(0)) go();
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
