/** The parts of a browser that the web bridge uses. Named, so that a test can stand in their place. */
export interface Browser {
  readonly location: Pick<Location, 'origin' | 'hash' | 'pathname' | 'search'>;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly openSocket: (url: string) => WebSocket;
  /** Changes the address bar without loading anything. */
  readonly replaceAddress: (address: string) => void;
  /** Starts the browser's own download of an address of ours. */
  readonly startDownload: (url: string) => void;
}

export function thisBrowser(): Browser {
  return {
    location: window.location,
    fetch: (url, init) => window.fetch(url, init),
    openSocket: (url) => new WebSocket(url),
    replaceAddress: (address) => window.history.replaceState(window.history.state, '', address),
    startDownload: (url) => {
      const link = document.createElement('a');
      link.href = url;
      link.download = '';
      link.click();
    },
  };
}
