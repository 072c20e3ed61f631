#!/usr/bin/env node
/**
 * Starts the command line. In a checkout it builds what is missing or stale first; where the caller's Node
 * is older than the project's own, it starts itself again under that one.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'out', 'main', 'cli.js');

/** Ends the launcher with a word. Thrown, not exited, so that a lock is given back on the way out. */
class Failure extends Error {}

try {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) underOwnNode();
  else {
    buildIfStale();
    // Compiled code is kept beside the build: later starts are quicker.
    nodeModule.enableCompileCache(join(root, 'out', '.compiled'));
    await import(pathToFileURL(entry).href);
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`error: INTERNAL: ${error.message}\n`);
  process.exitCode = 1;
}

/** The same command under the project's Node, which dies when this process does, however it ends. */
function underOwnNode() {
  const own = ownNode();
  if (own === undefined) {
    fail(
      `Argosy needs Node ${OLDEST_NODE}; this is ${process.version}. Run "npm ci" here, or install a newer Node.`,
    );
  }
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ARGOSY_LAUNCHER: 'ipc' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function ownNode() {
  try {
    return nodeModule.createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return undefined;
  }
}

function buildIfStale() {
  if (!existsSync(join(root, 'src'))) return;
  const stamp = join(root, 'out', '.built');
  if (isFresh(stamp)) return;
  withLock(join(root, '.build-lock'), () => {
    if (isFresh(stamp)) return;
    process.stderr.write('Building Argosy (once, and after each change)…\n');
    const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
    if (!existsSync(builder)) fail('The build tools are missing. Run "npm ci" first.');
    const startedAt = new Date();
    const built = spawnSync(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
      cwd: root,
      encoding: 'utf8',
    });
    if (built.status !== 0) fail(`The build failed.\n${built.stdout ?? ''}${built.stderr ?? ''}`);
    writeFileSync(stamp, startedAt.toISOString());
  });
}

/** Fresh: nothing that goes into the build is younger than the start of the last one. */
function isFresh(stamp) {
  if (!existsSync(stamp) || !existsSync(entry)) return false;
  const builtAt = Date.parse(readFileSync(stamp, 'utf8'));
  const inputs = ['src', 'resources', 'electron.vite.config.ts', 'package.json', 'package-lock.json'];
  return inputs.every((input) => youngest(join(root, input)) <= builtAt);
}

function youngest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => youngest(join(path, name))));
}

/** One build at a time: a second starter waits for the first. A lock older than its patience is a dead one's. */
function withLock(lock, work) {
  const patienceMs = 180_000;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > patienceMs && existsSync(lock)) rmdirSync(lock);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    rmdirSync(lock);
  }
}

function fail(message) {
  throw new Failure(message);
}
