import type { ChosenFile, PageApi } from '#shared/rpc/index.ts';
import type { Bridge } from './bridge.ts';
import { createObservable } from './observable.ts';
import { unwrap } from './unwrap.ts';

/** The bridge over the preload's `window.argosy`. It stands as long as the window does. */
export function createElectronBridge(api: PageApi<File>): Bridge {
  return {
    host: 'electron',
    connectionState: createObservable('connected' as const),
    call: (name, params) => api.call(name, params),
    subscribe: (listener) => api.subscribe(listener),
    grantForFile: async (file) => unwrap<string>(await api.grantForFile(file)),
    chooseFiles: async () => unwrap<readonly ChosenFile[]>(await api.chooseFiles()),
    pickDestination: async (suggestedName) =>
      unwrap<string | null>(await api.chooseDestination(suggestedName)),
    close: () => undefined,
  };
}
