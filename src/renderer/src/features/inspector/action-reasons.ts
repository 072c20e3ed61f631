import type { Capabilities, Image } from '#shared/model/index.ts';
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
