import { fileURLToPath } from 'node:url';
import { BrowserWindow, nativeTheme } from 'electron';
import type { KeyValueFile } from '../../settings/index.ts';
import { keepBounds, restoreBounds } from './window-bounds.ts';

/** In memory: the page keeps nothing of its own. */
export const PAGE_PARTITION = 'argosy';

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

/** Opens the one window. It is shown when the page has painted, so that nothing flashes. */
export function openMainWindow(page: URL, file: KeyValueFile): BrowserWindow {
  const { bounds, maximized } = restoreBounds(file);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    title: 'Argosy',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14171c' : '#ffffff',
    webPreferences: {
      preload: PRELOAD,
      partition: PAGE_PARTITION,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  keepBounds(window, file);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  // A page that cannot be loaded leaves an empty window with the menu, where "Reload" is.
  window.loadURL(page.href).catch(() => window.show());
  return window;
}

/** Brings the window to the front. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
