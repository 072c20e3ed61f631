import type { ServiceProgress } from '../provider.ts';
import type { Dataset } from './results.ts';

const MEBIBYTE = 1_048_576;

/**
 * How an upload or import stands: `status` says it, `imported` how far (fifo.md §5). Without a size nobody
 * knows of how many bytes that is.
 */
export function progressOf({ document, imported, imageSize }: Dataset): ServiceProgress {
  const { image } = document;
  const bytesTotal = sizeForProgress(imageSize);
  const isReady = image.status === 'ready';
  const common = {
    document,
    bytesTotal,
    bytesDone: isReady ? bytesTotal : bytesOf(imported, imageSize),
    fraction: isReady ? 1 : shareOf(imported),
    reason: null,
    hash: image.checksum,
  };
  if (isReady) return { ...common, state: 'done' };
  if (image.status === 'failed') {
    const reason = 'The service calls the dataset failed; it keeps the reason to itself.';
    return { ...common, state: 'failed', reason };
  }
  // Servers from before there was a status.
  const isDone = image.serviceStatus === null && imported !== null && imported >= 1;
  return { ...common, state: isDone ? 'done' : 'working' };
}

/** What counts beyond 1 is no share: it says nothing of how far that is. */
function shareOf(imported: number | null): number | null {
  return imported === null || imported > 1 ? null : imported;
}

/** Beyond 1 the server divided bytes by a size in MB, which is undone here. */
function bytesOf(imported: number | null, imageSize: number | null): number | null {
  const bytesTotal = sizeForProgress(imageSize);
  if (imported === null || imageSize === null || bytesTotal === null) return null;
  const bytes = imported > 1 ? imported * imageSize : imported * bytesTotal;
  return Math.min(bytesTotal, Math.floor(bytes));
}

/** No image is as large as a million MB or as small as a million bytes; for progress that is sure enough. */
function sizeForProgress(imageSize: number | null): number | null {
  if (imageSize === null) return null;
  return imageSize < MEBIBYTE ? imageSize * MEBIBYTE : imageSize;
}
