import { createHash } from 'node:crypto';
import type { Exchange } from '../../http/exchange.ts';
import { type DemoAccount, demoAccounts, projectIds } from '../../seed/identities.ts';
import type { Switches } from '../../switches/switches.ts';
import { PlanktonFault } from './faults.ts';

/** A user of the cloud. Users own images here, so there is one for each project of the store. */
export interface Account {
  /** The project id under which the store keeps what the account owns. */
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly token: string;
}

/** Long-lived tokens that stay the same, with the `/`, `+` and `=` that Astakos tokens may have. */
function tokenOf(username: string): string {
  return `a+/${createHash('sha256').update(`plankton/${username}`).digest('base64')}`;
}

function accountOf({ username, project }: DemoAccount): Account {
  const id = projectIds[project];
  return { id, uuid: uuidOf(id), name: `${username}@sandbox.example`, token: tokenOf(username) };
}

export const accounts: readonly Account[] = demoAccounts
  .filter(({ project }, index) => demoAccounts.findIndex((other) => other.project === project) === index)
  .map(accountOf);

/** A project id of the store as these services write it: a uuid with dashes. Other text stays. */
export function uuidOf(id: string): string {
  return id.replace(/^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/, '$1-$2-$3-$4-$5');
}

/** The inverse of `uuidOf`. */
export function idOf(uuid: string): string {
  const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(uuid);
  return isUuid ? uuid.replaceAll('-', '').toLowerCase() : uuid;
}

/** The caller of a request. @throws PlanktonFault 401, under the two names of plankton.md §6. */
export function identify(exchange: Exchange, switches: Switches): Account {
  const inQuery = exchange.query.find(([name]) => name === 'X-Auth-Token')?.[1];
  const token = inQuery ?? exchange.header('x-auth-token');
  if (token === undefined || token === '')
    throw new PlanktonFault(401, 'Access denied. No authentication token');
  const account = accounts.find((known) => known.token === token);
  if (account === undefined) throw new PlanktonFault(401, 'Invalid token', { name: 'fault' });
  if (switches.flag('plankton-token-expired')) {
    throw new PlanktonFault(401, 'Authentication expired', { name: 'fault' });
  }
  return account;
}
