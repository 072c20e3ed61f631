import { AppError } from '#shared/errors/index.ts';
import type { AllianceSettings } from '#shared/model/index.ts';

/** What every request carries besides the token. */
export interface GatewayHeaders {
  readonly all: Readonly<Record<string, string>>;
  /** Names of the ones that a person added: they stay behind on a redirect to another origin. */
  readonly added: readonly string[];
}

const NAMESPACE = 'x-target-ns';
const ENVIRONMENT = 'x-environment-id';

/** Those that belong to the connection, or to the message as it is sent, and not to what is asked. */
const RESERVED = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'te', 'trailer'],
  ...[
    'transfer-encoding',
    'upgrade',
    'host',
    'content-length',
    'content-encoding',
    'expect',
    'http2-settings',
  ],
  ...['accept', 'accept-encoding', 'content-type', 'range', NAMESPACE, ENVIRONMENT],
]);
/** Those would lie in the settings for all to read: they are given as the secret. */
const SECRET = new Set(['authorization', 'x-auth-token', 'proxy-authorization', 'cookie']);

/**
 * The headers of a connection (alliance.md §1): where the request goes, and what a person added as `Name: value`
 * lines. `INVALID` for what is no header, would become two, or has another place.
 */
export function gatewayHeaders(settings: AllianceSettings, operation: string): GatewayHeaders {
  const added: Record<string, string> = Object.create(null);
  for (const line of settings.headers ?? []) {
    const { name, value } = parseHeader(line, operation);
    if (RESERVED.has(name) || name.startsWith('proxy-')) {
      throw invalid(`The header ${name} cannot be added: Argosy sets it itself.`, operation);
    }
    if (SECRET.has(name)) {
      throw invalid(
        `The header ${name} cannot be added to the settings.`,
        operation,
        `Give it as the secret of the connection, as "${name}: …": there it is kept safe.`,
      );
    }
    if (Object.hasOwn(added, name)) throw invalid(`The header ${name} is added twice.`, operation);
    added[name] = value;
  }
  const all = {
    ...added,
    accept: 'application/json',
    // Documented on every request, those without a body too.
    'content-type': 'application/json',
    [NAMESPACE]: headerValue(settings.namespace, 'The namespace', operation),
    [ENVIRONMENT]: headerValue(settings.environment, 'The environment', operation),
  };
  return { all, added: Object.keys(added) };
}

/**
 * The header that a secret is sent in: a token of Keystone, or one that names its header itself
 * (`Authorization: Bearer …`). No sign-in is documented, so none is done (alliance.md §1).
 */
export function secretHeader(
  secret: string | undefined,
  operation: string,
): Readonly<Record<string, string>> {
  if (secret === undefined || secret === '') return {};
  const [, name = 'x-auth-token', value = secret] =
    /^(authorization|x-auth-token|cookie):\s*(.*)$/is.exec(secret.trim()) ?? [];
  return { [name.toLowerCase()]: headerValue(value.trim(), 'The secret', operation) };
}

function parseHeader(line: string, operation: string): { readonly name: string; readonly value: string } {
  const at = line.indexOf(':');
  const name = line.slice(0, Math.max(at, 0)).trim().toLowerCase();
  if (/^[!#$%&'*+.^_`|~0-9a-z-]{1,128}$/.test(name)) {
    return { name, value: headerValue(line.slice(at + 1).trim(), `The header ${name}`, operation) };
  }
  throw invalid(
    'A header of the connection cannot be read.',
    operation,
    'It is written as "Name: value", with a name of letters, digits and hyphens.',
  );
}

/** A line end in a value would be the begin of another header. */
function headerValue(value: string, what: string, operation: string): string {
  if (value !== '' && /^[\x20-\x7e]+$/.test(value)) return value;
  throw invalid(
    `${what} has characters that a header cannot have, or none at all.`,
    operation,
    'Use letters, digits and signs of ASCII only, on one line.',
  );
}

function invalid(message: string, operation: string, hint = 'Edit the headers of the connection.'): AppError {
  return new AppError('INVALID', message, { operation, hint });
}
