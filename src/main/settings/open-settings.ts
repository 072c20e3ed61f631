import { join } from 'node:path';
import { z } from 'zod';
import { profileInput, settingsPatch } from '#shared/contract/index.ts';
import { type ConnectionProfile, DEFAULT_SETTINGS, type Settings } from '#shared/model/index.ts';
import { withFileLock } from '../file-lock.ts';
import type { Log } from '../log/index.ts';
import { CONFIG_NAME, keepDamagedCopy, openConfigFile, setAsideUnreadable } from './config-file.ts';
import type { KeptPart, KeyValueFile, SettingsStore } from './settings-store.ts';

export interface SettingsOptions {
  readonly log: Log;
  /** The file underneath: `conf` unless the Electron host gives its `electron-store` of the same file. */
  readonly file?: KeyValueFile | undefined;
}

/** Others hold the file for milliseconds. */
const LOCK_TIMEOUT_MS = 5_000;

/** The file may be of another version: what is missing has its default, what is unknown is passed over. */
const storedSettings = settingsPatch.strip();

/**
 * Opens `config.json` in the data directory. A file that is no JSON is set aside as
 * `config.json.damaged-<time>` and begun anew; a wrong part of a readable one is begun anew after the file
 * was copied under such a name. A connection that is wrong is passed over but stays in the file. All this is
 * told to the log.
 */
export function openSettings(home: string, options: SettingsOptions): SettingsStore {
  const { log } = options;
  const setAside = (): void => {
    const aside = setAsideUnreadable(home);
    if (aside === undefined) return;
    log.error('settings.unreadable', { aside, hint: 'The settings begin anew; the old file is kept.' });
  };
  setAside();
  const file = options.file ?? openConfigFile(home);
  const skipped = new Set<number>();

  const read = (key: string): unknown => {
    try {
      return file.get(key);
    } catch {
      // It was damaged while we ran.
      setAside();
      return file.get(key);
    }
  };
  /** Keeps a copy of the file once, then begins the wrong part anew. */
  const beginAnew = (part: string, error: z.ZodError, fresh: unknown): void => {
    keepDamagedCopy(home, part, z.prettifyError(error), log);
    file.set(part, fresh);
  };

  const settings = (): Settings => {
    const stored = storedSettings.safeParse(read('settings') ?? {});
    if (stored.success) return { ...DEFAULT_SETTINGS, ...defined(stored.data) };
    beginAnew('settings', stored.error, {});
    return DEFAULT_SETTINGS;
  };
  const rawEntries = (part: 'connections' | KeptPart): readonly unknown[] => {
    const stored = z.array(z.unknown()).safeParse(read(part) ?? []);
    if (stored.success) return stored.data;
    beginAnew(part, stored.error, []);
    return [];
  };

  const alone = <Value>(change: () => Value): Value =>
    withFileLock(join(home, `${CONFIG_NAME}.json`), LOCK_TIMEOUT_MS, change);
  const changeEntries = (
    part: 'connections' | KeptPart,
    change: (entries: readonly unknown[]) => readonly unknown[],
  ): void =>
    alone(() => {
      const entries = rawEntries(part);
      const changed = change(entries);
      if (changed !== entries) file.set(part, changed);
    });

  return {
    settings,
    update: (patch) =>
      alone(() => {
        const changed = { ...settings(), ...defined(patch) };
        file.set('settings', changed);
        return changed;
      }),
    connections() {
      const profiles = new Map<string, ConnectionProfile>();
      for (const [index, entry] of rawEntries('connections').entries()) {
        const profile = parseProfile(entry);
        if (profile !== undefined && !profiles.has(profile.name)) profiles.set(profile.name, profile);
        if (profile !== undefined || skipped.has(index)) continue;
        skipped.add(index);
        log.warn('settings.connection-skipped', {
          index,
          reason: 'It is no valid profile; it stays in the file.',
        });
      }
      return [...profiles.values()];
    },
    saveConnection: (profile) =>
      changeEntries('connections', (entries) => {
        const at = entries.findIndex((entry) => parseProfile(entry)?.name === profile.name);
        return at < 0 ? [...entries, profile] : entries.with(at, profile);
      }),
    removeConnection: (name) =>
      changeEntries('connections', (entries) => {
        const kept = entries.filter((entry) => parseProfile(entry)?.name !== name);
        return kept.length < entries.length ? kept : entries;
      }),
    entries: rawEntries,
    changeEntries,
  };
}

function parseProfile(entry: unknown): ConnectionProfile | undefined {
  const parsed = profileInput.safeParse(entry);
  return parsed.success ? { ...parsed.data, color: parsed.data.color ?? 0 } : undefined;
}

/** Without the keys that are `undefined`, which would hide a value beneath. */
function defined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
