import { Circle, CircleOff, CircleQuestionMark, Clock, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { statusWord } from './status-words.ts';
import { visibleText } from './visible-text.ts';

const SIGNS = {
  ready: Circle,
  waiting: Clock,
  busy: LoaderCircle,
  failed: TriangleAlert,
  disabled: CircleOff,
  gone: X,
  unknown: CircleQuestionMark,
} as const;

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
