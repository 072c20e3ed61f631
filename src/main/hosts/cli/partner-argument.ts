import type { ConnectionState, Partner } from '#shared/model/index.ts';
import { partnersCalled } from '#shared/partners/index.ts';
import { printable } from './output.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage.ts';

/**
 * Members as the service knows them: `@NAME` is whom the address book calls so, at this connection, else at
 * another to the same cloud, else in any; anything else is the service's own id. A name that is not there, or
 * means two, is a wrong line.
 */
export async function membersOf(
  call: Session['call'],
  connection: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (!names.some(isPartner)) return names;
  const partners = await call('partners.list', {});
  const connections = await call('connections.list', {});
  return names.map((name) =>
    isPartner(name) ? memberOf({ partners, connections }, connection, name.slice(1)) : name,
  );
}

function isPartner(name: string): boolean {
  return name.startsWith('@');
}

interface AddressBook {
  readonly partners: readonly Partner[];
  readonly connections: readonly ConnectionState[];
}

function memberOf({ partners, connections }: AddressBook, connection: string, name: string): string {
  const meant = partnersCalled(partners, name, connection, connections);
  const ids = [...new Set(meant.map(({ memberId }) => memberId))];
  const [id, ...others] = ids;
  if (id === undefined) {
    throw new UsageError(
      `the address book has no "${printable(name)}" for ${printable(connection)}. See: argosy partner list`,
    );
  }
  if (others.length > 0) {
    throw new UsageError(
      `"${printable(name)}" is more than one in the address book: ${ids.map(printable).join(', ')}. Give the id.`,
    );
  }
  return id;
}
