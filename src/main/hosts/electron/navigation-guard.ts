import { app, type Session, shell, type WebContents } from 'electron';
import { isPageAddress } from './page-address.ts';

/**
 * Keeps every window on our page: no navigation away, no new windows, no web views. A link out of the
 * application goes to the person's browser, and only if it is https.
 */
export function guardNavigation(page: URL): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, page));
}

function guardContents(contents: WebContents, page: URL): void {
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    if (isPageAddress(page, event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', (event) => {
    if (!isPageAddress(page, event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

function openOutside(address: string): void {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') return;
  // Where no browser can be started there is nothing to be done about it.
  shell.openExternal(url.href).catch(() => undefined);
}

/** Denies every permission but one: putting text (an id, a hash) on the clipboard, for our page. */
export function denyPermissions(session: Session, page: URL): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write' && isPageAddress(page, contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) =>
      permission === 'clipboard-sanitized-write' && isPageAddress(page, origin),
  );
  session.setDevicePermissionHandler(() => false);
}
