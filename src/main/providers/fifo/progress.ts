import type { ServiceProgress } from '../provider.ts';
import type { Dataset } from './results.ts';

const MEBIBYTE = 1_048_576;

/**
 * How an upload or import stands: `status` says it, `imported` how far (fifo.md §5). Without a size the share
 * is told in hundredths.
 */
export function progressOf({ document, imported, imageSize }: Dataset): ServiceProgress {
  const { image } = document;
  const bytesTotal = sizeForProgress(imageSize);
  const share = image.status === 'ready' ? 1 : imported;
  const common = {
    document,
    bytesTotal,
    bytesDone: share === null ? null : Math.floor(share * bytesTotal),
    reason: null,
    hash: image.checksum,
  };
  if (image.status === 'ready') return { ...common, state: 'done' };
  if (image.status === 'failed') {
    const reason = 'The service calls the dataset failed; it keeps the reason to itself.';
    return { ...common, state: 'failed', reason };
  }
  // Servers from before there was a status.
  const isDone = image.serviceStatus === null && imported === 1;
  return { ...common, state: isDone ? 'done' : 'working' };
}

/** No image is as large as a million MB or as small as a million bytes; for progress that is sure enough. */
function sizeForProgress(imageSize: number | null): number {
  if (imageSize === null) return 100;
  return imageSize < MEBIBYTE ? imageSize * MEBIBYTE : imageSize;
}
