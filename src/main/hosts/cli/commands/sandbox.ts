import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { sandboxEntry } from '../../../sandbox-process.ts';
import { EXIT } from '../output.ts';
import { collect, portNumber } from '../usage.ts';

interface SandboxOptions {
  readonly port?: number;
  readonly data?: string;
  readonly switch?: readonly string[];
  readonly listSwitches?: boolean;
}

/** `sandbox`: the embedded image service alone, until SIGINT or SIGTERM. */
export function sandboxCommand(program: Command): void {
  program
    .command('sandbox')
    .description('the embedded image service alone; prints endpoints and demo credentials')
    .option('--port <number>', 'port (default: any free one)', portNumber)
    .option('--data <directory>', 'keep its images here (default: a temporary folder)')
    .option('--switch <name=value>', 'misbehave in a named way (some only NAME), repeatable', collect)
    .option('--list-switches', 'only tell which switches there are')
    .action((options: SandboxOptions, command: Command) => {
      const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
      const args = [
        ...(json ? ['--json'] : []),
        ...(options.port === undefined ? [] : ['--port', String(options.port)]),
        ...(options.data === undefined ? [] : ['--data', options.data]),
        ...(options.listSwitches ? ['--list-switches'] : []),
        ...(options.switch ?? []).flatMap((value) => ['--switch', value]),
      ];
      return new Promise<void>((resolve) => {
        const child = spawn(process.execPath, [fileURLToPath(sandboxEntry()), '--parent', ...args], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        });
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
        child.once('exit', (code) => {
          process.exitCode = code ?? EXIT.failed;
          resolve();
        });
      });
    });
}
