import ElectronStore from 'electron-store';
import { configOptions, type KeyValueFile } from '../../settings/index.ts';

/** The same `config.json` as the other hosts', through electron-store. */
export function openSettingsFile(home: string): KeyValueFile {
  return new ElectronStore<Record<string, unknown>>({ name: 'config', ...configOptions(home) });
}
