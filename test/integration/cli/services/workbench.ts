import { join } from 'node:path';
import { expect } from 'vitest';
import {
  argosy,
  firstLine,
  type Outcome,
  outcomeOf,
  start,
  temporaryFolder,
} from '../../../support/argosy.ts';
import { type SandboxControl, sandboxControl } from '../../../support/sandbox-control.ts';

/** What a sandbox announces for one dialect: option names of `connection add`, and the secret. */
export type Announced = Readonly<Record<string, string>>;

/** A sandbox of its own process, a data directory, and commands that are run on both. */
export interface Workbench {
  /** What the sandbox announced for a dialect. */
  announced(kind: string): Announced;
  readonly control: SandboxControl;
  /** A folder for files; also where commands are run. */
  readonly folder: string;
  run(...args: readonly string[]): Promise<Outcome>;
  /** Runs a command that must succeed, and gives its one document. */
  done<Document>(...args: readonly string[]): Promise<Document>;
  /** Runs a command that must be refused with this code, and gives the error. */
  refused(code: string, ...args: readonly string[]): Promise<WireErrorJson>;
  /** Adds a connection with what was announced, or other values. */
  add(name: string, kind: string, announced: Announced): Promise<void>;
  stop(): Promise<void>;
}

export interface WireErrorJson {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly retry: string;
  readonly operation: string;
}

export async function openWorkbench(name: string, ...switches: readonly string[]): Promise<Workbench> {
  const folder = await temporaryFolder(name);
  const sandbox = start(['sandbox', '--json', ...switches.flatMap((text) => ['--switch', text])]);
  const announcement = JSON.parse(await firstLine(sandbox)) as {
    readonly url: string;
    readonly dialects: Readonly<Record<string, Announced>>;
  };
  const home = join(folder.path, 'home');
  const run = (...args: readonly string[]) => argosy(args, { home, cwd: folder.path });
  return {
    announced: (kind) => announcement.dialects[kind] ?? {},
    control: sandboxControl(announcement.url),
    folder: folder.path,
    run,
    async done(...args) {
      const outcome = await run(...args, '--json');
      expect(outcome, `argosy ${args.join(' ')}\n${outcome.stderr}`).toMatchObject({ code: 0 });
      return outcome.json();
    },
    async refused(code, ...args) {
      const outcome = await run(...args, '--json');
      const error = wireError(outcome);
      expect({ ...outcome, error }, `argosy ${args.join(' ')}`).toMatchObject({ code: 1, error: { code } });
      return error;
    },
    async add(connection, kind, { secret, ...options }) {
      const flags = Object.entries(options).flatMap(([option, value]) => [`--${kebab(option)}`, value]);
      const outcome = await argosy(['connection', 'add', connection, '--kind', kind, ...flags], {
        home,
        ...(secret === undefined ? {} : { secret }),
      });
      expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    },
    async stop() {
      const ended = outcomeOf(sandbox);
      sandbox.kill('SIGTERM');
      await ended;
      await folder.remove();
    },
  };
}

/** The one line of JSON that a failed command says on standard error. */
export function wireError({ stderr }: Outcome): WireErrorJson {
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  expect(lines, stderr).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as WireErrorJson;
}

function kebab(option: string): string {
  return option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Does the work for each item, so many at once. */
export async function each<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
