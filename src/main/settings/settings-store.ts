import type { z } from 'zod';
import type { settingsPatch } from '#shared/contract/index.ts';
import type { ConnectionProfile, Settings } from '#shared/model/index.ts';

export type SettingsPatch = z.infer<typeof settingsPatch>;

/**
 * The file underneath: top-level keys of one JSON object. `conf` and `electron-store` are both this. `get`
 * reads the file anew each time, `set` writes it atomically and keeps the other keys.
 */
export interface KeyValueFile {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** Lists in the file that other parts keep by themselves. */
export type KeptPart = 'partners';

/**
 * What a person chose, in `config.json` of the data directory. Everything is read anew before it is
 * answered or changed, because the command line and the app may use the same directory at once; nobody else
 * writes while a change is made.
 */
export interface SettingsStore {
  settings(): Settings;
  /** Changes only what is named; gives the whole. */
  update(patch: SettingsPatch): Settings;
  /** The valid profiles, in the order in which they were added. */
  connections(): readonly ConnectionProfile[];
  /** Adds the profile, or replaces the one of the same name in its place. */
  saveConnection(profile: ConnectionProfile): void;
  /** Not finding it is success. */
  removeConnection(name: string): void;
  /** What another part keeps in the file: its entries as they stand there, good or not. */
  entries(part: KeptPart): readonly unknown[];
  /** Writes what `change` makes of them, unless it gives them back; the rest of the file stays as it is. */
  changeEntries(part: KeptPart, change: (entries: readonly unknown[]) => readonly unknown[]): void;
}
