import type { ImageDocument } from '#shared/model/index.ts';
import type { ServiceProgress } from '../provider.ts';

/** How a registered image stands (plankton.md §3): it has its bytes, so there is little to wait for. */
export function serviceProgress(document: ImageDocument): ServiceProgress {
  const { image } = document;
  const common = { document, bytesTotal: image.sizeBytes, fraction: null, hash: image.checksum };
  switch (image.status) {
    case 'busy':
      return { ...common, state: 'working', bytesDone: null, reason: null };
    case 'failed':
    case 'gone':
      return {
        ...common,
        state: 'failed',
        bytesDone: null,
        reason: `The service calls the image ${image.serviceStatus}.`,
      };
    default:
      // Anybody may store any word as a status (plankton.md §3): one that says nothing says no failure.
      return { ...common, state: 'done', bytesDone: image.sizeBytes, reason: null };
  }
}
