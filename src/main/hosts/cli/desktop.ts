import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Desktop =
  | { readonly started: true; readonly ended: Promise<number> }
  | { readonly started: false; readonly reason: string };

const REACHABLE_WITHIN_MS = 3000;
const FETCH_WITHIN_MS = 300_000;
/** Where Electron's own installer fetches the runtime from. */
const RUNTIME_HOST = 'github.com';

/**
 * Starts the desktop app if there is a display and the Electron runtime is there, or can be fetched now by
 * Electron's own installer. Otherwise says why not, within seconds.
 */
export async function startDesktop(options: {
  readonly home: string;
  readonly sandbox: boolean;
  /** An `argosy:` link to show. */
  readonly link?: string | undefined;
}): Promise<Desktop> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { started: false, reason: 'there is no display' };
  }
  const runtime = await findRuntime();
  if ('reason' in runtime) return { started: false, reason: runtime.reason };
  const entry = fileURLToPath(new URL('./index.js', import.meta.url));
  const given = [...(options.sandbox ? ['--sandbox'] : []), ...(options.link ? [options.link] : [])];
  const child = spawn(runtime.path, [entry, ...given], {
    stdio: 'inherit',
    env: { ...process.env, ARGOSY_HOME: options.home },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return {
    started: true,
    ended: new Promise((resolve) => {
      child.once('exit', (code) => resolve(code ?? 1));
      child.once('error', () => resolve(1));
    }),
  };
}

async function findRuntime(): Promise<{ readonly path: string } | { readonly reason: string }> {
  const folder = electronFolder();
  if (folder === undefined) return { reason: 'Electron is not installed' };
  const present = runtimeIn(folder);
  if (present !== undefined) return { path: present };
  if (!(await isReachable(RUNTIME_HOST))) {
    return { reason: 'the Electron runtime is not installed and cannot be fetched from here' };
  }
  process.stderr.write('Fetching the Electron runtime, once…\n');
  const code = await runInstaller(folder);
  const fetched = runtimeIn(folder);
  return code === 0 && fetched !== undefined
    ? { path: fetched }
    : { reason: 'the Electron runtime could not be fetched' };
}

function electronFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

/** As Electron's own launcher finds it: the path that its installer left in `path.txt`. */
function runtimeIn(folder: string): string | undefined {
  const note = join(folder, 'path.txt');
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const path = join(dist, existsSync(note) ? readFileSync(note, 'utf8').trim() : 'electron');
  return existsSync(path) ? path : undefined;
}

function isReachable(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: REACHABLE_WITHIN_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
    setTimeout(() => end(false), REACHABLE_WITHIN_MS).unref();
  });
}

function runInstaller(folder: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: FETCH_WITHIN_MS,
    });
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
}
