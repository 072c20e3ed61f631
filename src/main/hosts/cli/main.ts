import { Command, CommanderError } from 'commander';
import packageJson from '../../../../package.json' with { type: 'json' };
import { connectionCommand } from './commands/connection.ts';
import { definitionCommand } from './commands/definition.ts';
import { editCommand } from './commands/edit.ts';
import { imageChangeCommands } from './commands/image-change.ts';
import { imageChangesCommand } from './commands/image-changes.ts';
import { imageCopyCommand } from './commands/image-copy.ts';
import { imageDownloadCommand } from './commands/image-download.ts';
import { imageImportCommand } from './commands/image-import.ts';
import { imageLintCommand } from './commands/image-lint.ts';
import { imageReadCommands } from './commands/image-read.ts';
import { imageUploadCommand } from './commands/image-upload.ts';
import { memberCommand } from './commands/member.ts';
import { packageCommand } from './commands/package.ts';
import { partnerCommand } from './commands/partner.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { serveCommands } from './commands/serve.ts';
import { storeCommand } from './commands/store.ts';
import { syncCommand } from './commands/sync.ts';
import { EXIT, guardStandardStreams } from './output.ts';
import { refuseEmpty, UsageError } from './usage.ts';

/** The command line, as `CLI.md` promises it. */
function createProgram(): Command {
  const program = new Command('argosy')
    .description(packageJson.description)
    .version(packageJson.version)
    .option('--home <directory>', 'data directory (or ARGOSY_HOME)')
    .option('--json', 'one JSON document on standard output')
    .option('--quiet', 'no progress and no messages')
    .enablePositionalOptions(false)
    .exitOverride();
  serveCommands(program);
  sandboxCommand(program);
  connectionCommand(program);
  const image = program.command('image').description('images of the clouds');
  imageReadCommands(image);
  imageChangesCommand(image);
  imageLintCommand(image);
  imageUploadCommand(image);
  imageImportCommand(image);
  imageDownloadCommand(image);
  imageCopyCommand(image);
  imageChangeCommands(image);
  editCommand(program);
  memberCommand(program);
  partnerCommand(program);
  packageCommand(program);
  storeCommand(program);
  definitionCommand(program);
  syncCommand(program);
  for (const command of everyCommand(program)) {
    withGlobalOptions(command);
    refuseEmpty(command);
  }
  return program;
}

/** `--home`, `--json` and `--quiet` may stand anywhere on the line. */
function withGlobalOptions(command: Command): void {
  command.exitOverride();
  if (command.parent === null) return;
  command
    .option('--home <directory>', 'data directory (or ARGOSY_HOME)')
    .option('--json', 'one JSON document')
    .option('--quiet', 'no messages');
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Where the launcher runs this under another Node, end with the launcher, also when that one is killed. */
function endWithLauncher(): void {
  if (process.env['ARGOSY_LAUNCHER'] !== 'ipc' || process.channel === undefined) return;
  process.channel?.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

endWithLauncher();
guardStandardStreams();
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = EXIT.usage;
  } else throw error;
}
