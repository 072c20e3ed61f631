/** The scheme that the built page is served under, in this window only. Not the deep link scheme. */
export const PAGE_SCHEME = 'argosy-page';

const BUILT_PAGE = `${PAGE_SCHEME}://app/`;

/**
 * Where the window loads its page from: the built page, or, in a development run only, the bundler's
 * server (`ELECTRON_RENDERER_URL`, set by `electron-vite dev`), which must be on this machine.
 */
export function pageAddress(isPackaged: boolean, environment: NodeJS.ProcessEnv = process.env): URL {
  const wanted = environment['ELECTRON_RENDERER_URL'];
  if (isPackaged || wanted === undefined) return new URL(BUILT_PAGE);
  const url = URL.parse(wanted);
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
  return url !== null && local ? url : new URL(BUILT_PAGE);
}

/** Whether an address is of our page. Compared by parts, because a custom scheme has no `origin` here. */
export function isPageAddress(page: URL, address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === page.protocol && url.host === page.host;
}
