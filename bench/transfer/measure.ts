import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One run of a command as a whole process. */
export interface Run {
  readonly seconds: number;
  /** Largest resident size of the first process, MiB. */
  readonly peakMiB: number;
  readonly output: string;
}

const MIB_IN_KIB = 1024;

/** Runs a command to its end. Throws with what it printed if it fails. */
export function runCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    let peakMiB = 0;
    // The kernel keeps the high-water mark, so the last look before the end is enough.
    const watch = setInterval(() => {
      peakMiB = Math.max(peakMiB, highWaterMark(child.pid));
    }, 20);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (code === 0) resolve({ seconds, peakMiB, output });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${complaint || output}`));
    });
  });
}

function highWaterMark(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / MIB_IN_KIB;
  } catch {
    return 0;
  }
}

export type Contender = () => Promise<Run>;

/** Runs all contenders in turn, `rounds` times after one warm-up, so that the machine's drift hits all alike. */
export async function inTurn<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  rounds: number,
): Promise<Record<Name, readonly Run[]>> {
  const names = Object.keys(contenders) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Run[]])) as Record<Name, Run[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const run = await contenders[name]();
      if (round >= 0) runs[name].push(run);
    }
  }
  return runs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function medianSeconds(runs: readonly Run[]): number {
  return median(runs.map(({ seconds }) => seconds));
}
