import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import { VISIBILITIES, type Visibility } from '#shared/model/index.ts';
import { EXIT } from '../output.ts';
import { withSession } from '../session.ts';
import { collect, collectPairs, filled, oneOf, UsageError, wholeNumber } from '../usage.ts';
import { details } from './image-read.ts';

interface SetOptions {
  readonly connection: string;
  readonly name?: string;
  readonly minDisk?: number;
  readonly minRam?: number;
  readonly visibility?: Visibility;
  readonly protected?: boolean;
  readonly hidden?: boolean;
  readonly property?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
}

/** `image set` and `image delete`. */
export function imageChangeCommands(image: Command): void {
  image
    .command('set <id>')
    .description('one minimal change; what is not named is not touched')
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('--name <name>', 'new name', filled)
    .option('--min-disk <GB>', 'least disk in GB', wholeNumber)
    .option('--min-ram <MB>', 'least memory in MB', wholeNumber)
    .option('--visibility <visibility>', VISIBILITIES.join(', '), oneOf(...VISIBILITIES))
    .option('--protected', 'refuse deletion')
    .option('--no-protected', 'allow deletion')
    .option('--hidden', 'leave it out of default lists')
    .option('--no-hidden', 'show it in default lists')
    .option('--property <K=V>', 'set a property, repeatable', collectPairs)
    .option('--unset <K>', 'remove a property, repeatable', collect)
    .option('--tag <tag>', 'add a tag, repeatable', collect)
    .option('--untag <tag>', 'remove a tag, repeatable', collect)
    .action((id: string, options: SetOptions, command: Command) =>
      withSession(command, 'images.edit', async ({ call, output }) => {
        const edit = editOf(options, command);
        if (Object.keys(edit).length === 0) throw new UsageError('name at least one change.');
        const { image: changed } = await call('images.edit', { connection: options.connection, id, edit });
        output.result(changed, () => details(changed));
        return EXIT.done;
      }),
    );

  image
    .command('delete <id...>')
    .description('delete images; each is reported')
    .requiredOption('-c, --connection <name>', 'cloud')
    .action((ids: string[], options: { connection: string }, command: Command) =>
      withSession(command, 'images.remove', async ({ call, output }) => {
        const outcomes = await call('images.remove', { connection: options.connection, ids });
        output.result(
          outcomes.map(({ id, error }) => ({
            id,
            deleted: error === null,
            ...(error === null ? {} : { error }),
          })),
          () =>
            outcomes
              .filter(({ error }) => error === null)
              .map(({ id }) => `Deleted ${id}`)
              .join('\n'),
        );
        for (const { error } of outcomes)
          if (error !== null) output.fail(AppError.fromWire(error), 'images.remove');
        return outcomes.every(({ error }) => error === null) ? EXIT.done : EXIT.failed;
      }),
    );
}

/** Only what was said on the command line: a `--no-…` option has a default that is not an edit. */
function editOf(options: SetOptions, command: Command) {
  const said = (option: string): boolean => command.getOptionValueSource(option) === 'cli';
  return {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.minDisk === undefined ? {} : { minDiskGb: options.minDisk }),
    ...(options.minRam === undefined ? {} : { minRamMb: options.minRam }),
    ...(options.visibility === undefined ? {} : { visibility: options.visibility }),
    ...(said('protected') ? { protected: options.protected === true } : {}),
    ...(said('hidden') ? { hidden: options.hidden === true } : {}),
    ...(options.property === undefined ? {} : { setProperties: options.property }),
    ...(options.unset === undefined ? {} : { unsetProperties: [...options.unset] }),
    ...(options.tag === undefined ? {} : { addTags: [...options.tag] }),
    ...(options.untag === undefined ? {} : { removeTags: [...options.untag] }),
  };
}
