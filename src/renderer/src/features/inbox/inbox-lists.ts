import type { SharedImage, SharedWithMe } from '#shared/model/index.ts';
import { isNamed } from '../../ui/named.ts';
import { imageKey } from '../catalog/selection.ts';

export const INBOX_TABS = ['pending', 'accepted', 'rejected'] as const;
export type InboxTab = (typeof INBOX_TABS)[number];

/** Where an image stands. What nobody can answer is there to be used, as what was accepted is. */
export function tabOf({ memberStatus }: SharedImage): InboxTab {
  return memberStatus ?? 'accepted';
}

/** The images of one tab over all clouds, by name, then by cloud. */
export function imagesOf(inbox: readonly SharedWithMe[], tab: InboxTab): readonly SharedImage[] {
  return inbox
    .flatMap(({ images }) => images.filter((image) => tabOf(image) === tab))
    .toSorted((one, other) => compareNames(one, other) || compare(imageKey(one), imageKey(other)));
}

/** How many images each tab has. */
export function countTabs(inbox: readonly SharedWithMe[]): Readonly<Record<InboxTab, number>> {
  const counts = { pending: 0, accepted: 0, rejected: 0 };
  for (const { images } of inbox) for (const image of images) counts[tabOf(image)] += 1;
  return counts;
}

/** The image as it stands now; `undefined` if it is shared no longer. */
export function findShared(inbox: readonly SharedWithMe[], key: string): SharedImage | undefined {
  for (const { images } of inbox) {
    const found = images.find((image) => imageKey(image) === key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Those without a name come last. */
function compareNames(one: SharedImage, other: SharedImage): number {
  if (!isNamed(one.name) || !isNamed(other.name))
    return Number(isNamed(other.name)) - Number(isNamed(one.name));
  return collator.compare(one.name, other.name);
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
