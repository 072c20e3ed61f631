import { Circle, CircleOff, CircleQuestionMark, Clock, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import type { Image, ImageStatus } from '#shared/model/index.ts';
import { visibleText } from './visible-text.ts';

const WORDS: Readonly<Record<ImageStatus, string>> = {
  ready: 'Ready',
  waiting: 'Waiting',
  busy: 'Busy',
  failed: 'Failed',
  disabled: 'Disabled',
  gone: 'Gone',
  unknown: 'Unknown',
};
const SIGNS = {
  ready: Circle,
  waiting: Clock,
  busy: LoaderCircle,
  failed: TriangleAlert,
  disabled: CircleOff,
  gone: X,
  unknown: CircleQuestionMark,
} as const;

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

/** A state as a sign, a word and a colour, with the service's own word on hover. */
export function StatusBadge({ image }: { readonly image: Pick<Image, 'status' | 'serviceStatus'> }) {
  const Sign = SIGNS[image.status];
  const title =
    image.serviceStatus === null ? undefined : `The service says: ${visibleText(image.serviceStatus)}`;
  return (
    <span className={`status status-${image.status}`} title={title}>
      <Sign size={11} strokeWidth={2.5} aria-hidden="true" />
      {statusWord(image)}
    </span>
  );
}
