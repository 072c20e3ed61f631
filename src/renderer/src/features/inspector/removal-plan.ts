import type { Capabilities, ConnectionState, Image } from '#shared/model/index.ts';
import { named } from '../../ui/named.ts';
import { typeable } from '../../ui/typed-name.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { goneReason } from './action-reasons.ts';

/** An image that was chosen and stays, with the reason. */
export interface StayingImage {
  readonly image: Image;
  readonly why: 'protected' | 'offline' | 'cannot';
  readonly reason: string;
}

/** What would become of images that a person asked to delete. */
export interface RemovalPlan {
  readonly going: readonly Image[];
  readonly staying: readonly StayingImage[];
  readonly sizeBytes: number;
  /** Images of which the service does not say the size. */
  readonly unsized: number;
  /** What must be typed before, where others depend on a cloud; `undefined` if nothing. */
  readonly asked: { readonly expected: string; readonly where: string } | undefined;
}

export function planRemoval(
  images: readonly Image[],
  list: readonly ConnectionState[],
  capabilities: Readonly<Record<string, Capabilities>>,
): RemovalPlan {
  const states = new Map(list.map((state) => [state.profile.name, state]));
  const staying = images.flatMap((image): readonly StayingImage[] => {
    const { connection } = image;
    if (image.protected === true) return [{ image, why: 'protected', reason: 'protected' }];
    const cannot = goneReason(image) ?? reasonAgainst(capabilities[connection], 'image.delete');
    if (states.get(connection)?.health === 'offline')
      return [{ image, why: 'offline', reason: `${connection} cannot be reached` }];
    return cannot === undefined ? [] : [{ image, why: 'cannot', reason: cannot }];
  });
  const kept = new Set(staying.map(({ image }) => image));
  const going = images.filter((image) => !kept.has(image));
  return {
    going,
    staying,
    sizeBytes: going.reduce((sum, image) => sum + (image.sizeBytes ?? 0), 0),
    unsized: going.filter(({ sizeBytes }) => sizeBytes === null).length,
    asked: askedFor(
      going.filter(({ connection }) => states.get(connection)?.profile.production === true),
      going.length,
    ),
  };
}

/**
 * Of one image its name. Of many of one cloud the cloud's: the slip that costs most is the wrong cloud. Of many
 * of several clouds the number of all that go: no one name stands for them.
 */
function askedFor(images: readonly Image[], all: number): RemovalPlan['asked'] {
  const [first] = images;
  if (first === undefined) return undefined;
  const clouds = [...new Set(images.map(({ connection }) => connection))];
  const where = clouds.join(', ');
  if (images.length === 1) return { expected: typeable(named(first.name, ''), first.connection), where };
  return { expected: clouds.length === 1 ? first.connection : String(all), where };
}
