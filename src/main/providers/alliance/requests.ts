import type { Image, ImageEdit, NewImage } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';

/** Minimum RAM in MB and minimum disk in GB. */
export interface Minimums {
  readonly minRamMb: number | undefined;
  readonly minDiskGb: number | undefined;
}

/** The fields that an update may name (alliance.md §3.4). */
export type Change = Pick<ImageEdit, 'name' | 'diskFormat' | 'containerFormat' | 'minRamMb' | 'minDiskGb'>;

const FIELDS = ['name', 'diskFormat', 'containerFormat', 'minRamMb', 'minDiskGb'] as const;
const FIELD_NAMES: Readonly<Record<keyof Change, string>> = {
  name: 'name',
  diskFormat: 'disk format',
  containerFormat: 'container format',
  minRamMb: 'minimum RAM',
  minDiskGb: 'minimum disk',
};

/** What of the edit the image is not yet. */
export function changeOf(image: Image, edit: ImageEdit): Change {
  return Object.fromEntries(
    FIELDS.filter((field) => edit[field] !== undefined && edit[field] !== image[field]).map((field) => [
      field,
      edit[field],
    ]),
  );
}

/** Body of `POST /images/` (alliance.md §3.3): wrapped, while the answer is not. */
export function createBody(image: NewImage, url: string, swapsMinimums: boolean): object {
  const { name, diskFormat: disk_format, containerFormat: container_format } = image;
  return {
    image: { name, disk_format, container_format, copy_from: url, ...minimums(image, swapsMinimums) },
  };
}

/** Body of an update: a plain object with what changes, and nothing else. */
export function updateBody(change: Change, swapsMinimums: boolean): object {
  const { name, diskFormat: disk_format, containerFormat: container_format } = change;
  return { image: { name, disk_format, container_format, ...minimums(change, swapsMinimums) } };
}

function minimums(
  { minRamMb, minDiskGb }: Pick<Change, 'minRamMb' | 'minDiskGb'>,
  swaps: boolean,
): { readonly min_ram: number | undefined; readonly min_disk: number | undefined } {
  return swaps ? { min_ram: minDiskGb, min_disk: minRamMb } : { min_ram: minRamMb, min_disk: minDiskGb };
}

/**
 * Did the gateway write the one minimum into the place of the other? `before` is what the image had, `asked`
 * what was sent (alliance.md §3.3, the bug in the pair).
 */
export function wereSwapped(before: Minimums, asked: Minimums, after: Minimums): boolean {
  const wanted = wantedMinimums(before, asked);
  const swapped = {
    minRamMb: asked.minDiskGb ?? before.minRamMb,
    minDiskGb: asked.minRamMb ?? before.minDiskGb,
  };
  return !sameMinimums(after, wanted) && sameMinimums(after, swapped);
}

/** Both minimums as they should be after an update. */
export function wantedMinimums(before: Minimums, asked: Minimums): Minimums {
  return {
    minRamMb: asked.minRamMb ?? before.minRamMb,
    minDiskGb: asked.minDiskGb ?? before.minDiskGb,
  };
}

function sameMinimums(one: Minimums, other: Minimums): boolean {
  return one.minRamMb === other.minRamMb && one.minDiskGb === other.minDiskGb;
}

/** What the image tells of its minimums. */
export function minimumsOf({ minRamMb, minDiskGb }: Image): Minimums {
  return { minRamMb: minRamMb ?? undefined, minDiskGb: minDiskGb ?? undefined };
}

/** What the gateway says is a stranger's text. */
function shown(value: string | number | null | undefined): string {
  return plainLine(JSON.stringify(value ?? null));
}

/** One sentence for a person about each field that was asked for and is not so; none if all are. */
export function notTaken(image: Image, change: Change): readonly string[] {
  return FIELDS.filter((field) => change[field] !== undefined && change[field] !== image[field]).map(
    (field) =>
      `The gateway did not take over the ${FIELD_NAMES[field]}: it is ${shown(image[field])}, not ${shown(change[field])}.`,
  );
}
