import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstLine, outcomeOf } from '../../test/support/argosy.ts';
import { argosy, environment } from './sandbox-cloud.ts';

export interface Host {
  readonly url: string;
  /** `Date.now()` before it was started. */
  readonly startedAt: number;
  /** `Date.now()` when it said that it is ready. */
  readonly readyAt: number;
  /** MiB: resident, and of each thread what its heap and buffers hold. */
  memory(): Promise<readonly { readonly what: string; readonly mib: number }[]>;
  stop(): Promise<void>;
}

interface HeapReport {
  readonly javascriptHeap: { readonly usedMemory: number; readonly externalMemory?: number };
  readonly workers?: readonly HeapReport[];
}

const MIB = 1024 ** 2;

/** Starts `argosy serve` on a data directory. `reports` is a folder for what it says of its memory. */
export async function startHost(home: string, reports: string): Promise<Host> {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [argosy, 'serve', '--no-open', '--home', home], {
    env: {
      ...process.env,
      ...environment(),
      // Asked by a signal, Node writes down the heaps of all its threads.
      NODE_OPTIONS: `--report-on-signal --report-directory=${reports}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const line = await firstLine(child);
  const readyAt = Date.now();
  const url = /^Argosy ready at (\S+)$/.exec(line)?.[1];
  if (url === undefined) throw new Error(`not a ready line: ${line}`);
  const pid = child.pid ?? 0;
  return {
    url,
    startedAt,
    readyAt,
    async memory() {
      const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
      const before = new Set(readdirSync(reports));
      child.kill('SIGUSR2');
      const report = await newReport(reports, before);
      return [
        { what: 'host, resident', mib: resident },
        { what: '  its main thread: heap', mib: heapOf(report) },
        ...(report.workers ?? []).map((each, index) => ({
          what: `  worker ${index + 1}: heap`,
          mib: heapOf(each),
        })),
      ];
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = outcomeOf(child);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function heapOf({ javascriptHeap }: HeapReport): number {
  return (javascriptHeap.usedMemory + (javascriptHeap.externalMemory ?? 0)) / MIB;
}

async function newReport(folder: string, before: ReadonlySet<string>): Promise<HeapReport> {
  for (let tries = 0; tries < 100; tries += 1) {
    const name = readdirSync(folder).find((each) => !before.has(each));
    if (name !== undefined) {
      try {
        return JSON.parse(readFileSync(join(folder, name), 'utf8')) as HeapReport;
      } catch {
        // Not written to its end yet.
      }
    }
    await sleep(50);
  }
  throw new Error('the host wrote no report of its memory');
}
