import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const COMMANDS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Opens the address in the person's browser; `false` where there is none. The address carries the session
 * secret and a program's arguments are there for every user of the machine to see, so the browser is given
 * a file that only this user can read, which leads on.
 */
export async function openBrowser(url: string, home: string): Promise<boolean> {
  const file = join(home, `open-${process.pid}.html`);
  try {
    await rm(file, { force: true });
    await writeFile(
      file,
      `<!doctype html><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}">`,
      { mode: 0o600, flag: 'wx' },
    );
  } catch {
    return false;
  }
  setTimeout(() => void rm(file, { force: true }), 60_000).unref();
  return launch(pathToFileURL(file).href);
}

/** Also to be called at the end: the file must not outlive its secret's use. */
export async function forgetOpened(home: string): Promise<void> {
  await rm(join(home, `open-${process.pid}.html`), { force: true });
}

function launch(target: string): Promise<boolean> {
  const [command = 'xdg-open', ...options] = COMMANDS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(command, [...options, target], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
