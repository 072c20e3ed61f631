import type { Bridge, ConnectionStatus } from './bridge.ts';
import { type Browser, thisBrowser } from './browser.ts';
import { createObservable } from './observable.ts';
import { createPageFiles, postGrant } from './page-files.ts';
import { createWebSocketLink } from './web-socket-link.ts';

/** The bridge to the web host that served this page: one WebSocket, and byte routes for files. */
export function createWebBridge(browser: Browser = thisBrowser()): Bridge {
  const connectionState = createObservable<ConnectionStatus>('connecting');
  const link = createWebSocketLink(browser, connectionState);
  const files = createPageFiles(browser);
  link.subscribe((message) => {
    if (message.event === 'source.wanted') void files.send(message.payload);
  });
  return {
    host: 'web',
    connectionState,
    call: link.call,
    subscribe: link.subscribe,
    grantForFile: (file) => files.grant(file),
    async pickDestination(suggestedName) {
      const { grant, url } = await postGrant<{ grant: string; url: string }>(browser, {
        destination: suggestedName,
      });
      browser.startDownload(new URL(url, browser.location.origin).href);
      return grant;
    },
    close: link.close,
  };
}
