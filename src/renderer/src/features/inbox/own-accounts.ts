import type { Capabilities, ConnectionState } from '#shared/model/index.ts';
import { knowsSameMembers } from '#shared/partners/index.ts';

/**
 * How an owner is called where it is the account of another of the own connections to the same cloud: by the
 * project that it signs in to, else by the connection's name. `undefined` for somebody else.
 */
export function ownAccountName(
  owner: string,
  connection: string,
  connections: readonly Pick<ConnectionState, 'profile'>[],
  known: Readonly<Record<string, Pick<Capabilities, 'account'>>>,
): string | undefined {
  const here = connections.find(({ profile }) => profile.name === connection)?.profile;
  if (here === undefined) return undefined;
  const own = connections.find(
    ({ profile }) => known[profile.name]?.account === owner && knowsSameMembers(here, profile),
  )?.profile;
  if (own === undefined) return undefined;
  const project = own.kind === 'glance' || own.kind === 'nova' ? own.settings.project : undefined;
  if (project === undefined || project === own.name) return `your ${own.name}`;
  return `${project} (your ${own.name})`;
}
