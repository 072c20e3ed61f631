import type { Capabilities, ConnectionState, Image } from '#shared/model/index.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { downloadReason } from '../inspector/action-reasons.ts';

type CapabilitiesByName = Readonly<Record<string, Capabilities>>;

/** Why none of these images can be copied anywhere; `undefined` if at least one can be read. */
export function sourceReason(capabilities: CapabilitiesByName, images: readonly Image[]): string | undefined {
  const reasons = images.map((image) => downloadReason(capabilities[image.connection], image));
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** Why these images cannot go to a cloud; `undefined` if at least one can, or while that is not known. */
export function targetReason(
  capabilities: CapabilitiesByName,
  images: readonly Image[],
  target: string,
): string | undefined {
  if (images.every(({ connection }) => connection === target))
    return images.length === 1 ? 'It is in this cloud already.' : 'They are in this cloud already.';
  return (
    reasonAgainst(capabilities[target], 'image.upload') ??
    sourceReason(
      capabilities,
      images.filter(({ connection }) => connection !== target),
    )
  );
}

/** The clouds that images can be copied to, each "no" with its reason. */
export function copyTargets(
  list: readonly ConnectionState[],
  capabilities: CapabilitiesByName,
  images: readonly Image[],
): readonly { readonly name: string; readonly color: number; readonly reason: string | undefined }[] {
  return list.map(({ profile: { name, color } }) => ({
    name,
    color,
    reason: targetReason(capabilities, images, name),
  }));
}
