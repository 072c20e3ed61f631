import type { Command } from 'commander';
import { isAppError } from '#shared/errors/index.ts';
import {
  type NewPackage,
  PACKAGE_COMPRESSIONS,
  type Package,
  type PackageCompression,
  type PackageDocument,
  type PackageRequirement,
} from '#shared/model/index.ts';
import { shellWord } from '#shared/shell/shell-word.ts';
import { type Assignment, collectAssignments, collectPaths, pathText } from '../json-argument.ts';
import { EXIT, type Output, printable, table } from '../output.ts';
import { collectRequirements } from '../package-requirement.ts';
import { type Session, withSession } from '../session.ts';
import { countingNumber, filled, oneOf } from '../usage.ts';

interface ConnectionOption {
  readonly connection: string;
}
interface CreateOptions extends ConnectionOption {
  readonly name: string;
  readonly ram: number;
  readonly quota: number;
  readonly cpuCap?: number;
  readonly maxSwap?: number;
  readonly blockSize?: number;
  readonly compression?: PackageCompression;
  readonly zfsIoPriority?: number;
  readonly requirement?: readonly PackageRequirement[];
}

/** `package …`: sizing profiles of Project-FiFo. They never change, but for their metadata. */
export function packageCommand(program: Command): void {
  const group = program.command('package').description('packages: sizes of machines (Project-FiFo)');
  readCommands(group);
  createCommand(group);
  metadataCommands(group);
  copyCommand(group);
}

function readCommands(group: Command): void {
  on(group, 'list', 'all packages').action(({ connection }: ConnectionOption, command: Command) =>
    withSession(command, 'packages.list', async ({ call, output }) => {
      const packages = await call('packages.list', { connection });
      output.result(packages, () => packageTable(packages));
      return EXIT.done;
    }),
  );

  on(group, 'show <id>', 'one package, with its requirements and metadata').action(
    (id: string, { connection }: ConnectionOption, command: Command) =>
      withSession(command, 'packages.show', async ({ call, output }) => {
        give(output, await call('packages.show', { connection, id }));
        return EXIT.done;
      }),
  );

  on(group, 'delete <id>', 'delete a package').action(
    (id: string, { connection }: ConnectionOption, command: Command) =>
      withSession(command, 'packages.remove', async ({ call, output }) => {
        await call('packages.remove', { connection, id });
        output.result({ id, deleted: true }, () => `Deleted ${id}`);
        return EXIT.done;
      }),
  );
}

function createCommand(group: Command): void {
  on(group, 'create', 'a new package')
    .requiredOption('--name <name>', 'its name', filled)
    .requiredOption('--ram <MB>', 'memory in MB', countingNumber)
    .requiredOption('--quota <GB>', 'disk in GB', countingNumber)
    .option('--cpu-cap <percent>', 'processor: 100 is one whole core', countingNumber)
    .option('--max-swap <MB>', 'swap in MB', countingNumber)
    .option('--block-size <bytes>', 'block size of the disk', countingNumber)
    .option('--compression <way>', PACKAGE_COMPRESSIONS.join(', '), oneOf(...PACKAGE_COMPRESSIONS))
    .option('--zfs-io-priority <number>', 'share of disk access', countingNumber)
    .option('--requirement <JSON>', 'a rule of where machines run, repeatable', collectRequirements)
    .action(({ connection, ram, quota, maxSwap, requirement, ...rest }: CreateOptions, command: Command) =>
      withSession(command, 'packages.create', async ({ call, output }) => {
        const { name, cpuCap, blockSize, compression, zfsIoPriority } = rest;
        const wanted: NewPackage = {
          name,
          ramMb: ram,
          quotaGb: quota,
          ...(cpuCap === undefined ? {} : { cpuCap }),
          ...(maxSwap === undefined ? {} : { maxSwapMb: maxSwap }),
          ...(blockSize === undefined ? {} : { blockSize }),
          ...(compression === undefined ? {} : { compression }),
          ...(zfsIoPriority === undefined ? {} : { zfsIoPriority }),
          ...(requirement === undefined ? {} : { requirements: requirement }),
        };
        give(output, await call('packages.create', { connection, package: wanted }));
        return EXIT.done;
      }),
    );
}

