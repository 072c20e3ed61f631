import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import type { Log } from '../log/index.ts';
import type { KeyValueFile } from './settings-store.ts';

export const CONFIG_NAME = 'config';

/**
 * What `conf` (`configName: 'config'`) and `electron-store` (`name: 'config'`) share: keys are taken as they
 * are, the file is read anew each time, and only its owner can read it.
 */
export function configOptions(home: string) {
  return {
    cwd: home,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: false,
    configFileMode: 0o600,
  } as const;
}

/** `config.json` of the data directory, through `conf`. */
export function openConfigFile(home: string): KeyValueFile {
  return new Conf<Record<string, unknown>>({
    projectName: 'argosy',
    configName: CONFIG_NAME,
    ...configOptions(home),
  });
}

/**
 * Moves a `config.json` that is no JSON object out of the way, so that a new one can be begun, and gives its
 * new name. To be called before `electron-store` is made, which refuses such a file.
 */
export function setAsideUnreadable(home: string): string | undefined {
  const path = join(home, `${CONFIG_NAME}.json`);
  if (!existsSync(path) || isJsonObject(path)) return undefined;
  const aside = asideName(path);
  renameSync(path, aside);
  return aside;
}

/** Keeps a copy of a readable file of which one part is wrong, before that part is written anew. */
export function keepDamagedCopy(home: string, part: string, reason: string, log: Log): void {
  const path = join(home, `${CONFIG_NAME}.json`);
  const aside = asideName(path);
  copyFileSync(path, aside);
  log.error('settings.invalid', { path, aside, part, reason, hint: 'The part begins anew; a copy is kept.' });
}

function asideName(path: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  let name = `${path}.damaged-${time}`;
  for (let count = 2; existsSync(name); count++) name = `${path}.damaged-${time}-${count}`;
  return name;
}

function isJsonObject(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (error) {
    // Only what was read and is no JSON is damage; a file that cannot be read must stay where it is.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
