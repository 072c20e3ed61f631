import { AppError } from '#shared/errors/index.ts';
import type { ChosenFile, PageApi } from '#shared/rpc/index.ts';
import type { Bridge } from './bridge.ts';
import { createObservable } from './observable.ts';
import { unwrap } from './unwrap.ts';

/** The bridge over the preload's `window.argosy`. It stands as long as the window does. */
export function createElectronBridge(api: PageApi<File>): Bridge {
  return {
    host: 'electron',
    connectionState: createObservable('connected' as const),
    async call(name, params) {
      try {
        return await api.call(name, params);
      } catch (error) {
        // Params that cannot be copied are refused on this side of the bridge, by throwing.
        const options = { operation: name, cause: error };
        const refused = new AppError('INVALID', 'The parameters cannot be sent.', options);
        return { ok: false, error: refused.toWire() };
      }
    },
    subscribe: (listener) => api.subscribe(listener),
    grantForFile: async (file) => unwrap<string>(await api.grantForFile(file)),
    chooseFiles: async () => unwrap<readonly ChosenFile[]>(await api.chooseFiles()),
    pickDestination: async (suggestedName) =>
      unwrap<string | null>(await api.chooseDestination(suggestedName)),
    close: () => undefined,
  };
}
