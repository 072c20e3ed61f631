import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Argosy keeps settings, secrets, the catalogue and the transfer journal: `ARGOSY_HOME`, or the
 * platform's usual place for an application's own data. All hosts share it.
 */
export function defaultHome(
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): string {
  if (environment['ARGOSY_HOME']) return environment['ARGOSY_HOME'];
  switch (platform) {
    case 'win32':
      return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Argosy');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Argosy');
    default:
      return join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'argosy');
  }
}

/** The folder that a person expects downloads in. It need not exist yet. */
export function defaultDownloadFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['XDG_DOWNLOAD_DIR'] ?? join(homedir(), 'Downloads');
}
