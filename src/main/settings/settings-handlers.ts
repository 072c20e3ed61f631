import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { Settings } from '#shared/model/index.ts';
import type { SettingsStore } from './settings-store.ts';

export interface SettingsHandlersDeps {
  readonly settings: Pick<SettingsStore, 'settings' | 'update'>;
  readonly emit: (message: EventMessage) => void;
  /** What follows a change; the answer waits for it. */
  readonly onChanged?: ((settings: Settings) => Promise<void>) | undefined;
}

/** Serves `settings.get` and `settings.set`; a change is told to all pages. */
export function createSettingsHandlers(
  deps: SettingsHandlersDeps,
): Pick<Handlers, 'settings.get' | 'settings.set'> {
  return {
    'settings.get': async () => deps.settings.settings(),
    'settings.set': async (patch) => {
      const changed = deps.settings.update(patch);
      await deps.onChanged?.(changed);
      deps.emit({ event: 'settings.changed', payload: changed });
      return changed;
    },
  };
}
