import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The launcher, as a person would call it. */
export const launcher = join(import.meta.dirname, '../../bin/argosy.js');

/** How a command ended, and all that it said. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document that `--json` promises. */
  json<Document>(): Document;
}

export interface RunOptions {
  readonly home?: string;
  readonly secret?: string;
  readonly cwd?: string;
  readonly input?: string;
}

/** Runs one command of Argosy to its end. Never throws for a failure: look at `code`. */
export function argosy(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = start(args, options);
  child.stdin?.end(options.input ?? '');
  return outcomeOf(child);
}

/** Starts a command and leaves it running. */
export function start(args: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [launcher, ...args], {
    cwd: options.cwd,
    env: {
      ...process.env,
      ARGOSY_SECRET_STORE: 'file',
      ...(options.home === undefined ? {} : { ARGOSY_HOME: options.home }),
      ...(options.secret === undefined ? {} : { ARGOSY_SECRET: options.secret }),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) }));
  });
}

/** The first line that a running command prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8');
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before a line came: ${complaint}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
}

/** A new folder for one test, removed by `remove`. */
export async function temporaryFolder(
  name: string,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `argosy-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** What `argosy sandbox --json` announces for its Glance. */
export interface SandboxGlance {
  readonly authUrl: string;
  readonly username: string;
  readonly secret: string;
  readonly project: string;
  readonly region: string;
}

/** A sandbox of its own process. */
export async function startSandbox(
  ...switches: readonly string[]
): Promise<{ readonly glance: SandboxGlance; readonly origin: string; stop(): Promise<void> }> {
  const child = start(['sandbox', '--json', ...switches.flatMap((name) => ['--switch', name])]);
  // Listened for from the start: one that died on the way is over already.
  const ended = outcomeOf(child);
  const { dialects } = JSON.parse(await firstLine(child)) as { dialects: { glance: SandboxGlance } };
  return {
    glance: dialects.glance,
    origin: new URL(dialects.glance.authUrl).origin,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The line that adds a connection to a sandbox; the secret goes beside it. */
export function addGlance(
  name: string,
  { authUrl, username, project }: Pick<SandboxGlance, 'authUrl' | 'username' | 'project'>,
  ...more: readonly string[]
): readonly string[] {
  const options = { 'auth-url': authUrl, username, project };
  const flags = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
  return ['connection', 'add', name, '--kind', 'glance', ...flags, ...more];
}
