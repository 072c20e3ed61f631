import { KeystoneFault, malformed, unauthenticated } from './faults.ts';

type Json = Readonly<Record<string, unknown>>;

/** A name or id as clients give it, the name only together with its domain. */
export type Reference = { readonly id: string } | { readonly name: string; readonly domain: DomainReference };
export interface DomainReference {
  readonly id?: string;
  readonly name?: string;
}

export type RequestedScope =
  | { readonly kind: 'project'; readonly project: Reference }
  | { readonly kind: 'domain'; readonly domain: DomainReference }
  | { readonly kind: 'system' }
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'unstated' };

/** A sign-in, checked for its shape only (keystone-v3.md §2). */
export interface AuthRequest {
  readonly methods: readonly string[];
  readonly password?: { readonly user: Reference; readonly password: string };
  readonly totp?: { readonly user: Reference; readonly passcode: string };
  readonly token?: { readonly id: string };
  readonly applicationCredential?: {
    readonly id: string | undefined;
    readonly name: string | undefined;
    readonly user: Reference | undefined;
    readonly secret: string;
  };
  readonly scope: RequestedScope;
}

const knownMethods = ['password', 'token', 'totp', 'application_credential'];

/** @throws KeystoneFault 400 for a wrong shape, 401 for an unsupported method. */
export function parseAuthRequest(body: unknown): AuthRequest {
  const auth = member(body, 'auth', 'request body');
  const identity = member(auth, 'identity', 'auth');
  const methods = identity['methods'];
  if (!Array.isArray(methods) || methods.some((method) => typeof method !== 'string')) {
    throw malformed('Expecting to find methods in identity');
  }
  if (methods.length === 0) throw unauthenticated();
  if (methods.some((method) => !knownMethods.includes(method))) {
    const message = 'Attempted to authenticate with an unsupported method.';
    throw new KeystoneFault(401, message, { identity: { methods: knownMethods } });
  }
  const has = (method: string) => methods.includes(method);
  return {
    methods,
    ...(has('password') && { password: userFactor(identity, 'password', 'password') }),
    ...(has('totp') && { totp: userFactor(identity, 'totp', 'passcode') }),
    ...(has('token') && { token: { id: text(member(identity, 'token', 'identity'), 'id', 'token') } }),
    ...(has('application_credential') && { applicationCredential: applicationCredential(identity) }),
    scope: parseScope(auth['scope']),
  };
}

function userFactor<Factor extends 'password' | 'passcode'>(identity: Json, method: string, factor: Factor) {
  const user = member(member(identity, method, 'identity'), 'user', method);
  const secret = { [factor]: text(user, factor, 'user') } as Record<Factor, string>;
  return { user: reference(user, 'user'), ...secret };
}

function applicationCredential(identity: Json): AuthRequest['applicationCredential'] & object {
  const credential = member(identity, 'application_credential', 'identity');
  const { id, name, user } = credential;
  return {
    id: typeof id === 'string' ? id : undefined,
    name: typeof name === 'string' ? name : undefined,
    user: isJson(user) ? reference(user, 'user') : undefined,
    secret: text(credential, 'secret', 'application_credential'),
  };
}

function parseScope(scope: unknown): RequestedScope {
  if (scope === undefined || scope === null) return { kind: 'unstated' };
  if (scope === 'unscoped') return { kind: 'unscoped' };
  if (!isJson(scope)) throw malformed('Expecting to find valid scope in auth');
  if (isJson(scope['project'])) return { kind: 'project', project: reference(scope['project'], 'project') };
  if (isJson(scope['domain'])) return { kind: 'domain', domain: domainReference(scope['domain']) };
  if (isJson(scope['system'])) return { kind: 'system' };
  if (isJson(scope['unscoped'])) return { kind: 'unscoped' };
  throw malformed('Expecting to find project, domain or system in scope');
}

function reference(value: Json, what: string): Reference {
  const { id, name, domain } = value;
  if (typeof id === 'string') return { id };
  if (typeof name !== 'string') throw malformed(`Expecting to find id or name in ${what}`);
  if (!isJson(domain)) throw malformed(`Expecting to find domain in ${what}`);
  return { name, domain: domainReference(domain) };
}

function domainReference(value: Json): DomainReference {
  const { id, name } = value;
  if (typeof id === 'string') return { id };
  if (typeof name === 'string') return { name };
  throw malformed('Expecting to find id or name in domain');
}

function member(value: unknown, key: string, where: string): Json {
  const found = isJson(value) ? value[key] : undefined;
  if (!isJson(found)) throw malformed(`Expecting to find ${key} in ${where}`);
  return found;
}

function text(value: Json, key: string, where: string): string {
  const found = value[key];
  if (typeof found !== 'string') throw malformed(`Expecting to find ${key} in ${where}`);
  return found;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
