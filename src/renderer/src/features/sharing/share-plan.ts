import type { Image } from '#shared/model/index.ts';
import { imageKey } from '../catalog/selection.ts';

/** What a person wants changed of who sees one image; not sent yet. */
export interface ImagePlan {
  readonly image: Image;
  readonly add: ReadonlySet<string>;
  readonly remove: ReadonlySet<string>;
}

/** All changes that were not sent, by image. An image without changes has no entry. */
export type SharePlan = ReadonlyMap<string, ImagePlan>;

export const NO_PLAN: SharePlan = new Map();

/** Members that one call takes. */
export const MEMBERS_AT_ONCE = 128;

/** One cell: an image, a member of its cloud, and whether the member sees it as last known. */
export interface PlannedCell {
  readonly image: Image;
  readonly memberId: string;
  readonly present: boolean;
}

/** Wants each cell shared, or not. What is so already needs no change: a planned one is then taken back. */
export function planCells(plan: SharePlan, cells: readonly PlannedCell[], shared: boolean): SharePlan {
  const next = new Map(plan);
  for (const { image, memberId, present } of cells) {
    const key = imageKey(image);
    const held = next.get(key);
    const add = new Set(held?.add);
    const remove = new Set(held?.remove);
    add.delete(memberId);
    remove.delete(memberId);
    if (shared && !present) add.add(memberId);
    if (!shared && present) remove.add(memberId);
    put(next, key, { image, add, remove });
  }
  return next;
}

/** What is planned for a cell. */
export function plannedFor(plan: ImagePlan | undefined, memberId: string): 'add' | 'remove' | undefined {
  if (plan?.add.has(memberId)) return 'add';
  return plan?.remove.has(memberId) ? 'remove' : undefined;
}

/** Takes out what is so already, now that it is known who sees these images. */
export function prunePlan(
  plan: SharePlan,
  present: ReadonlyMap<string, { has(memberId: string): boolean }>,
): SharePlan {
  let next: Map<string, ImagePlan> | undefined;
  for (const [key, members] of present) {
    const held = plan.get(key);
    if (held === undefined) continue;
    const add = new Set([...held.add].filter((member) => !members.has(member)));
    const remove = new Set([...held.remove].filter((member) => members.has(member)));
    if (add.size === held.add.size && remove.size === held.remove.size) continue;
    next ??= new Map(plan);
    put(next, key, { ...held, add, remove });
  }
  return next ?? plan;
}

/** Takes newer copies of planned images over. */
export function refreshPlan(plan: SharePlan, image: Image): SharePlan {
  const key = imageKey(image);
  const held = plan.get(key);
  return held === undefined ? plan : new Map(plan).set(key, { ...held, image });
}

/** How many members would be added or removed, of all images. */
export function countChanges(plan: SharePlan): number {
  let count = 0;
  for (const { add, remove } of plan.values()) count += add.size + remove.size;
  return count;
}

/** What was really done to one image. */
export interface ShareOutcome {
  readonly image: Image;
  /** Others that it was done to by the same request: images of one place have the same members. */
  readonly alike: readonly Image[];
  /** How many of all these were planned. */
  readonly planned: number;
  /** How that place is called. */
  readonly place: string | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** It was private, and became shared for it. */
  readonly madeShared: boolean;
}

/** The way back from what was done to one image. */
export interface ShareInverse {
  readonly image: Image;
  /** Others that it is done to by the same request. */
  readonly alike?: readonly Image[];
  /** How many of all these were planned; one if it is not said. */
  readonly planned?: number;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Only for an image that became shared by this change. */
  readonly makePrivate: boolean;
}

/** Exactly the inverse: adds what was removed, removes what was added. */
export function inverseOf({ image, alike, planned, added, removed, madeShared }: ShareOutcome): ShareInverse {
  return { image, alike, planned, add: removed, remove: added, makePrivate: madeShared };
}

/** The members after a change. */
export function membersAfter(
  present: ReadonlySet<string>,
  { add, remove }: { readonly add: Iterable<string>; readonly remove: Iterable<string> },
): ReadonlySet<string> {
  const after = new Set([...present, ...add]);
  for (const member of remove) after.delete(member);
  return after;
}

/**
 * Which additions are ours after a change that failed: members are added one after the other, in order. The
 * one at which it stopped, because it was a member already, is somebody else's.
 */
export function addedBefore(
  wanted: readonly string[],
  present: ReadonlySet<string>,
  stoppedAtPresent: boolean,
): readonly string[] {
  const missing = wanted.findIndex((member) => !present.has(member));
  const done = missing < 0 ? wanted : wanted.slice(0, missing);
  return stoppedAtPresent ? done.slice(0, -1) : done;
}

function put(plan: Map<string, ImagePlan>, key: string, next: ImagePlan): void {
  if (next.add.size + next.remove.size === 0) plan.delete(key);
  else plan.set(key, next);
}
