import type { Capabilities, Image, Operation } from '#shared/model/index.ts';
import { reasonAgainst } from '../connections/connections-store.ts';

/** Why an image cannot be downloaded now; `undefined` if it can. */
export function downloadReason(capabilities: Capabilities | undefined, image: Image): string | undefined {
  const against = reasonAgainst(capabilities, 'image.download');
  if (against !== undefined || image.status === 'ready' || image.status === 'unknown') return against;
  if (image.status === 'disabled') return 'It is deactivated: the service gives out no bytes';
  return 'It has no complete content yet';
}

/** Why an image cannot be deleted now; `undefined` if it can. */
export function deleteReason(capabilities: Capabilities | undefined, image: Image): string | undefined {
  const against = reasonAgainst(capabilities, 'image.delete');
  if (against !== undefined || image.protected !== true) return against;
  return 'Protected: take the protection off first (Edit…)';
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
export function editReason(capabilities: Capabilities | undefined): string | undefined {
  const against = reasonAgainst(capabilities, 'image.edit');
  if (against !== undefined || capabilities === undefined) return against;
  if (FIELD_OPERATIONS.some((operation) => capabilities.operations[operation].supported)) return undefined;
  return 'Only its properties can be changed, under Properties';
}
