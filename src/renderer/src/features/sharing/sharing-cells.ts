import type { Capabilities, ConnectionKind, Image, Member, MemberStatus } from '#shared/model/index.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { reasonAgainst } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';
import { columnTitle, type MemberColumn } from './member-columns.ts';
import { type ImagePlan, plannedFor } from './share-plan.ts';

/** What is known of one image and its cloud: what its row is made of. */
export interface RowSources {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  /** What the cloud can do at all. */
  readonly known: Capabilities | undefined;
  /** What it can do now. */
  readonly now: Capabilities | undefined;
}

/** What one row is, whatever its members. */
export interface RowFacts {
  /** Why members mean nothing for it: the words that stand across all columns. */
  readonly span: string | undefined;
  /** Why nobody can be added; `undefined` if somebody can. */
  readonly addReason: string | undefined;
  readonly removeReason: string | undefined;
  /** It must become shared before it can have members. */
  readonly opensFirst: boolean;
  /** It belongs to somebody else, as far as the service tells. */
  readonly foreign: boolean;
}

export function rowFacts({ image, kind, known, now }: RowSources): RowFacts {
  const account = known?.account ?? null;
  return {
    span: spanWords(image, kind, known),
    addReason: goneReason(image) ?? reasonAgainst(now, 'member.add'),
    removeReason: goneReason(image) ?? reasonAgainst(now, 'member.remove'),
    opensFirst: opensFirst({ image, kind, known }),
    foreign: account !== null && image.owner !== null && image.owner !== account,
  };
}

/** A private Glance image has no members; since v2.5 it must become `shared` first (glance-v2.md §2). */
export function opensFirst({ image, kind, known }: Omit<RowSources, 'now'>): boolean {
  return (
    kind === 'glance' &&
    image.visibility === 'private' &&
    (known === undefined || known.visibilities.includes('shared'))
  );
}

function spanWords(
  { visibility }: Image,
  kind: ConnectionKind | undefined,
  known: Capabilities | undefined,
): string | undefined {
  const never = reasonAgainst(known, 'member.list');
  if (never !== undefined) return never;
  if (visibility === 'public')
    return kind === 'glance' ? 'every project of this cloud sees it' : 'everybody of this cloud sees it';
  if (visibility === 'community') return 'anyone who knows the id can use it; members do not apply';
  return undefined;
}

/** One cell: how the member stands, and what is planned. */
export interface CellState {
  readonly stands: 'elsewhere' | 'unknown' | 'none' | 'member';
  /** For a member; `null` where members have no say. */
  readonly status: MemberStatus | null;
  readonly planned: 'add' | 'remove' | undefined;
  /** Why it cannot be changed; `undefined` if it can. */
  readonly reason: string | undefined;
}

export interface CellSources {
  readonly image: Image;
  readonly facts: RowFacts;
  readonly column: MemberColumn;
  /** `undefined`: not known yet. */
  readonly members: ReadonlyMap<string, Member> | undefined;
  readonly plan: ImagePlan | undefined;
}

export function cellState({ image, facts, column, members, plan }: CellSources): CellState {
  const cell = { status: null, planned: undefined };
  if (column.connection !== image.connection)
    return { ...cell, stands: 'elsewhere', reason: 'another cloud' };
  const planned = plannedFor(plan, column.memberId);
  if (members === undefined) {
    const reason = facts.addReason ?? 'Whom it is shared with is not known yet.';
    return { ...cell, stands: 'unknown', planned, reason: planned === undefined ? reason : undefined };
  }
  const member = members.get(column.memberId);
  const against = member === undefined ? facts.addReason : facts.removeReason;
  return {
    stands: member === undefined ? 'none' : 'member',
    status: member?.status ?? null,
    planned,
    // What was planned can be taken back whatever happens.
    reason: planned === undefined ? against : undefined,
  };
}

/** Whether the member will see the image once all changes are sent. */
export function willSee({ stands, planned }: CellState): boolean {
  return planned === undefined ? stands === 'member' : planned === 'add';
}

/** The short words of a cell; the sign before them says the same. */
export function cellWords({ stands, status, planned }: CellState): string {
  if (planned !== undefined) return planned;
  if (stands === 'unknown') return '?';
  if (stands !== 'member') return '';
  return status === null ? 'sees it' : STATUS_WORDS[status];
}

/** One word each, for a cell. */
const STATUS_WORDS: Readonly<Record<MemberStatus, string>> = {
  accepted: 'accepted',
  pending: 'asked',
  rejected: 'declined',
};

/** A cell in full, for those who do not see where it stands: `debian-13, web-team: asked; press to unshare`. */
export function cellLabel(image: Image, column: MemberColumn, state: CellState): string {
  const where = `${visibleText(named(image.name, image.id))}, ${columnTitle(column)}`;
  const stands = standsWords(state);
  if (state.planned !== undefined) {
    const will = state.planned === 'add' ? 'add, not sent' : `${stands}, remove, not sent`;
    return `${where}: ${will}; press to take that back`;
  }
  if (state.stands === 'elsewhere') return `${where}: another cloud`;
  if (state.reason !== undefined) return `${where}: ${stands}; ${state.reason}`;
  return `${where}: ${stands}; press to ${state.stands === 'member' ? 'unshare' : 'share'}`;
}

function standsWords({ stands, status }: CellState): string {
  if (stands === 'unknown') return 'not known';
  if (stands !== 'member') return 'not shared';
  return status === null ? 'sees it' : STATUS_WORDS[status];
}
