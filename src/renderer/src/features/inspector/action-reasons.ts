import type { Capabilities, Image, Operation } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { isGone } from './gone-images.ts';

/** Why nothing can be done with an image that the catalogue does not have any more; `undefined` if it has. */
export function goneReason(image: Image): string | undefined {
  return isGone(image) ? `It is gone from ${visibleText(image.connection)}` : undefined;
}

/** Why an image cannot be downloaded now; `undefined` if it can. */
export function downloadReason(capabilities: Capabilities | undefined, image: Image): string | undefined {
  const against = goneReason(image) ?? reasonAgainst(capabilities, 'image.download');
  if (against !== undefined || image.status === 'ready' || image.status === 'unknown') return against;
  if (image.status === 'disabled') return 'It is deactivated: the service gives out no bytes';
  return 'It has no complete content yet';
}

/** Why an image cannot be deleted now; `undefined` if it can. */
export function deleteReason(capabilities: Capabilities | undefined, image: Image): string | undefined {
  const against = goneReason(image) ?? reasonAgainst(capabilities, 'image.delete');
  if (against !== undefined || image.protected !== true) return against;
  return 'Protected: take the protection off first (Edit…)';
}

/** Why none of some images can be deleted now; protection has its own words in the question before it. */
export function removalReason(
  capabilities: Readonly<Record<string, Capabilities>>,
  images: readonly Image[],
): string | undefined {
  const reasons = images.map(
    (image) => goneReason(image) ?? reasonAgainst(capabilities[image.connection], 'image.delete'),
  );
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

const FIELD_OPERATIONS: readonly Operation[] = [
  'image.rename',
  'image.formats',
  'image.minimums',
  'image.tags',
  'image.protect',
  'image.hide',
  'image.visibility',
];

/** Why no field of an image can be changed; `undefined` if at least one can. Properties have their own place. */
export function editReason(capabilities: Capabilities | undefined, image?: Image): string | undefined {
  const gone = image === undefined ? undefined : goneReason(image);
  const against = gone ?? reasonAgainst(capabilities, 'image.edit');
  if (against !== undefined || capabilities === undefined) return against;
  if (FIELD_OPERATIONS.some((operation) => capabilities.operations[operation].supported)) return undefined;
  return 'Only its properties can be changed, under Properties';
}
