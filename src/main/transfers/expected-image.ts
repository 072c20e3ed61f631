import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, Image, ImageDocument, TransferSpec } from '#shared/model/index.ts';
import { callOf, type RunContext } from './run-context.ts';
import { safeFileName } from './safe-file-name.ts';
import type { ExpectedImage } from './sinks/download-sink.ts';

export interface Shown {
  readonly document: ImageDocument;
  readonly expected: ExpectedImage;
}

/** The safe name of a downloaded file: bytes that come packed are named so. */
export function downloadName(image: Image, { packing }: Capabilities): string {
  return safeFileName(image.name, image.id, packing === 'gzip' ? 'gz' : image.diskFormat);
}

/** Asks the service what the download must turn out to be. */
export async function showExpected(
  context: RunContext,
  spec: TransferSpec & { kind: 'download' },
): Promise<Shown> {
  const document = await context.provider.show(spec.imageId, callOf(context));
  const { image } = document;
  if (image.status === 'waiting' || image.status === 'busy') {
    throw new AppError(
      'CONFLICT',
      `${image.name ?? image.id} has no bytes yet: it is ${image.serviceStatus}.`,
      {
        operation: 'transfers.download',
        hint: 'Wait until the image is ready.',
      },
    );
  }
  return {
    document,
    expected: {
      connection: spec.connection,
      imageId: image.id,
      fileName: downloadName(image, await context.provider.capabilities(callOf(context))),
      sizeBytes: image.sizeBytes,
      hash: image.checksum,
    },
  };
}

export function isSameExpectation(one: ExpectedImage, other: ExpectedImage): boolean {
  return (
    one.sizeBytes === other.sizeBytes &&
    one.hash?.algo === other.hash?.algo &&
    one.hash?.value === other.hash?.value
  );
}
