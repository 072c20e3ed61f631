export type { KeyValueFile, SettingsPatch, SettingsStore } from './settings-store.ts';
