import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import { EXIT } from '../output.ts';
import { outputOf } from '../session.ts';

/** Commands of the contract that this version does not have. They say so and send no request. */
const LATER: readonly (readonly [group: string, command: string])[] = [
  ['image', 'copy'],
  ['member', 'list'],
  ['member', 'add'],
  ['member', 'remove'],
  ['member', 'replace'],
  ['member', 'accept'],
  ['member', 'reject'],
  ['member', 'shared'],
  ['package', 'list'],
  ['package', 'show'],
  ['package', 'create'],
  ['package', 'delete'],
  ['package', 'set'],
  ['package', 'unset'],
];

export function laterCommands(program: Command): void {
  for (const [groupName, name] of LATER) {
    const group =
      program.commands.find((candidate) => candidate.name() === groupName) ??
      program.command(groupName).description('not in this version');
    group
      .command(name)
      .description('not in this version')
      .argument('[arguments...]')
      .allowUnknownOption()
      .action((_arguments: readonly string[], _options: object, command: Command) => {
        const operation = `${groupName}s.${name}`;
        outputOf(command).fail(
          new AppError(
            'UNSUPPORTED',
            `"argosy ${groupName} ${name}" is not in this version of Argosy. No request was sent.`,
            { operation },
          ),
          operation,
        );
        process.exitCode = EXIT.failed;
      });
  }
}
