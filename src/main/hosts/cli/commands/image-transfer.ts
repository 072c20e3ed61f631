import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import { type Inspection, type Transfer, VISIBILITIES, type Visibility } from '#shared/model/index.ts';
import { bytes, EXIT } from '../output.ts';
import { createProgressBar } from '../progress-bar.ts';
import { type Session, withSession } from '../session.ts';
import { collect, collectPairs, filled, oneOf, UsageError, wholeNumber } from '../usage.ts';

interface NewImageOptions {
  readonly connection: string;
  readonly name?: string;
  readonly diskFormat?: string;
  readonly containerFormat?: string;
  readonly visibility?: Visibility;
  readonly minDisk?: number;
  readonly minRam?: number;
  readonly property?: Readonly<Record<string, string>>;
  readonly tag?: readonly string[];
}

/** `image upload`, `image import` and `image download`. */
export function imageTransferCommands(image: Command): void {
  newImageOptions(
    image
      .command('upload <file>')
      .description('stream a file into a cloud; ends when it is active and verified'),
  ).action((file: string, options: NewImageOptions, command: Command) =>
    withSession(command, 'transfers.upload', async (session) => {
      const { grant } = await session.application.grants.file(resolve(file));
      const { fileName, inspection } = await session.call('transfers.inspect', { grant });
      const diskFormat = chosenFormat(options, fileName, inspection);
      for (const finding of inspection.findings)
        session.output.say(`${finding.severity}: ${finding.message}`);
      const queued = await session.call('transfers.upload', {
        connection: options.connection,
        grant,
        image: {
          ...newImage(options, baseName(fileName)),
          diskFormat,
          containerFormat: options.containerFormat ?? inspection.containerFormat ?? 'bare',
          ...(options.minDisk === undefined && inspection.minDiskGb !== null
            ? { minDiskGb: inspection.minDiskGb }
            : {}),
        },
      });
      return finish(session, queued);
    }),
  );

  newImageOptions(
    image
      .command('import')
      .description('have the service fetch a URL itself')
      .requiredOption('--url <url>', 'address to fetch'),
  ).action((options: NewImageOptions & { url: string }, command: Command) =>
    withSession(command, 'transfers.import', async (session) => {
      const fileName = fileNameOf(options.url);
      const diskFormat =
        options.diskFormat === undefined || options.diskFormat === 'auto'
          ? formatByExtension(fileName)
          : options.diskFormat;
      const queued = await session.call('transfers.import', {
        connection: options.connection,
        source: { method: 'web-download', url: options.url },
        image: {
          ...newImage(options, baseName(fileName)),
          diskFormat,
          containerFormat: options.containerFormat ?? 'bare',
        },
      });
      return finish(session, queued);
    }),
  );

  image
    .command('download <id>')
    .description('to a file (verified; continues what a .part holds), or to standard output with -o -')
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('-o, --output <path>', 'file, or - for standard output')
    .action((id: string, options: { connection: string; output?: string }, command: Command) =>
      withSession(command, 'transfers.download', (session) => download(session, id, options)),
    );
}

/**
 * The disk format to tell the service: the one that was named, else the content's. A packed file would not
 * boot as it is, so it is only sent when its container format is named too.
 */
function chosenFormat(options: NewImageOptions, fileName: string, inspection: Inspection): string {
  const named = options.diskFormat !== undefined && options.diskFormat !== 'auto';
  const { wrapper, diskFormat } = inspection;
  if (wrapper !== null && wrapper !== 'ova' && !named && options.containerFormat === undefined) {
    throw new AppError(
      'INVALID',
      `${fileName} is packed (${wrapper}); no machine would boot from it as it is.`,
      {
        operation: 'transfers.upload',
        hint: 'Unpack it first, or say --container-format compressed to store it as it is.',
      },
    );
  }
  const format = named ? options.diskFormat : diskFormat;
  if (format === undefined || format === null) {
    throw new AppError('INVALID', `${fileName}: its content is no disk format that services know.`, {
      operation: 'transfers.upload',
      hint: 'Convert it first (qemu-img convert), or name the format with --disk-format.',
    });
  }
  return format;
}

async function download(
  session: Session,
  id: string,
  options: { connection: string; output?: string },
): Promise<number> {
  const { application, call, output } = session;
  const toStandardOutput = options.output === '-';
  if (toStandardOutput && output.json) throw new UsageError('-o - and --json both want standard output.');
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
  const path = done.otherEnd;
  if (toStandardOutput) return EXIT.done;
  output.result({ path, receipt: done.receipt }, () => `${path}\n${receiptLine(done)}`);
  return EXIT.done;
}

