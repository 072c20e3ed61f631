import type { Partner } from '#shared/model/index.ts';
import { printable } from './output.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage.ts';

/**
 * Members as the service knows them: `@NAME` is whom the address book calls so, of this cloud before those of
 * any; anything else is the service's own id. A name that is not there, or means two, is a wrong line.
 */
export async function membersOf(
  call: Session['call'],
  connection: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (!names.some(isPartner)) return names;
  const partners = await call('partners.list', {});
  return names.map((name) => (isPartner(name) ? memberOf(partners, connection, name.slice(1)) : name));
}

function isPartner(name: string): boolean {
  return name.startsWith('@');
}

function memberOf(partners: readonly Partner[], connection: string, name: string): string {
  const called = partners.filter((partner) => partner.name === name);
  const here = called.filter((partner) => partner.connection === connection);
  const meant = here.length > 0 ? here : called.filter((partner) => partner.connection === null);
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
