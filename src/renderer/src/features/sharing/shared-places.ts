import { AppError } from '#shared/errors/index.ts';
import type { ChangePreview, Image, RequestPreview } from '#shared/model/index.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { imageKey } from '../catalog/selection.ts';
import type { ImagePlan } from './share-plan.ts';

/** Images that are shared as one: one image, or those of one Djinn namespace (djinn.md §4, Sharing). */
export interface SharedTogether {
  readonly image: Image;
  /** The others of the same place on show, planned or not: the same people see them. */
  readonly alike: readonly Image[];
  /** How many of all these were planned. */
  readonly planned: number;
  /** How the place is called; `undefined` for an image whose members are its own. */
  readonly place: string | undefined;
}

/** What is to be sent once. */
export interface PlannedTogether extends SharedTogether {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The key of a place within all clouds; connection names have no slash. */
function placeKey({ connection }: Pick<Image, 'connection'>, place: string): string {
  return `${connection}/${place}`;
}

/** Puts the plans for images of the same place together, in the order of the first of each. */
export function planTogether(
  plans: readonly ImagePlan[],
  places: ReadonlyMap<string, string>,
  onShow: readonly Image[] = [],
): readonly PlannedTogether[] {
  const groups = Map.groupBy(plans, ({ image }) => {
    const key = imageKey(image);
    const place = places.get(key);
    return place === undefined ? `image ${key}` : `place ${placeKey(image, place)}`;
  });
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { image } = first;
    const place = places.get(imageKey(image));
    const here = new Map(group.map((each) => [imageKey(each.image), each.image]));
    for (const each of place === undefined ? [] : onShow) {
      const key = imageKey(each);
      if (each.connection === image.connection && places.get(key) === place) here.set(key, each);
    }
    here.delete(imageKey(image));
    return [
      {
        image,
        alike: [...here.values()],
        planned: group.length,
        place,
        add: [...new Set(group.flatMap(({ add }) => [...add]))],
        remove: [...new Set(group.flatMap(({ remove }) => [...remove]))],
      },
    ];
  });
}

/** Throws where one place should both gain and lose somebody: what is known of its images differs. */
export function assertOneWish(planned: PlannedTogether): void {
  const both = planned.add.filter((member) => planned.remove.includes(member));
  if (both.length === 0) return;
  throw new AppError(
    'CONFLICT',
    `${subjectOf(planned)} have the same members: ${both.join(', ')} cannot be added to some and removed from others.`,
    {
      operation: 'members.add',
      hint: 'Ask the service again who sees these images, then plan it anew.',
    },
  );
}

/** `debian-13`, or `3 images of namespace lab@eve`. */
export function subjectOf({ image, planned, place }: Omit<SharedTogether, 'alike'>): string {
  if (planned === 1 || place === undefined) return named(image.name, image.id);
  return `${formatCount(planned)} images of namespace ${place}`;
}

/** What stands in a preview, once for each place: a request that several images ask for is sent once. */
export function previewsTogether(
  previews: readonly ChangePreview[],
  nameOf: (preview: ChangePreview) => string,
): readonly { readonly preview: ChangePreview; readonly name: string }[] {
  const groups = Map.groupBy(previews, (preview) =>
    preview.place === undefined
      ? `image ${preview.connection}/${preview.id}`
      : `place ${placeKey(preview, preview.place)}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    if (group.length === 1 || first.place === undefined) return [{ preview: first, name: nameOf(first) }];
    const preview = {
      ...first,
      requests: eachOnce(group.flatMap(({ requests }) => requests)),
      notes: [...new Set(group.flatMap(({ notes }) => notes))],
    };
    return [{ preview, name: `${formatCount(group.length)} images of namespace ${first.place}` }];
  });
}

function eachOnce(requests: readonly RequestPreview[]): readonly RequestPreview[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}
