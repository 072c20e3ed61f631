import type { SharedImage, SharedWithMe } from '#shared/model/index.ts';
import { isNamed } from '../../ui/named.ts';
import { imageKey } from '../catalog/selection.ts';

export const INBOX_TABS = ['pending', 'accepted', 'rejected'] as const;
export type InboxTab = (typeof INBOX_TABS)[number];

/** Where an image stands. What nobody can answer is there to be used, as what was accepted is. */
export function tabOf({ memberStatus }: SharedImage): InboxTab {
  return memberStatus ?? 'accepted';
}

type Inbox = readonly SharedWithMe[];
type Lists = Readonly<Record<InboxTab, readonly SharedImage[]>>;

/** An inbox is never changed, only replaced: what is worked out of one is kept with it. */
const listsOf = new WeakMap<Inbox, Lists>();
const imagesByKey = new WeakMap<Inbox, ReadonlyMap<string, SharedImage>>();

/** The images of one tab over all clouds, by name, then by cloud. */
export function imagesOf(inbox: Inbox, tab: InboxTab): readonly SharedImage[] {
  let lists = listsOf.get(inbox);
  if (lists === undefined) {
    const all = inbox
      .flatMap(({ images }) => images)
      .toSorted((one, other) => compareNames(one, other) || compare(imageKey(one), imageKey(other)));
    const of = (each: InboxTab) => all.filter((image) => tabOf(image) === each);
    lists = { pending: of('pending'), accepted: of('accepted'), rejected: of('rejected') };
    listsOf.set(inbox, lists);
  }
  return lists[tab];
}

/** How many images each tab has. */
export function countTabs(inbox: Inbox): Readonly<Record<InboxTab, number>> {
  const count = (tab: InboxTab): number => imagesOf(inbox, tab).length;
  return { pending: count('pending'), accepted: count('accepted'), rejected: count('rejected') };
}

/** The image as it stands now; `undefined` if it is shared no longer. */
export function findShared(inbox: Inbox, key: string): SharedImage | undefined {
  let images = imagesByKey.get(inbox);
  if (images === undefined) {
    images = new Map(inbox.flatMap((shared) => shared.images.map((image) => [imageKey(image), image])));
    imagesByKey.set(inbox, images);
  }
  return images.get(key);
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
