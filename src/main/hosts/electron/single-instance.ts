import { app } from 'electron';
import { isArgosyLink } from '#shared/links/index.ts';

/** Opened by other programs as `argosy://…`. */
const DEEP_LINK_SCHEME = 'argosy';

/**
 * `false` if the application runs already on this data directory: that one then shows its window. A deep
 * link does the same, and is given to `open`, which may show what it says; it is never acted on.
 */
export function claimSingleInstance(show: () => void, open: (link: string) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => {
    show();
    for (const link of linksOf(argv)) open(link);
  });
  // macOS alone tells it so; it may come before the application stands.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show();
    open(url);
  });
  // In a development run this would register the bare runtime for the scheme.
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
  return true;
}

/** Windows and Linux give a link as one of the arguments that a program is started with. */
export function linksOf(argv: readonly string[]): readonly string[] {
  return argv.filter(isArgosyLink);
}
