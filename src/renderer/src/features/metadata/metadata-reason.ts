import type { Capabilities, Image } from '#shared/model/index.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';

/**
 * Why the metadata of an image cannot be shown on the sheet; `undefined` if it can. Who may only read still gets
 * the sheet, to look: only where there is nothing to see either, the reason against changing it counts.
 */
export function metadataReason(capabilities: Capabilities | undefined, image: Image): string | undefined {
  if (capabilities?.operations['property.nested'].supported === true)
    return 'Its properties are a tree: change them under Properties';
  const empty = Object.keys(image.properties).length === 0;
  return goneReason(image) ?? (empty ? reasonAgainst(capabilities, 'property.set') : undefined);
}
