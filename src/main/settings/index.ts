export { configOptions, setAsideUnreadable } from './config-file.ts';
export type { SettingsOptions } from './open-settings.ts';
export { openSettings } from './open-settings.ts';
export { createSettingsHandlers } from './settings-handlers.ts';
export type { KeyValueFile, SettingsPatch, SettingsStore } from './settings-store.ts';
