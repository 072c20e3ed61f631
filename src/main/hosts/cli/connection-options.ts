import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { type ProfileInput, profileInput } from '#shared/contract/index.ts';
import { CONNECTION_KINDS, type ConnectionKind } from '#shared/model/index.ts';
import { collect, UsageError } from './usage.ts';

/** Option names are the settings' names; `ca-cert`, `trust` and `secret-stdin` are not settings. */
export interface AddOptions {
  readonly kind: ConnectionKind;
  readonly secretStdin?: boolean;
  readonly caCert?: string;
  readonly trust?: string;
  readonly header?: readonly string[];
  readonly production?: boolean;
  readonly [setting: string]: unknown;
}

interface KindOptions {
  readonly allowed: readonly string[];
  readonly wanted: readonly string[];
}

const KEYSTONE: KindOptions = {
  allowed: [
    'authUrl',
    'username',
    'userId',
    'userDomain',
    'userDomainId',
    'project',
    'projectId',
    'projectDomain',
    'projectDomainId',
    'applicationCredentialId',
    'applicationCredentialName',
    'tokenAuth',
    'region',
    'interface',
    'endpoint',
  ],
  wanted: ['authUrl'],
};
/** One of these says who signs in at a Keystone. */
const SIGN_INS = ['username', 'userId', 'applicationCredentialId', 'applicationCredentialName', 'tokenAuth'];
const OPTIONS_OF_KIND: Readonly<Record<ConnectionKind, KindOptions>> = {
  glance: KEYSTONE,
  nova: KEYSTONE,
  plankton: { allowed: ['endpoint', 'authUrl', 'storageUrl', 'userId'], wanted: ['endpoint'] },
  alliance: {
    allowed: ['endpoint', 'namespace', 'environment', 'header'],
    wanted: ['endpoint', 'namespace', 'environment'],
  },
  djinn: { allowed: ['endpoint', 'namespace'], wanted: ['endpoint'] },
  fifo: { allowed: ['endpoint', 'api', 'username'], wanted: ['endpoint', 'api'] },
};
const NOT_SETTINGS = new Set([
  ...['kind', 'secretStdin', 'caCert', 'trust', 'production'],
  ...['home', 'json', 'quiet'],
]);

const SETTING_FLAGS: readonly (readonly [string, string])[] = [
  ['--auth-url <url>', 'Keystone address (glance, nova), token service (plankton)'],
  ['--username <name>', 'user name (glance, nova, fifo)'],
  ['--user-id <id>', 'user id (glance, nova, plankton)'],
  ['--user-domain <name>', 'domain of the user (default: Default)'],
  ['--user-domain-id <id>', 'domain id of the user'],
  ['--project <name>', 'project name'],
  ['--project-id <id>', 'project id'],
  ['--project-domain <name>', 'domain of the project (default: Default)'],
  ['--project-domain-id <id>', 'domain id of the project'],
  ['--application-credential-id <id>', 'sign in by application credential'],
  ['--application-credential-name <name>', 'application credential by name (with a user)'],
  ['--token-auth', 'the secret is a token'],
  ['--region <region>', 'region in the catalogue'],
  ['--interface <interface>', 'public, internal or admin'],
  ['--endpoint <url>', "the service's address"],
  ['--storage-url <url>', 'Pithos address (plankton)'],
  ['--namespace <namespace>', 'namespace (alliance, djinn)'],
  ['--environment <id>', 'environment (alliance)'],
  ['--api <version>', '0.1.0, 2 or 3 (fifo)'],
];

/** The options of `connection add`. */
export function connectionOptions(command: Command): Command {
  command
    .addOption(new Option('--kind <kind>', 'kind of service').choices(CONNECTION_KINDS).makeOptionMandatory())
    .option('--secret-stdin', 'read the secret from standard input')
    .option('--ca-cert <file>', 'certificate authority (PEM) to trust for this cloud')
    .option('--production', 'others depend on this cloud: the app asks for the name before it deletes there')
    .option('--trust <fingerprint>', 'SHA-256 fingerprint of the one certificate to accept');
  for (const [flags, description] of SETTING_FLAGS) command.option(flags, description);
  return command.option('--header <header>', 'extra header `K: V` (alliance), repeatable', collect);
}

/** The profile that the options describe. A wrong, foreign or missing option is a usage error. */
export async function profileOf(name: string, options: AddOptions): Promise<ProfileInput> {
  const given = Object.entries(options).filter(
    ([key, value]) => !NOT_SETTINGS.has(key) && value !== undefined,
  );
  assertOptions(options, given);
  const settings = Object.fromEntries(
    given.map(([key, value]) => [key === 'header' ? 'headers' : key, value]),
  );
  const tls = {
    ...(options.caCert === undefined ? {} : { caCertificate: await readCaCertificate(options.caCert) }),
    ...(options.trust === undefined ? {} : { fingerprint: fingerprintOf(options.trust) }),
  };
  const parsed = profileInput.safeParse({
    ...{ name, kind: options.kind, settings, tls },
    ...(options.production === true ? { production: true } : {}),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.findLast((step) => typeof step === 'string');
  const option = where === 'name' ? 'NAME: ' : where === undefined ? '' : `--${kebab(where)}: `;
  throw new UsageError(`${option}${issue?.message ?? 'wrong options'}.`);
}

function assertOptions(options: AddOptions, given: readonly (readonly [string, unknown])[]): void {
  const { allowed, wanted } = OPTIONS_OF_KIND[options.kind];
  const foreign = given.find(([key]) => !allowed.includes(key));
  if (foreign) throw new UsageError(`option --${kebab(foreign[0])} is not for kind ${options.kind}.`);
  const missing = wanted.filter((key) => options[key] === undefined).map((key) => `--${kebab(key)}`);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} wanted for kind ${options.kind}.`);
  if (allowed === KEYSTONE.allowed && !SIGN_INS.some((key) => options[key])) {
    throw new UsageError('say who signs in: --username, --application-credential-id or --token-auth.');
  }
  // The value is not repeated: it may be a token.
  const headers = options.header ?? [];
  const at = headers.findIndex(
    (header) => !/^[!#$%&'*+.^_`|~\w-]+:[ \t]*[\t\x20-\x7e\x80-\xff]+$/.test(header),
  );
  if (at >= 0) throw new UsageError(`--header: number ${at + 1} is not of the form "NAME: VALUE".`);
}

/** As `openssl x509 -fingerprint -sha256` and browsers print it: with colons or without. */
function fingerprintOf(text: string): string {
  const pairs = /^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$|^[0-9a-f]{64}$/i.test(text) && text.match(/[0-9a-f]{2}/gi);
  if (!pairs) throw new UsageError('--trust: a SHA-256 fingerprint is wanted, 32 pairs of hex digits.');
  return pairs.join(':').toUpperCase();
}

async function readCaCertificate(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--ca-cert: ${cause instanceof Error ? cause.message : 'cannot be read'}.`);
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca-cert: ${path} holds no PEM certificate.`);
  return pem;
}

function kebab(key: string): string {
  return key === 'headers' ? 'header' : key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
