import type { Exchange } from '../../http/exchange.ts';
import type { Switches } from '../../switches/switches.ts';
import { type Account, accounts, identify } from './accounts.ts';
import { badRequest, PlanktonFault, replyJson } from './faults.ts';

const tokenLifeMs = 30 * 24 * 3600 * 1000;
const issuedAtMs = Date.now();

const services = [
  { name: 'cyclades_plankton', type: 'image', versionId: 'v1.0', path: '/image/v1.0' },
  { name: 'pithos_object-store', type: 'object-store', versionId: 'v1', path: '/object-store/v1' },
  { name: 'astakos_account', type: 'account', versionId: 'v1.0', path: '/account/v1.0' },
  { name: 'astakos_identity', type: 'identity', versionId: 'v2.0', path: '/identity/v2.0' },
] as const;

/** `POST {identity}/tokens`: validates a token and tells where the services are (plankton.md §1). */
export async function answerTokens(exchange: Exchange, base: string, switches: Switches): Promise<void> {
  const body = await exchange.body();
  const serviceCatalog = services.map(({ name, type, versionId, path }) => ({
    name,
    type,
    endpoints_links: [],
    endpoints: [{ versionId, publicURL: `${base}${path}`, region: 'default', 'SNF:uiURL': base }],
  }));
  if (body.length === 0) return replyJson(exchange, 200, { access: { serviceCatalog } });
  const account = authenticate(parseJson(body), switches);
  const expires = new Date(issuedAtMs + tokenLifeMs).toISOString().replace(/Z$/, '000+00:00');
  replyJson(exchange, 200, {
    access: {
      token: { id: account.token, expires, tenant: { id: account.uuid, name: account.uuid } },
      user: {
        id: account.uuid,
        name: account.name,
        roles: [{ id: '1', name: 'default' }],
        roles_links: [],
        projects: [account.uuid],
      },
      serviceCatalog,
    },
  });
}

function authenticate(document: unknown, switches: Switches): Account {
  const auth = member(document, 'auth');
  if (typeof auth !== 'object' || auth === null) throw badRequest('Malformed request');
  const id = member(member(auth, 'token'), 'id');
  const username = member(member(auth, 'passwordCredentials'), 'username');
  const password = member(member(auth, 'passwordCredentials'), 'password');
  const isByPassword = typeof username === 'string' && typeof password === 'string';
  if (!isByPassword && typeof id !== 'string') throw badRequest('Malformed request');
  const token = isByPassword ? password : id;
  const account = accounts.find((known) => known.token === token);
  if (account === undefined || (isByPassword && account.uuid !== username)) {
    throw new PlanktonFault(401, isByPassword ? 'Invalid credentials' : 'Invalid token');
  }
  if (switches.flag('plankton-token-expired')) throw new PlanktonFault(401, 'Authentication expired');
  const tenant = member(auth, 'tenantName');
  if (tenant !== undefined && tenant !== null && tenant !== account.uuid)
    throw badRequest('Not conforming tenantName');
  return account;
}

/** `POST {account}/user_catalogs`: names of uuids and uuids of names. */
export async function answerUserCatalogs(exchange: Exchange, switches: Switches): Promise<void> {
  identify(exchange, switches);
  const document = parseJson(await exchange.body());
  const asked = (key: string) => {
    const list = member(document, key) ?? [];
    if (!Array.isArray(list)) throw badRequest('Malformed request');
    return new Set<unknown>(list);
  };
  const [uuids, names] = [asked('uuids'), asked('displaynames')];
  const pairs = (key: 'uuid' | 'name', value: 'uuid' | 'name', wanted: ReadonlySet<unknown>) =>
    Object.fromEntries(
      accounts.filter((account) => wanted.has(account[key])).map((account) => [account[key], account[value]]),
    );
  replyJson(exchange, 200, {
    uuid_catalog: pairs('uuid', 'name', uuids),
    displayname_catalog: pairs('name', 'uuid', names),
  });
}

/** The JSON document of a body. @throws PlanktonFault 400 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw badRequest('Could not decode request body as JSON');
  }
}

/** An own member of a JSON object, undefined where there is none. */
export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
