import { resolve } from 'node:path';
import type { Command } from 'commander';
import { follow, receiptLine } from '../follow-transfer.ts';
import { declaredCapabilities, refuseLacking } from '../offered.ts';
import { EXIT } from '../output.ts';
import { type Session, withSession } from '../session.ts';
import { UsageError } from '../usage.ts';

interface DownloadOptions {
  readonly connection: string;
  readonly output?: string;
}

/** `image download`. */
export function imageDownloadCommand(image: Command): void {
  image
    .command('download <id>')
    .description('to a file (verified; continues what a .part holds), or to standard output with -o -')
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('-o, --output <path>', 'file, or - for standard output')
    .action((id: string, options: DownloadOptions, command: Command) =>
      withSession(command, 'transfers.download', (session) => download(session, id, options)),
    );
}

async function download(session: Session, id: string, options: DownloadOptions): Promise<number> {
  const { application, call, output } = session;
  const toStandardOutput = options.output === '-';
  if (toStandardOutput && output.json) throw new UsageError('-o - and --json both want standard output.');
  const declared = await declaredCapabilities(session, options.connection);
  refuseLacking(declared, ['image.download'], 'transfers.download');
  // Without a grant it goes to the download folder, here the current one, under a safe name.
  const grant = toStandardOutput
    ? application.grants.stream(process.stdout, { end: false, place: 'standard output' })
    : options.output === undefined
      ? undefined
      : application.grants.destination(resolve(options.output));
  const queued = await call('transfers.download', {
    connection: options.connection,
    id,
    ...(grant === undefined ? {} : { grant }),
  });
  const done = await follow(session, queued);
  if (done === undefined) return EXIT.interrupted;
  if (toStandardOutput) return EXIT.done;
  const path = done.otherEnd;
  output.result({ path, receipt: done.receipt }, () => `${path}\n${receiptLine(done)}`);
  return EXIT.done;
}
