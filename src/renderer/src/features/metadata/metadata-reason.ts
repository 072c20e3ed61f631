import type { Capabilities, Image } from '#shared/model/index.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';

/** Why the properties of an image cannot be edited on the sheet; `undefined` if they can. */
export function metadataReason(capabilities: Capabilities | undefined, image: Image): string | undefined {
  if (capabilities?.operations['property.nested'].supported === true)
    return 'Its properties are a tree: change them under Properties';
  return goneReason(image) ?? reasonAgainst(capabilities, 'property.set');
}
