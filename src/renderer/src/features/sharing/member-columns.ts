import type { Image, Member, Partner } from '#shared/model/index.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';

/** One member of one cloud: an id means something only there. */
export interface MemberColumn {
  readonly key: string;
  readonly connection: string;
  readonly memberId: string;
  /** The address book's name, else the service's; `undefined`: only the id is known. */
  readonly name: string | undefined;
  /** The partner's colour. */
  readonly color: number | undefined;
  /** A person put it there; it may go again. */
  readonly extra: boolean;
}

/** What the columns are made of. */
export interface ColumnSources {
  readonly images: readonly Pick<Image, 'connection' | 'id'>[];
  /** The members of an image as last seen. */
  readonly membersOf: (image: Pick<Image, 'connection' | 'id'>) => Iterable<Member>;
  /** Whom the address book knows at a connection, each once. */
  readonly partnersOf: (connection: string) => readonly Partner[];
  /** Columns that a person added, or that a change which was not sent needs. */
  readonly added: readonly {
    readonly connection: string;
    readonly memberId: string;
    readonly extra: boolean;
  }[];
  /** Clouds that know members, in their order; others have no columns. */
  readonly clouds: readonly string[];
  /** Each cloud's own account, as far as it is known: nobody shares with themselves. */
  readonly accounts: Readonly<Record<string, string | null>>;
}

/** A key for a column: connection names have no slash. */
function columnKey({ connection, memberId }: Pick<MemberColumn, 'connection' | 'memberId'>): string {
  return `${connection}/${memberId}`;
}

/** All members of the images, the address book's partners and what was added, by cloud and then by name. */
export function memberColumns(sources: ColumnSources): readonly MemberColumn[] {
  const { images, membersOf, partnersOf, added, clouds, accounts } = sources;
  const there = new Set(images.map(({ connection }) => connection));
  const shown = clouds.filter((cloud) => there.has(cloud));
  const book = new Map(shown.map((cloud) => [cloud, partnersOf(cloud)]));
  const columns = new Map(shown.map((cloud) => [cloud, new Map<string, MemberColumn>()]));
  const add = (connection: string, memberId: string, name: string | null, extra: boolean): void => {
    const own = columns.get(connection);
    const held = own?.get(memberId);
    if (own === undefined || (held !== undefined && (held.name !== undefined || name === null))) return;
    const partner = book.get(connection)?.find((each) => each.memberId === memberId);
    own.set(memberId, {
      key: columnKey({ connection, memberId }),
      connection,
      memberId,
      name: partner?.name ?? (name === memberId ? null : name) ?? undefined,
      color: partner?.color,
      extra: held?.extra ?? extra,
    });
  };
  for (const image of images)
    for (const { memberId, name } of membersOf(image)) add(image.connection, memberId, name, false);
  for (const [cloud, partners] of book)
    for (const { memberId } of partners) if (accounts[cloud] !== memberId) add(cloud, memberId, null, false);
  for (const { connection, memberId, extra } of added) add(connection, memberId, null, extra);
  const all = [...columns.values()].flatMap((own) => [...own.values()]);
  return all.sort(
    (a, b) =>
      clouds.indexOf(a.connection) - clouds.indexOf(b.connection) ||
      Number(a.name === undefined) - Number(b.name === undefined) ||
      (a.name ?? '').localeCompare(b.name ?? '') ||
      (a.memberId < b.memberId ? -1 : 1),
  );
}

/** Whether nothing of a column that is drawn differs. */
export function sameColumn(a: MemberColumn, b: MemberColumn): boolean {
  return a.key === b.key && a.name === b.name && a.color === b.color && a.extra === b.extra;
}

/** What stands in the head: the name, else a short id. */
export function columnTitle({ name, memberId }: Pick<MemberColumn, 'name' | 'memberId'>): string {
  return name === undefined ? shortId(memberId) : visibleText(name);
}

/** Columns of one cloud, side by side. */
export interface ColumnGroup {
  readonly connection: string;
  readonly first: number;
  readonly count: number;
}

export function columnGroups(columns: readonly MemberColumn[]): readonly ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  columns.forEach(({ connection }, index) => {
    const last = groups.at(-1);
    if (last?.connection === connection) groups[groups.length - 1] = { ...last, count: last.count + 1 };
    else groups.push({ connection, first: index, count: 1 });
  });
  return groups;
}
