import type { PageApi } from '#shared/rpc/index.ts';
import type { Bridge } from './bridge.ts';
import { createElectronBridge } from './electron-bridge.ts';
import { createWebBridge } from './web-bridge.ts';

declare global {
  interface Window {
    /** There only in Electron: the preload's. */
    readonly argosy?: PageApi<File>;
  }
}

/** The bridge to whichever host shows this page. Call it once. */
export function createBridge(): Bridge {
  return window.argosy === undefined ? createWebBridge() : createElectronBridge(window.argosy);
}
