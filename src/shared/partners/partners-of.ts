import { cloudAddress, cloudOf } from '../links/index.ts';
import type { AcceptLink, ConnectionProfile, ConnectionState, Partner } from '../model/index.ts';

type Connections = readonly Pick<ConnectionState, 'profile'>[];
type Cloud = Pick<ConnectionProfile, 'kind'>;

/**
 * Whether an id means the same member to two connections. Members are known to a cloud's identity service, so
 * that it is what tells: for the OpenStack kinds the sign-in address, whatever the project, region or
 * endpoint; for Plankton the service's address, or else the same sign-in address (Astakos) in front of two;
 * for every other kind the service's address. Addresses are compared in their one form (`cloudAddress`):
 * without version, trailing slash, default port or capitals. One cloud under two host names stays two:
 * without asking, nothing tells that they are one.
 */
export function knowsSameMembers(one: ConnectionProfile, other: ConnectionProfile): boolean {
  if (one.name === other.name) return true;
  if (directoryOf(one) !== directoryOf(other)) return false;
  return isSame(cloudOf(one), cloudOf(other)) || isSame(astakosOf(one), astakosOf(other));
}

/**
 * Whom the address book knows at a connection, each member once: its own partners first, then those of other
 * connections to the same cloud, then those of any. The partners of a connection that is gone are nowhere.
 */
export function partnersOf(
  partners: readonly Partner[],
  connection: string,
  connections: Connections,
): readonly Partner[] {
  const found = new Map<string, Partner>();
  for (const group of byNearness(partners, connection, connections))
    for (const partner of group) if (!found.has(partner.memberId)) found.set(partner.memberId, partner);
  return [...found.values()];
}

/** Those whom a name means at a connection: of the nearest who are called so, in the order of `partnersOf`. */
export function partnersCalled(
  partners: readonly Partner[],
  name: string,
  connection: string,
  connections: Connections,
): readonly Partner[] {
  const called = partners.filter((partner) => partner.name === name);
  return byNearness(called, connection, connections).find((group) => group.length > 0) ?? [];
}

/** Whom the address book knows in the cloud that a link names: through a connection to it, else in any. */
export function partnersOfLink(
  partners: readonly Partner[],
  { kind, cloud }: Pick<AcceptLink, 'kind' | 'cloud'>,
  connections: Connections,
): readonly Partner[] {
  const there = connections.flatMap(({ profile }) =>
    directoryOf(profile) === directoryOf({ kind }) && cloudOf(profile) === cloud ? [profile.name] : [],
  );
  const of = (names: readonly (string | null)[]) =>
    partners.filter(({ connection }) => names.includes(connection));
  return [...of(there), ...of([null])];
}

function byNearness(
  partners: readonly Partner[],
  connection: string,
  connections: Connections,
): readonly (readonly Partner[])[] {
  const own = connections.find(({ profile }) => profile.name === connection)?.profile;
  const near = new Set(
    connections.flatMap(({ profile }) =>
      own !== undefined && profile !== own && knowsSameMembers(own, profile) ? [profile.name] : [],
    ),
  );
  return [
    partners.filter((partner) => partner.connection === connection),
    partners.filter((partner) => partner.connection !== null && near.has(partner.connection)),
    partners.filter((partner) => partner.connection === null),
  ];
}

/** Two kinds in front of one Keystone know the same projects. */
function directoryOf({ kind }: Cloud): string {
  return kind === 'glance' || kind === 'nova' ? 'keystone' : kind;
}

function astakosOf(profile: ConnectionProfile): string | undefined {
  if (profile.kind !== 'plankton' || profile.settings.authUrl === undefined) return undefined;
  return cloudAddress(profile.settings.authUrl);
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}
