import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, Inspection } from '#shared/model/index.ts';
import { type FoundFields, fitNamed, namedOperations } from '../fit-named.ts';
import { followToImage } from '../follow-transfer.ts';
import { baseName } from '../image-file-name.ts';
import { type NewImageOptions, namedFields, newImageOptions } from '../new-image-options.ts';
import { declaredCapabilities, effectiveCapabilities, refuseLacking } from '../offered.ts';
import { type Session, withSession } from '../session.ts';

const OPERATION = 'transfers.upload';

/** `image upload`. */
export function imageUploadCommand(image: Command): void {
  newImageOptions(
    image
      .command('upload <file>')
      .description('stream a file into a cloud; ends when it is active and verified'),
  ).action((file: string, options: NewImageOptions, command: Command) =>
    withSession(command, OPERATION, (session) => upload(session, file, options)),
  );
}

async function upload(session: Session, file: string, options: NewImageOptions): Promise<number> {
  const { application, call, output } = session;
  const { connection } = options;
  const declared = await declaredCapabilities(session, connection);
  const named = namedFields(options, declared);
  refuseLacking(declared, ['image.upload', ...namedOperations(named)], OPERATION);

  const { grant } = await application.grants.file(resolve(file));
  const { fileName, inspection } = await call('transfers.inspect', { grant });
  for (const { code, severity, message } of inspection.findings) {
    // A service that keeps images packed serves them unpacked.
    const isExpected = code === 'compressed' && inspection.wrapper === declared.packing;
    if (!isExpected) output.say(`${severity}: ${message}`);
  }
  const found = foundFields(options, fileName, inspection, declared);
  const capabilities = await effectiveCapabilities(session, connection);
  const image = fitNamed(named, found, capabilities, { operation: OPERATION, output });
  const queued = await call('transfers.upload', { connection, grant, image });
  return followToImage(session, queued, named.name);
}

/**
 * What the file says of the image. A packed file would not boot as it is, so it is only sent to a service
 * that keeps images packed that way, or when its container format is named.
 */
function foundFields(
  options: NewImageOptions,
  fileName: string,
  { wrapper, diskFormat, containerFormat, minDiskGb }: Inspection,
  { packing, containerFormats }: Capabilities,
): FoundFields {
  const isNamed = options.diskFormat !== undefined && options.diskFormat !== 'auto';
  const isWanted = wrapper !== null && wrapper === packing;
  if (
    wrapper !== null &&
    wrapper !== 'ova' &&
    !isWanted &&
    !isNamed &&
    options.containerFormat === undefined
  ) {
    throw new AppError(
      'INVALID',
      `${fileName} is packed (${wrapper}); no machine would boot from it as it is.`,
      {
        operation: OPERATION,
        hint: containerFormats.includes('compressed')
          ? 'Unpack it first, or say --container-format compressed to store it as it is.'
          : packing === null
            ? 'Unpack it first.'
            : `Unpack it first: the service takes ${packing} only, and Argosy packs what is not.`,
      },
    );
  }
  const format = isNamed ? options.diskFormat : isWanted ? 'raw' : diskFormat;
  if (format === undefined || format === null) {
    throw new AppError('INVALID', `${fileName}: its content is no disk format that services know.`, {
      operation: OPERATION,
      hint: 'Convert it first (qemu-img convert), or name the format with --disk-format.',
    });
  }
  return {
    name: baseName(fileName),
    diskFormat: format,
    containerFormat: isWanted ? 'bare' : (containerFormat ?? 'bare'),
    ...(minDiskGb === null ? {} : { minDiskGb }),
  };
}
