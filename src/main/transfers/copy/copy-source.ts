import { AppError } from '#shared/errors/index.ts';
import type { Image, TransferSpec } from '#shared/model/index.ts';
import type { Call, DownloadBody } from '../../providers/provider.ts';
import { callOf, type RunContext } from '../run-context.ts';

export type CopySpec = TransferSpec & { kind: 'copy' };

/** Where a copy's bytes come from. */
export interface CopySource {
  readonly connection: string;
  readonly image: Image;
  /** How many bytes the source gives, if that is known before. */
  readonly givenBytes: number | null;
  /** How many bytes the target gets, if that is known before. */
  readonly sizeBytes: number | null;
  /** It gives packed bytes to a target that wants them unpacked. */
  readonly unpacks: boolean;
  /** It can go on in the middle after a cut. */
  readonly canContinue: boolean;
  open(offset: number, call: Call): Promise<DownloadBody>;
  /** Frees what was opened and not used. */
  close(): void;
}

/**
 * Asks the source what it will give. One that tells the size only with the bytes is opened at once; the first
 * reader gets that answer.
 */
export async function openCopySource(context: RunContext, spec: CopySpec): Promise<CopySource> {
  const { from } = spec;
  const call = callOf(context);
  const provider = await context.deps.provider(from.connection);
  const { image } = await provider.show(from.imageId, call);
  assertHasBytes(image, from.connection, call);
  const source = await provider.capabilities(call);
  const target = await context.provider.capabilities(call);
  const unpacks = source.packing !== null && target.packing === null;
  // The size that a packing service tells may be that of the bytes before they were packed.
  const told = source.packing === null ? image.sizeBytes : null;
  let first = told === null ? await provider.openDownload(from.imageId, 0, call) : undefined;
  const givenBytes = told ?? first?.totalBytes ?? null;
  return {
    connection: from.connection,
    image,
    givenBytes,
    sizeBytes: unpacks ? null : givenBytes,
    unpacks,
    canContinue: source.operations['image.download-range'].supported,
    async open(offset, later) {
      const opened = offset === 0 ? first : undefined;
      first = undefined;
      return opened ?? provider.openDownload(from.imageId, offset, later);
    },
    close() {
      first?.close();
      first = undefined;
    },
  };
}

function assertHasBytes(image: Image, connection: string, { operation }: Call): void {
  if (image.status !== 'waiting' && image.status !== 'busy') return;
  const what = `${image.name ?? image.id} on ${connection}`;
  throw new AppError('CONFLICT', `${what} has no bytes yet: it is ${image.serviceStatus ?? image.status}.`, {
    operation,
    hint: 'Wait until the image is ready.',
  });
}
