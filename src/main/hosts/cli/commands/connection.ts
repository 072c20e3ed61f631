import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImportCandidate } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import { type ConnectionState, KIND_LABELS, type TestStep } from '#shared/model/index.ts';
import { capabilityWords } from '../capability-words.ts';
import { type AddOptions, connectionOptions, profileOf } from '../connection-options.ts';
import { EXIT, printable, table } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { withSession } from '../session.ts';
import { collect } from '../usage.ts';

export function connectionCommand(program: Command): void {
  const connection = program.command('connection').description('the clouds that Argosy knows');

  addCommand(connection);
  importCommand(connection);
  listCommand(connection);
  showCommand(connection);
  testCommand(connection);
  usageCommand(connection);
  removeCommand(connection);
}

function addCommand(connection: Command): void {
  connectionOptions(
    connection
      .command('add <name>')
      .description('add a cloud; the secret comes by --secret-stdin or ARGOSY_SECRET'),
  ).action((name: string, options: AddOptions, command: Command) =>
    withSession(command, 'connections.save', async ({ call, output }) => {
      const profile = await profileOf(name, options);
      const secret = await readSecret(options.secretStdin === true);
      const state = await call('connections.save', {
        profile,
        create: true,
        ...(secret === undefined ? {} : { secret }),
      });
      output.result(
        describe(state),
        () => `Added ${name} (${KIND_LABELS[state.profile.kind]}). Try: argosy connection test ${name}`,
      );
      return EXIT.done;
    }),
  );
}

function importCommand(connection: Command): void {
  connection
    .command('import <file>')
    .description('add clouds from clouds.yaml (with secure.yaml beside it) or an openrc file')
    .option('--cloud <name>', 'only this entry, repeatable', collect)
    .action((file: string, options: { cloud?: readonly string[] }, command: Command) =>
      withSession(command, 'connections.import', async ({ call, output }) => {
        const path = resolve(file);
        const { candidates } = await call('connections.preview', { path });
        const added = await call('connections.import', {
          path,
          ...(options.cloud === undefined ? {} : { names: [...options.cloud] }),
        });
        for (const remark of remarks(candidates, options.cloud, added)) output.say(remark);
        output.result(added.map(describe), () =>
          added
            .map((state) => `Added ${state.profile.name}${state.secretStored ? '' : ' (without a secret)'}`)
            .join('\n'),
        );
        return EXIT.done;
      }),
    );
}

function listCommand(connection: Command): void {
  connection
    .command('list')
    .description('all clouds')
    .action((_options: object, command: Command) =>
      withSession(command, 'connections.list', async ({ call, output }) => {
        const states = await call('connections.list', {});
        output.result(states.map(describe), () =>
          table(
            ['NAME', 'KIND', 'ADDRESS', 'IMAGES', 'SYNCED'],
            states.map((state) => [
              state.profile.name,
              state.profile.kind,
              addressOf(state),
              String(state.imageCount),
              state.syncedAt ?? 'never',
            ]),
          ),
        );
        return EXIT.done;
      }),
    );
}

function showCommand(connection: Command): void {
  connection
    .command('show <name>')
    .description('one cloud; never its secret')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.show', async ({ call, output }) => {
        const state = await call('connections.show', { name });
        output.result(describe(state), () =>
          Object.entries(describe(state))
            .map(
              ([key, value]) =>
                `${key.padEnd(14)}${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}`,
            )
            .join('\n'),
        );
        return EXIT.done;
      }),
    );
}

function testCommand(connection: Command): void {
  connection
    .command('test <name>')
    .description('address, TLS, sign-in, service, version: each with its verdict')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.test', async ({ call, output }) => {
        const { steps, capabilities } = await call('connections.test', { name });
        const passed = steps.every((step) => step.verdict !== 'failed');
        output.result({ passed, steps, capabilities }, () =>
          [
            ...steps.map(stepLine),
            ...(capabilities === null ? [] : ['', ...capabilityWords(capabilities).map(printable)]),
          ].join('\n'),
        );
        const failure = steps.find((step) => step.error !== null)?.error;
        if (failure) output.fail(AppError.fromWire(failure), 'connections.test');
        return passed ? EXIT.done : EXIT.failed;
      }),
    );
}

function usageCommand(connection: Command): void {
  connection
    .command('usage <name>')
    .description('how much of its limits the project has used')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.usage', async ({ call, output }) => {
        const usage = await call('connections.usage', { name });
        output.result(usage, () =>
          table(
            ['LIMIT OF', 'USED', 'LIMIT'],
            usage.map(({ name: what, used, limit }) => [
              what,
              String(used),
              limit < 0 ? 'none' : String(limit),
            ]),
          ),
        );
        return EXIT.done;
      }),
    );
}

function removeCommand(connection: Command): void {
  connection
    .command('remove <name>')
    .description('forget a cloud, its secret and its catalogue; its images stay where they are')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.remove', async ({ call, output }) => {
        await call('connections.remove', { name });
        output.result({ name, removed: true }, () => `Removed ${name}.`);
        return EXIT.done;
      }),
    );
}

/** What was left out of an import and why, and what differs from the file in what came in. */
function remarks(
  candidates: readonly ImportCandidate[],
  wanted: readonly string[] | undefined,
  added: readonly ConnectionState[],
): readonly string[] {
  const names = new Set(added.map(({ profile }) => profile.name));
  return candidates.flatMap(({ name, problem, notes }) => {
    if (names.has(name)) return notes.map((note) => printable(`${name}: ${note}`));
    if (wanted !== undefined) return [];
    return [printable(`Left out ${name}: ${problem ?? 'there is already a connection of this name.'}`)];
  });
}

function describe(state: ConnectionState) {
  const { profile, ...rest } = state;
  return { ...profile, ...rest };
}

function addressOf({ profile }: ConnectionState): string {
  return 'authUrl' in profile.settings && profile.settings.authUrl
    ? profile.settings.authUrl
    : (profile.settings.endpoint ?? '');
}

function stepLine(step: TestStep): string {
  const sign = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' }[step.verdict];
  return `${sign}  ${step.step.padEnd(8)}  ${printable(step.detail)}`;
}
