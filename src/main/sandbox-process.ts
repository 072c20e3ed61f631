import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';

/** What a sandbox prints with `--json`: the values for `connection add`, per dialect, plus the secret. */
const announcement = z.object({
  pid: z.number(),
  dialects: z.record(z.string(), z.record(z.string(), z.unknown())),
});
export type SandboxAnnouncement = z.infer<typeof announcement>;

export interface SandboxProcess {
  readonly announcement: SandboxAnnouncement;
  /** Ends the process and waits for it. */
  stop(): Promise<void>;
}

/** The file that the sandbox's process starts from: its source, or its entry in the build. */
export function sandboxEntry(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? '../sandbox/main.ts' : './sandbox.js', import.meta.url);
}

const START_TIMEOUT_MS = 20_000;

/**
 * Starts the sandbox as a process of its own, so that its disk and hashing work never delays this one.
 * It ends with this process, also when this one is killed (the IPC channel closes).
 */
export async function startSandboxProcess(dataDirectory: string): Promise<SandboxProcess> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(sandboxEntry()), '--json', '--parent', '--data', dataDirectory],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  );
  return { announcement: await firstAnnouncement(child), stop: () => stop(child) };
}

function firstAnnouncement(child: ChildProcess): Promise<SandboxAnnouncement> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill();
      reject(
        new AppError('UNAVAILABLE', `The sandbox did not start: ${why}`, {
          operation: 'sandbox.start',
          hint: 'Try again; the log in the data directory has more.',
        }),
      );
    };
    const timer = setTimeout(() => fail('it did not answer in time.'), START_TIMEOUT_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-2000);
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with ${code ?? 'a signal'}. ${complaint}`));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      const parsed = announcement.safeParse(parseJson(line));
      if (parsed.success) resolve(parsed.data);
      else fail('what it printed is not an announcement.');
    });
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 3000).unref();
  });
}
