import { useMemo } from 'react';
import type { Image, Member } from '#shared/model/index.ts';
import { partnersOf } from '#shared/partners/index.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { usePartners } from '../partners/partners-store.ts';
import { type ColumnGroup, columnGroups, type MemberColumn, memberColumns } from './member-columns.ts';
import type { ImagePlan } from './share-plan.ts';
import { ownShares } from './shared-by-me.ts';
import { type RowFacts, rowFacts } from './sharing-cells.ts';
import { NEVER_SEEN, rowsOf, type SeenRow, useSharingStore } from './sharing-store.ts';

/** One image with all that its cells are made of. */
export interface MatrixRow {
  readonly key: string;
  readonly image: Image;
  readonly facts: RowFacts;
  /** `undefined`: not known yet. A private Glance image has none. */
  readonly members: ReadonlyMap<string, Member> | undefined;
  readonly seen: SeenRow;
  readonly plan: ImagePlan | undefined;
  /** Why its change failed. */
  readonly failure: string | undefined;
}

export interface Matrix {
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly MemberColumn[];
  readonly groups: readonly ColumnGroup[];
  /** Clouds of the rows, in the sidebar's order. */
  readonly clouds: readonly string[];
  /** Rows that are left out because nobody sees them. */
  readonly unshared: number;
}

const NOBODY: ReadonlyMap<string, Member> = new Map();

/** The matrix as it stands: images, members, what is planned. */
export function useMatrix(): Matrix {
  const { images, plan, seen, extra, failures, source, touched, onlyShared } = useSharingStore();
  const { list, known, capabilities } = useConnectionsStore();
  const partners = usePartners((state) => state.partners);
  return useMemo(() => {
    const states = list ?? [];
    const kinds = new Map(states.map(({ profile }) => [profile.name, profile.kind]));
    const told = new Set(
      ownShares(states, known)
        .shares.filter((share) => share.told)
        .map(({ connection }) => connection),
    );
    const all = rowsOf(images, plan).map((image): MatrixRow => {
      const key = imageKey(image);
      const { connection } = image;
      const facts = rowFacts({
        image,
        kind: kinds.get(connection),
        known: known[connection],
        now: capabilities[connection],
      });
      const row = seen.get(key) ?? NEVER_SEEN;
      const members = facts.opensFirst || facts.span !== undefined ? NOBODY : row.members;
      return { key, image, facts, members, seen: row, plan: plan.get(key), failure: failures.get(key) };
    });
    const rows = all.filter(({ key, image, members, plan: planned }) => {
      if (planned !== undefined || touched.has(key)) return true;
      if (source === 'mine' && !told.has(image.connection)) return (members?.size ?? 0) > 0;
      return !onlyShared || members === undefined || members.size > 0;
    });
    const there = new Set(rows.map(({ image }) => image.connection));
    const clouds = states.map(({ profile }) => profile.name).filter((name) => there.has(name));
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const columns = memberColumns({
      images: rows.map(({ image }) => image),
      membersOf: (image) => [...(byKey.get(imageKey(image))?.members?.values() ?? [])],
      partnersOf: (connection) => partnersOf(partners, connection, states),
      added: [
        ...extra.map((each) => ({ ...each, extra: true })),
        ...[...plan.values()].flatMap(({ image: { connection }, add }) =>
          [...add].map((memberId) => ({ connection, memberId, extra: false })),
        ),
      ],
      clouds: clouds.filter((name) => known[name]?.operations['member.list'].supported !== false),
      accounts: Object.fromEntries(Object.entries(known).map(([name, { account }]) => [name, account])),
    });
    return { rows, columns, groups: columnGroups(columns), clouds, unshared: all.length - rows.length };
  }, [images, plan, seen, extra, failures, source, touched, onlyShared, list, known, capabilities, partners]);
}
