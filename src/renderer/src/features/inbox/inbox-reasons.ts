import type { MemberStatus, SharedImage } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { answeringReason } from './answering-store.ts';

export type Answer = Exclude<MemberStatus, 'pending'>;

/** Why an image cannot be answered now; `undefined` if it can. */
export function answerReason(image: SharedImage, status: Answer): string | undefined {
  const capabilities = useConnectionsStore.getState().capabilities[image.connection];
  const against = reasonAgainst(capabilities, 'member.accept');
  if (against !== undefined) return against;
  if (image.memberStatus === null) return 'There is nothing to accept: it is yours to use already.';
  if (image.memberStatus === status) return status === 'accepted' ? 'It is accepted' : 'It is declined';
  return answeringReason(imageKey(image), status);
}

/** Why none of some images can be answered so; `undefined` if one can. */
export function answersReason(images: readonly SharedImage[], status: Answer): string | undefined {
  if (images.length === 0) return 'Choose an image first';
  const reasons = images.map((image) => answerReason(image, status));
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** Why one cannot look inside an image now. */
export function lookReason(image: SharedImage | undefined): string | undefined {
  if (image === undefined) return 'Choose an image first';
  const against = reasonAgainst(
    useConnectionsStore.getState().capabilities[image.connection],
    'image.download',
  );
  if (against !== undefined) return against;
  if (image.status === 'disabled') return 'It is deactivated: nobody can read its bytes now';
  if (image.status === 'waiting' || image.status === 'busy') {
    return `It has no bytes yet: ${visibleText(image.serviceStatus ?? 'the service is at work')}`;
  }
  return undefined;
}
