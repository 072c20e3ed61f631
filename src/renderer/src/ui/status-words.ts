import type { Image, ImageStatus } from '#shared/model/index.ts';

const WORDS: Readonly<Record<ImageStatus, string>> = {
  ready: 'Ready',
  waiting: 'Waiting',
  busy: 'Busy',
  failed: 'Failed',
  disabled: 'Disabled',
  gone: 'Gone',
  unknown: 'Unknown',
};

/** Services' words for work under way that say more than "busy". */
const BUSY_WORDS: Readonly<Record<string, string>> = {
  importing: 'Importing',
  uploading: 'Uploading',
  saving: 'Saving',
  pending_delete: 'Deleting',
};

/** The normal word for a state; while an image is worked on, the service's own where it says more. */
export function statusWord(image: Pick<Image, 'status' | 'serviceStatus'>): string {
  if (image.status !== 'busy') return WORDS[image.status];
  return BUSY_WORDS[image.serviceStatus?.toLowerCase() ?? ''] ?? WORDS.busy;
}
