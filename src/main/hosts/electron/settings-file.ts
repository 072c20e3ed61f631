import ElectronStore from 'electron-store';
import { openLog } from '../../log/index.ts';
import { configOptions, type KeyValueFile, setAsideUnreadable } from '../../settings/index.ts';

/**
 * The same `config.json` as the other hosts', through electron-store. It cannot open a damaged file, so one
 * is set aside first, which the log tells.
 */
export function openSettingsFile(home: string): KeyValueFile {
  const aside = setAsideUnreadable(home);
  if (aside !== undefined) tellLog(home, aside);
  return new ElectronStore<Record<string, unknown>>({ name: 'config', ...configOptions(home) });
}

/** The application, and with it its log, does not stand yet. */
function tellLog(home: string, aside: string): void {
  const log = openLog(home);
  log.error('settings.unreadable', { aside, hint: 'The settings begin anew; the old file is kept.' });
  log.close();
}
