import { WebSocket as NodeWebSocket } from 'ws';
import type { Browser } from '../../src/renderer/src/rpc/index.ts';

export interface NodeBrowser extends Browser {
  readonly location: {
    readonly origin: string;
    hash: string;
    readonly pathname: string;
    readonly search: string;
  };
  /** What the address bar shows. */
  address(): string;
  /** Addresses whose download the page started. */
  readonly downloads: readonly string[];
  /** Breaks the page's WebSockets, as a lost connection does. */
  breakConnections(): void;
}

/** A browser's manners in Node: it keeps the cookie and says its Origin, which page code can neither see nor set. */
export function createNodeBrowser(address: string): NodeBrowser {
  const url = new URL(address);
  let cookie = '';
  let shown = address;
  const downloads: string[] = [];
  const sockets: NodeWebSocket[] = [];
  const location = { origin: url.origin, hash: url.hash, pathname: url.pathname, search: url.search };
  return {
    location,
    downloads,
    address: () => shown,
    breakConnections: () => {
      for (const socket of sockets.splice(0)) socket.terminate();
    },
    async fetch(target, init = {}) {
      const headers = { ...(init.headers as Record<string, string>), origin: url.origin, cookie };
      const response = await fetch(target, { ...init, headers });
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return response;
    },
    openSocket(target) {
      const socket = new NodeWebSocket(target, { origin: url.origin, headers: { cookie } });
      socket.on('error', () => undefined);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    replaceAddress(next) {
      shown = new URL(next, url.origin).href;
      location.hash = new URL(shown).hash;
    },
    startDownload: (target) => void downloads.push(target),
  };
}
