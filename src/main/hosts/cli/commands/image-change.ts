import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import { type Capabilities, type ImageEdit, VISIBILITIES, type Visibility } from '#shared/model/index.ts';
import { advising } from '../advice.ts';
import { DRY_RUN, tellPreview } from '../dry-run.ts';
import { propertyValues } from '../new-image-options.ts';
import { declaredCapabilities } from '../offered.ts';
import { EXIT, printable } from '../output.ts';
import { withSession } from '../session.ts';
import { collect, collectPairs, filled, oneOf, UsageError, wholeNumber } from '../usage.ts';
import { queueEdit } from './edit.ts';
import { details } from './image-read.ts';

interface SetOptions {
  readonly connection: string;
  readonly name?: string;
  readonly diskFormat?: string;
  readonly containerFormat?: string;
  readonly minDisk?: number;
  readonly minRam?: number;
  readonly visibility?: Visibility;
  readonly protected?: boolean;
  readonly hidden?: boolean;
  readonly property?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
  readonly force?: boolean;
  readonly queue?: boolean;
  readonly dryRun?: boolean;
}

interface DeleteOptions {
  readonly connection: string;
  readonly withFile?: boolean;
}

/** `image set`, `image delete`, `image deactivate` and `image reactivate`. */
export function imageChangeCommands(image: Command): void {
  setCommand(image);
  deleteCommand(image);
  for (const [name, active, description] of [
    ['deactivate', false, 'stop downloads and boots of an image'],
    ['reactivate', true, 'allow them again'],
  ] as const) {
    image
      .command(`${name} <id>`)
      .description(description)
      .requiredOption('-c, --connection <name>', 'cloud')
      .action((id: string, { connection }: { connection: string }, command: Command) =>
        withSession(command, 'images.activate', async ({ call, output }) => {
          const { image: changed } = await call('images.activate', { connection, id, active });
          output.result(changed, () => details(changed));
          return EXIT.done;
        }),
      );
  }
}

function setCommand(image: Command): void {
  image
    .command('set <id>')
    .description('one minimal change; what is not named is not touched')
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('--name <name>', 'new name', filled)
    .option('--disk-format <format>', 'disk format', filled)
    .option('--container-format <format>', 'container format', filled)
    .option('--min-disk <GB>', 'least disk in GB', wholeNumber)
    .option('--min-ram <MB>', 'least memory in MB', wholeNumber)
    .option('--visibility <visibility>', VISIBILITIES.join(', '), oneOf(...VISIBILITIES))
    .option('--protected', 'refuse deletion')
    .option('--no-protected', 'allow deletion')
    .option('--hidden', 'leave it out of default lists')
    .option('--no-hidden', 'show it in default lists')
    .option(
      '--property <K=V>',
      'set a property, repeatable (FiFo: K is a path a/b, V is JSON, a bare word a string)',
      collectPairs,
    )
    .option('--unset <K>', 'remove a property, repeatable', collect)
    .option('--tag <tag>', 'add a tag, repeatable', collect)
    .option('--untag <tag>', 'remove a tag, repeatable', collect)
    .option('--force', 'go on though the service does more than what is asked')
    .option('--queue', 'keep the change and send it later (argosy edit send); asks no service')
    .option('--dry-run', DRY_RUN)
    .action((id: string, options: SetOptions, command: Command) =>
      withSession(command, 'images.edit', async (session) => {
        const { call, output } = session;
        const { connection, force: accepted } = options;
        const edit = editOf(options, command, await declaredCapabilities(session, connection));
        if (Object.keys(edit).length === 0) throw new UsageError('name at least one change.');
        if (options.dryRun === true) {
          if (options.queue === true) throw new UsageError('--dry-run sends and keeps nothing: no --queue.');
          const previews = await call('images.preview', { edits: [{ connection, id, edit }] });
          return tellPreview(output, previews, 'images.preview');
        }
        if (options.queue === true) {
          if (accepted === true) throw new UsageError('--force belongs to edit send, not to --queue.');
          return queueEdit(session, { connection, id, edit });
        }
        const order = { connection, id, edit, ...(accepted === undefined ? {} : { accepted }) };
        // The service would do more than what was asked, and there is another way, or this one accepted.
        const { image: changed, notes = [] } = await advising(call('images.edit', order), (error) =>
          error.code === 'CONFLICT' && error.context?.['instead'] !== undefined
            ? 'To go on all the same: --force.'
            : undefined,
        );
        for (const note of notes) output.say(printable(`note: ${note}`));
        output.result(changed, () => details(changed));
        return EXIT.done;
      }),
    );
}

function deleteCommand(image: Command): void {
  image
    .command('delete <id...>')
    .description('delete images; each is reported')
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('--with-file', 'also delete the file, where the service only forgets the image')
    .action((ids: string[], { connection, withFile }: DeleteOptions, command: Command) =>
      withSession(command, 'images.remove', async ({ call, output }) => {
        const order = { connection, ids, ...(withFile === undefined ? {} : { withFile }) };
        const outcomes = await call('images.remove', order);
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
function editOf(options: SetOptions, command: Command, declared: Capabilities): ImageEdit {
  const said = (option: string): boolean => command.getOptionValueSource(option) === 'cli';
  const { name, diskFormat, containerFormat, minDisk, minRam, visibility, property } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...(diskFormat === undefined ? {} : { diskFormat }),
    ...(containerFormat === undefined ? {} : { containerFormat }),
    ...(minDisk === undefined ? {} : { minDiskGb: minDisk }),
    ...(minRam === undefined ? {} : { minRamMb: minRam }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(said('protected') ? { protected: options.protected === true } : {}),
    ...(said('hidden') ? { hidden: options.hidden === true } : {}),
    ...(property === undefined ? {} : { setProperties: propertyValues(property, declared) }),
    ...(options.unset === undefined ? {} : { unsetProperties: [...options.unset] }),
    ...(options.tag === undefined ? {} : { addTags: [...options.tag] }),
    ...(options.untag === undefined ? {} : { removeTags: [...options.untag] }),
  };
}
