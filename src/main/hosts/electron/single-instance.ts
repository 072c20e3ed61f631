import { app } from 'electron';

/** Opened by other programs as `argosy://…`. */
const DEEP_LINK_SCHEME = 'argosy';

/**
 * `false` if the application runs already on this data directory: that one then shows its window. A deep
 * link does the same and no more; what it says is never acted on.
 */
export function claimSingleInstance(show: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', show);
  app.on('open-url', (event) => {
    event.preventDefault();
    show();
  });
  // In a development run this would register the bare runtime for the scheme.
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
  return true;
}
