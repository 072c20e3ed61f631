import { create } from 'zustand';
import type { CallParams } from '#shared/contract/index.ts';
import { type AppInfo, DEFAULT_SETTINGS, type Settings } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toastError } from '../../app/toast-queue.ts';

interface SettingsState {
  readonly settings: Settings;
  readonly info: AppInfo | undefined;
}

export const useSettingsStore = create<SettingsState>()(() => ({
  settings: DEFAULT_SETTINGS,
  info: undefined,
}));

/** Reads the settings and what is running. */
export async function loadSettings(): Promise<void> {
  const [settings, info] = await Promise.all([call('settings.get', {}), call('app.info', {})]);
  useSettingsStore.setState({ settings, info });
}

/** Takes over what the application says. */
export function receiveSettings(settings: Settings): void {
  useSettingsStore.setState({ settings });
}

/** Changes settings: shown at once, taken back if they could not be kept. */
export async function changeSettings(patch: CallParams<'settings.set'>): Promise<void> {
  const before = useSettingsStore.getState().settings;
  useSettingsStore.setState({ settings: { ...before, ...patch } as Settings });
  try {
    receiveSettings(await call('settings.set', patch));
  } catch (error) {
    receiveSettings(before);
    toastError(error, 'settings.set');
  }
}
