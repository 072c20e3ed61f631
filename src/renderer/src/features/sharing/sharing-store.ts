import { create } from 'zustand';
import type { ConnectionState, Image, Member } from '#shared/model/index.ts';
import { toast } from '../../app/toast-queue.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import type { MemberColumn } from './member-columns.ts';
import {
  countChanges,
  NO_PLAN,
  type PlannedCell,
  planCells,
  prunePlan,
  refreshPlan,
  type SharePlan,
} from './share-plan.ts';

/** The members of one image as last seen. */
export interface SeenRow {
  /** `undefined`: never seen. */
  readonly members: ReadonlyMap<string, Member> | undefined;
  /** ISO 8601. */
  readonly seenAt: string | undefined;
  readonly loading: boolean;
  /** Why the service did not give them when it was asked last. */
  readonly error: unknown;
}

export const NEVER_SEEN: SeenRow = {
  members: undefined,
  seenAt: undefined,
  loading: false,
  error: undefined,
};

/** Whose images are on show: those that a person chose, or all that this person shares. */
export type SharingSource = 'chosen' | 'mine';

interface SharingState {
  readonly source: SharingSource;
  /** What was asked to be shown, by cloud and name; those with unsent changes stand there besides. */
  readonly images: readonly Image[];
  /** Images beyond the most that are shown. */
  readonly leftOut: number;
  /** The images are on their way. */
  readonly loading: boolean;
  /** Why they did not come. */
  readonly error: unknown;
  readonly seen: ReadonlyMap<string, SeenRow>;
  readonly plan: SharePlan;
  /** Columns that a person put there. */
  readonly extra: readonly Pick<MemberColumn, 'connection' | 'memberId'>[];
  /** Why the change of an image failed, in words. */
  readonly failures: ReadonlyMap<string, string>;
  /** Images of which a person was told that they become shared. */
  readonly explained: ReadonlySet<string>;
  /** Images that were changed here: they stay in sight though nobody may see them any more. */
  readonly touched: ReadonlySet<string>;
  /** Only images that somebody sees. */
  readonly onlyShared: boolean;
  readonly dialog: 'preview' | 'add-member' | undefined;
}

export const useSharingStore = create<SharingState>()(() => ({
  source: 'chosen',
  images: [],
  leftOut: 0,
  loading: false,
  error: undefined,
  seen: new Map(),
  plan: NO_PLAN,
  extra: [],
  failures: new Map(),
  explained: new Set(),
  touched: new Set(),
  onlyShared: false,
  dialog: undefined,
}));

const { getState, setState } = useSharingStore;

/** More are not shown at once: `members.preview` takes no more either. */
export const ROW_LIMIT = 1000;

const BY_NAME = new Intl.Collator();

/** The rows in their order: by cloud as in the sidebar, then by name; with those whose changes were not sent. */
export function rowsOf(images: readonly Image[], plan: SharePlan): readonly Image[] {
  const there = new Set(images.map(imageKey));
  const planned = [...plan].flatMap(([key, { image }]) => (there.has(key) ? [] : [image]));
  return inOrder([...images, ...planned], useConnectionsStore.getState().list ?? []);
}

/** By cloud as in the sidebar, then by name. */
export function inOrder(images: readonly Image[], list: readonly ConnectionState[]): readonly Image[] {
  const order = new Map(list.map(({ profile }, index) => [profile.name, index]));
  const placeOf = ({ connection }: Image): number => order.get(connection) ?? -1;
  return images.toSorted(
    (a, b) =>
      placeOf(a) - placeOf(b) || BY_NAME.compare(a.name ?? '', b.name ?? '') || (a.id < b.id ? -1 : 1),
  );
}

/** `1 change`, `12 changes`. */
export function changesWord(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'change' : 'changes'}`;
}

/** Plans that each cell shall be shared, or not. */
export function planAll(cells: readonly PlannedCell[], shared: boolean): void {
  setState(({ plan, failures }) => {
    const left = new Map(failures);
    for (const { image } of cells) left.delete(imageKey(image));
    return { plan: planCells(plan, cells, shared), failures: left };
  });
}

/** Forgets all changes that were not sent; gives them back for the way back. */
export function discardPlan(): void {
  const { plan } = getState();
  const count = countChanges(plan);
  if (count === 0) return;
  setState({ plan: NO_PLAN, failures: new Map() });
  toast({
    tone: 'info',
    title: `${changesWord(count)} discarded`,
    text: 'Nothing was sent.',
    action: { label: 'Bring them back', run: () => setState({ plan }) },
  });
}

/** Takes in who sees an image: planned changes that are so already are no changes any more. */
export function receiveMembers(updates: ReadonlyMap<string, SeenRow>): void {
  setState(({ seen, plan }) => {
    const next = new Map(seen);
    const told = new Map<string, ReadonlyMap<string, Member>>();
    for (const [key, row] of updates) {
      next.set(key, row);
      if (row.members !== undefined && !row.loading) told.set(key, row.members);
    }
    return { seen: next, plan: prunePlan(plan, told) };
  });
}

/** Takes a newer copy of an image over. */
export function receiveImage(image: Image): void {
  const key = imageKey(image);
  const { images: held } = getState();
  if (held.some((each) => imageKey(each) === key && each.revision === image.revision)) return;
  setState(({ images, plan }) => ({
    images: images.map((each) => (imageKey(each) === key ? image : each)),
    plan: refreshPlan(plan, image),
  }));
}

/** Puts a column there for a member whom no image has yet. */
export function addColumn(connection: string, memberId: string): void {
  setState(({ extra }) => ({
    extra: [
      ...extra.filter((each) => each.connection !== connection || each.memberId !== memberId),
      { connection, memberId },
    ],
  }));
}

export function removeColumn({ connection, memberId }: Pick<MemberColumn, 'connection' | 'memberId'>): void {
  setState(({ extra }) => ({
    extra: extra.filter((each) => each.connection !== connection || each.memberId !== memberId),
  }));
}

export function showSharingDialog(dialog: SharingState['dialog']): void {
  setState({ dialog });
}

export function showOnlyShared(onlyShared: boolean): void {
  setState({ onlyShared });
}