async function finish(session: Session, queued: Transfer): Promise<number> {
  const done = await follow(session, queued);
  if (done === undefined) return EXIT.interrupted;
  const { image } = await session.call('images.show', {
    connection: done.connection,
    id: done.imageId ?? '',
  });
  session.output.result(
    { image, receipt: done.receipt },
    () => `${image.id}  ${image.name ?? ''}\n${receiptLine(done)}`,
  );
  return EXIT.done;
}

/**
 * Shows a transfer until it ends; SIGINT cancels it cleanly. Gives the succeeded transfer, `undefined` if a
 * person stopped it, and throws its error if it failed.
 */
async function follow(session: Session, queued: Transfer): Promise<Transfer | undefined> {
  const bar = createProgressBar(session.output);
  const stopShowing = session.client.on('transfer.changed', (transfer) => {
    if (transfer.id === queued.id) bar.show(transfer);
  });
  let interrupted = false;
  const cancel = (): void => {
    if (interrupted) return;
    interrupted = true;
    session.output.say('Cancelling; what was made is removed…');
    void session.call('transfers.cancel', { id: queued.id }).catch(() => undefined);
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    const done = await session.application.transfers.waitFor(queued.id);
    bar.end();
    if (done.state === 'succeeded') return done;
    if (interrupted && done.state === 'cancelled') return undefined;
    throw done.error === null
      ? new AppError('CANCELLED', 'The transfer was cancelled.', { operation: `transfers.${done.kind}` })
      : AppError.fromWire(done.error);
  } finally {
    stopShowing();
    bar.end();
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

function receiptLine({ receipt }: Transfer): string {
  if (receipt === null) return '';
  const verdict =
    receipt.hash === null
      ? 'the service reports no hash'
      : `${receipt.hash.algo} ${receipt.hash.verified ? 'verified' : 'not verified'}`;
  return `${bytes(receipt.bytes)} in ${receipt.seconds.toFixed(1)} s, ${verdict}`;
}

function newImage(options: NewImageOptions, nameOfFile: string) {
  return {
    name: options.name ?? nameOfFile,
    ...(options.visibility === undefined ? {} : { visibility: options.visibility }),
    ...(options.minDisk === undefined ? {} : { minDiskGb: options.minDisk }),
    ...(options.minRam === undefined ? {} : { minRamMb: options.minRam }),
    ...(options.tag === undefined ? {} : { tags: [...options.tag] }),
    ...(options.property === undefined ? {} : { properties: options.property }),
  };
}

function newImageOptions(command: Command): Command {
  return command
    .requiredOption('-c, --connection <name>', 'cloud')
    .option('--name <name>', 'image name (default: the file’s)', filled)
    .option('--disk-format <format>', 'disk format, or auto: from the content', 'auto')
    .option('--container-format <format>', 'container format (default: bare)')
    .option('--visibility <visibility>', VISIBILITIES.join(', '), oneOf(...VISIBILITIES))
    .option('--min-disk <GB>', 'least disk in GB', wholeNumber)
    .option('--min-ram <MB>', 'least memory in MB', wholeNumber)
    .option('--property <K=V>', 'property, repeatable', collectPairs)
    .option('--tag <tag>', 'tag, repeatable', collect);
}

const IMAGE_EXTENSION = /\.(qcow2|qcow|img|raw|vmdk|vhdx?|vdi|iso|ova|bin)$/i;
const PACKED_EXTENSION = /\.(gz|xz|zst|bz2)$/i;

function baseName(fileName: string): string {
  return fileName.replace(PACKED_EXTENSION, '').replace(IMAGE_EXTENSION, '') || fileName;
}

function fileNameOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new UsageError('--url: an address that begins with http:// or https:// is wanted.');
  }
  const last = parsed.pathname.split('/').at(-1) ?? '';
  return decoded(last) || parsed.hostname;
}

/** A lone `%` is legal in what servers take, so what does not decode stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The bytes never pass here, so a URL's extension is all there is; without one, the format must be named. */
function formatByExtension(fileName: string): string {
  const extension = IMAGE_EXTENSION.exec(fileName.replace(PACKED_EXTENSION, ''))?.[1]?.toLowerCase();
  const format = {
    qcow2: 'qcow2',
    raw: 'raw',
    vmdk: 'vmdk',
    vhd: 'vhd',
    vhdx: 'vhdx',
    vdi: 'vdi',
    iso: 'iso',
  }[extension ?? ''];
  if (format === undefined) throw new UsageError('--disk-format is wanted: the address does not tell it.');
  return format;
}
