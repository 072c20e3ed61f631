import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { EventMessage } from '#shared/contract/index.ts';
import type { PageApi } from '#shared/rpc/index.ts';

/** The path stays between this file and the main process; the page gets a grant. Empty: not a real file. */
function pathOf(file: File): string {
  try {
    return webUtils.getPathForFile(file);
  } catch {
    return '';
  }
}

const api: PageApi<File> = {
  call: (name, params) => ipcRenderer.invoke('argosy:call', String(name), params ?? null),
  subscribe(listener) {
    if (typeof listener !== 'function') throw new TypeError('A listener is a function.');
    const forward = (_event: unknown, message: EventMessage): void => listener(message);
    ipcRenderer.on('argosy:event', forward);
    return () => {
      ipcRenderer.off('argosy:event', forward);
    };
  },
  grantForFile: (file) => ipcRenderer.invoke('argosy:grant', pathOf(file)),
  chooseFiles: () => ipcRenderer.invoke('argosy:choose-files'),
  chooseDestination: (name) => ipcRenderer.invoke('argosy:choose-destination', String(name)),
};

contextBridge.exposeInMainWorld('argosy', api);
