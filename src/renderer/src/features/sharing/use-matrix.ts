import { useMemo, useState } from 'react';
import type { Image, Member } from '#shared/model/index.ts';
import { partnersOf } from '#shared/partners/index.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { usePartners } from '../partners/partners-store.ts';
import { createKeeper, createRowMaker, type MatrixRow } from './matrix-rows.ts';
import {
  type ColumnGroup,
  columnGroups,
  type MemberColumn,
  memberColumns,
  sameColumn,
} from './member-columns.ts';
import { ownShares } from './shared-by-me.ts';
import { inOrder, NEVER_SEEN, useSharingStore } from './sharing-store.ts';

export interface Matrix {
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly MemberColumn[];
  readonly groups: readonly ColumnGroup[];
  /** Clouds of the rows, in the sidebar's order. */
  readonly clouds: readonly string[];
  /** Rows that are left out because nobody sees them. */
  readonly unshared: number;
}

/** The matrix as it stands: images, members, what is planned. */
export function useMatrix(): Matrix {
  const list = useConnectionsStore((state) => state.list);
  const { rows, unshared } = useRows();
  const clouds = useMemo(() => {
    const there = new Set(rows.map(({ image }) => image.connection));
    return (list ?? []).map(({ profile }) => profile.name).filter((name) => there.has(name));
  }, [rows, list]);
  const columns = useColumns(rows, clouds);
  const groups = useMemo(() => columnGroups(columns), [columns]);
  return useMemo(
    () => ({ rows, columns, groups, clouds, unshared }),
    [rows, columns, groups, clouds, unshared],
  );
}

function useRows(): Pick<Matrix, 'rows' | 'unshared'> {
  const [makeRow] = useState(createRowMaker);
  const images = useOrderedImages();
  const plan = useSharingStore((state) => state.plan);
  const seen = useSharingStore((state) => state.seen);
  const failures = useSharingStore((state) => state.failures);
  const source = useSharingStore((state) => state.source);
  const touched = useSharingStore((state) => state.touched);
  const onlyShared = useSharingStore((state) => state.onlyShared);
  const list = useConnectionsStore((state) => state.list);
  const known = useConnectionsStore((state) => state.known);
  const capabilities = useConnectionsStore((state) => state.capabilities);
  return useMemo(() => {
    const states = list ?? [];
    const kinds = new Map(states.map(({ profile }) => [profile.name, profile.kind]));
    const told = new Set(
      ownShares(states, known)
        .shares.filter((share) => share.told)
        .map(({ connection }) => connection),
    );
    const all = images.map((image) => {
      const key = imageKey(image);
      const { connection } = image;
      return makeRow({
        image,
        kind: kinds.get(connection),
        known: known[connection],
        now: capabilities[connection],
        seen: seen.get(key) ?? NEVER_SEEN,
        plan: plan.get(key),
        failure: failures.get(key),
      });
    });
    const rows = all.filter(({ key, image, members, plan: planned }) => {
      if (planned !== undefined || touched.has(key)) return true;
      if (source === 'mine' && !told.has(image.connection)) return (members?.size ?? 0) > 0;
      return !onlyShared || members === undefined || members.size > 0;
    });
    return { rows, unshared: all.length - rows.length };
  }, [makeRow, images, plan, seen, failures, source, touched, onlyShared, list, known, capabilities]);
}

/** Sorting a thousand names takes its time: it is done when images come or go, not with every change. */
function useOrderedImages(): readonly Image[] {
  const [keep] = useState(() => createKeeper<Image>((a, b) => a === b));
  const images = useSharingStore((state) => state.images);
  const plan = useSharingStore((state) => state.plan);
  const list = useConnectionsStore((state) => state.list);
  const there = useMemo(() => new Set(images.map(imageKey)), [images]);
  const planned = keep([...plan].flatMap(([key, { image }]) => (there.has(key) ? [] : [image])));
  return useMemo(() => inOrder([...images, ...planned], list ?? []), [images, planned, list]);
}

function useColumns(rows: readonly MatrixRow[], clouds: readonly string[]): readonly MemberColumn[] {
  const [keep] = useState(() => createKeeper(sameColumn));
  const plan = useSharingStore((state) => state.plan);
  const extra = useSharingStore((state) => state.extra);
  const known = useConnectionsStore((state) => state.known);
  const partners = usePartners((state) => state.partners);
  const list = useConnectionsStore((state) => state.list);
  return useMemo(() => {
    const members = new Map<unknown, ReadonlyMap<string, Member> | undefined>(
      rows.map((row) => [row.image, row.members]),
    );
    return keep(
      memberColumns({
        images: rows.map(({ image }) => image),
        membersOf: (image) => members.get(image)?.values() ?? [],
        partnersOf: (connection) => partnersOf(partners, connection, list ?? []),
        added: [
          ...extra.map((each) => ({ ...each, extra: true })),
          ...[...plan.values()].flatMap(({ image: { connection }, add }) =>
            [...add].map((memberId) => ({ connection, memberId, extra: false })),
          ),
        ],
        clouds: clouds.filter((name) => known[name]?.operations['member.list'].supported !== false),
        accounts: Object.fromEntries(Object.entries(known).map(([name, { account }]) => [name, account])),
      }),
    );
  }, [keep, rows, clouds, plan, extra, known, partners, list]);
}