function metadataCommands(group: Command): void {
  on(group, 'set', 'set metadata; a path is a/b/c, a bare word a string')
    .argument('<id>', 'package')
    .argument('<path=json...>', 'key, and its value in JSON', collectAssignments)
    .action((id: string, set: readonly Assignment[], { connection }: ConnectionOption, command: Command) =>
      withSession(command, 'packages.metadata', (session) => {
        return writeMetadata(session, { connection, id, set, unset: [] });
      }),
    );

  on(group, 'unset', 'remove metadata')
    .argument('<id>', 'package')
    .argument('<path...>', 'key', collectPaths)
    .action(
      (
        id: string,
        paths: readonly (readonly string[])[],
        { connection }: ConnectionOption,
        command: Command,
      ) =>
        withSession(command, 'packages.metadata', (session) => {
          return writeMetadata(session, { connection, id, set: [], unset: paths });
        }),
    );
}

interface MetadataOrder {
  readonly connection: string;
  readonly id: string;
  readonly set: readonly Assignment[];
  readonly unset: readonly (readonly string[])[];
}

/** One key a request. Where one of several is refused, what was written and what was not is the result. */
async function writeMetadata({ call, output }: Session, order: MetadataOrder): Promise<number> {
  try {
    give(output, await call('packages.metadata', order));
    return EXIT.done;
  } catch (error) {
    const written = isAppError(error) ? error.context?.['written'] : undefined;
    if (typeof written !== 'number' || written === 0) throw error;
    const paths = [...order.set.map(({ path }) => path), ...order.unset].map(pathText);
    const outcome = { id: order.id, written: paths.slice(0, written), left: paths.slice(written) };
    output.result(outcome, () =>
      [
        ...outcome.written.map((path) => `written      ${printable(path)}`),
        ...outcome.left.map((path) => `not written  ${printable(path)}`),
      ].join('\n'),
    );
    output.fail(error, 'packages.metadata');
    return EXIT.failed;
  }
}

interface CopyOptions extends ConnectionOption {
  readonly to: string;
  readonly name?: string;
  readonly into?: string;
}

function copyCommand(group: Command): void {
  on(group, 'copy <id>', 'make a package of another FiFo like this one, with its rules and metadata')
    .requiredOption('--to <name>', 'the cloud that gets it', filled)
    .option('--name <name>', 'another name there', filled)
    .option('--into <id>', 'finish a copy that was begun: its id there', filled)
    .action((id: string, { connection, to, name, into }: CopyOptions, command: Command) =>
      withSession(command, 'packages.copy', async ({ call, output }) => {
        const order = {
          ...{ from: connection, id, to },
          ...(name === undefined ? {} : { name }),
          ...(into === undefined ? {} : { into }),
        };
        try {
          const { document, notes } = await call('packages.copy', order);
          for (const note of notes) output.say(printable(note));
          give(output, document);
          return EXIT.done;
        } catch (error) {
          const made = isAppError(error) ? error.context?.['halfMade'] : undefined;
          if (typeof made === 'string') sayWaysOut(output, order, made);
          throw error;
        }
      }),
    );
}

/** A copy that was made and lacks something: how to finish it, and how to be rid of it. */
function sayWaysOut(
  output: Output,
  { from, id, to }: { from: string; id: string; to: string },
  made: string,
): void {
  const words = [from, to].map((name) => shellWord(name) ?? JSON.stringify(name));
  output.warn(
    `${to} has an unfinished copy, ${made}. ` +
      `Finish it: argosy package copy -c ${words[0]} ${id} --to ${words[1]} --into ${made}; ` +
      `or delete it: argosy package delete -c ${words[1]} ${made}`,
  );
}

function on(group: Command, nameAndArguments: string, description: string): Command {
  return group
    .command(nameAndArguments)
    .description(description)
    .requiredOption('-c, --connection <name>', 'cloud');
}

function give(output: Output, { package: shown, raw }: PackageDocument): void {
  output.result({ ...shown, raw }, () =>
    Object.entries(shown)
      .map(([key, value]) => `${key.padEnd(16)}${printable(text(value))}`)
      .join('\n'),
  );
}

function packageTable(packages: readonly Package[]): string {
  return table(
    ['ID', 'NAME', 'RAM MB', 'QUOTA GB', 'CPU %', 'SWAP MB', 'BLOCK', 'COMPRESSION', 'RULES'],
    packages.map((one) => [
      one.id,
      one.name,
      text(one.ramMb),
      text(one.quotaGb),
      text(one.cpuCap),
      text(one.maxSwapMb),
      text(one.blockSize),
      text(one.compression),
      String(one.requirements.length),
    ]),
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
