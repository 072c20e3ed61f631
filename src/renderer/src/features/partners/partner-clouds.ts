import type { ConnectionState, Partner } from '#shared/model/index.ts';
import { knowsSameMembers } from '#shared/partners/index.ts';

/** Clouds whose images can be shared with somebody. */
export function memberClouds(list: readonly ConnectionState[]): readonly ConnectionState[] {
  return list.filter(({ profile: { kind } }) => kind === 'glance' || kind === 'plankton' || kind === 'djinn');
}

/** Other connections that know the same members as one does: to the same cloud, and able to share. */
export function othersOfCloud(connection: string, list: readonly ConnectionState[]): readonly string[] {
  const own = list.find(({ profile }) => profile.name === connection)?.profile;
  if (own === undefined) return [];
  return memberClouds(list)
    .filter(({ profile }) => profile.name !== connection && knowsSameMembers(own, profile))
    .map(({ profile }) => profile.name);
}

/** Partners of one cloud; `connection` is `null` for those of any. */
export interface PartnerGroup {
  readonly connection: string | null;
  /** There is a connection of that name. */
  readonly here: boolean;
  readonly color: number | undefined;
  readonly partners: readonly Partner[];
}

/** The address book by cloud: those of any first, then in the order of the clouds, then those of clouds that are gone. */
export function groupPartners(
  partners: readonly Partner[],
  list: readonly ConnectionState[],
): readonly PartnerGroup[] {
  const groups = Map.groupBy(partners, ({ connection }) => connection);
  const place = (connection: string | null): number => {
    if (connection === null) return -1;
    const at = list.findIndex(({ profile }) => profile.name === connection);
    return at < 0 ? list.length : at;
  };
  return [...groups]
    .map(([connection, members]) => {
      const state = list.find(({ profile }) => profile.name === connection);
      return {
        connection,
        here: connection === null || state !== undefined,
        color: state?.profile.color,
        partners: members,
      };
    })
    .sort((a, b) => place(a.connection) - place(b.connection));
}
