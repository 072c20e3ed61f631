import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ImportCandidate, type ProfileInput, profileInput } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import { CONNECTION_KINDS, type ConnectionState, KIND_LABELS, type TestStep } from '#shared/model/index.ts';
import { EXIT, printable, table } from '../output.ts';
import { readSecret } from '../secret-input.ts';
import { withSession } from '../session.ts';
import { collect, UsageError } from '../usage.ts';

/** Option names are the settings' names; `ca-cert`, `trust` and `secret-stdin` are not settings. */
interface AddOptions {
  readonly kind: string;
  readonly secretStdin?: boolean;
  readonly caCert?: string;
  readonly trust?: string;
  readonly header?: readonly string[];
  readonly [setting: string]: unknown;
}

const KEYSTONE_OPTIONS = [
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
];
/** One of these says who signs in at a Keystone. */
const SIGN_INS = ['username', 'userId', 'applicationCredentialId', 'applicationCredentialName', 'tokenAuth'];
const OPTIONS_OF_KIND: Readonly<Record<string, readonly string[]>> = {
  glance: KEYSTONE_OPTIONS,
  nova: KEYSTONE_OPTIONS,
  plankton: ['endpoint', 'authUrl', 'storageUrl', 'userId'],
  alliance: ['endpoint', 'namespace', 'environment', 'header'],
  djinn: ['endpoint', 'namespace'],
  fifo: ['endpoint', 'api', 'username'],
};
const NOT_SETTINGS = new Set(['kind', 'secretStdin', 'caCert', 'trust']);

export function connectionCommand(program: Command): void {
  const connection = program.command('connection').description('the clouds that Argosy knows');

  const add = connection
    .command('add <name>')
    .description('add a cloud; the secret comes by --secret-stdin or ARGOSY_SECRET')
    .addOption(new Option('--kind <kind>', 'kind of service').choices(CONNECTION_KINDS).makeOptionMandatory())
    .option('--secret-stdin', 'read the secret from standard input')
    .option('--ca-cert <file>', 'certificate authority (PEM) to trust for this cloud')
    .option('--trust <fingerprint>', 'SHA-256 fingerprint of the one certificate to accept');
  for (const [flags, description] of ADD_FLAGS) add.option(flags, description);
  add.option('--header <header>', 'extra header `K: V` (alliance), repeatable', collect);
  add.action((name: string, options: AddOptions, command: Command) =>
    withSession(command, 'connections.save', async ({ call, output }) => {
      const profile = await profileOf(name, options);
      const secret = await readSecret(options.secretStdin === true);
      const state = await call('connections.save', {
        profile,
        create: true,
        ...(secret === undefined ? {} : { secret }),
      });
      output.result(
        describe(state),
        () => `Added ${name} (${KIND_LABELS[state.profile.kind]}). Try: argosy connection test ${name}`,
      );
      return EXIT.done;
    }),
  );

  connection
    .command('import <file>')
    .description('add clouds from clouds.yaml (with secure.yaml beside it) or an openrc file')
    .option('--cloud <name>', 'only this entry, repeatable', collect)
    .action((file: string, options: { cloud?: readonly string[] }, command: Command) =>
      withSession(command, 'connections.import', async ({ call, output }) => {
        const path = resolve(file);
        const { candidates } = await call('connections.preview', { path });
        const added = await call('connections.import', {
          path,
          ...(options.cloud === undefined ? {} : { names: [...options.cloud] }),
        });
        for (const remark of remarks(candidates, options.cloud, added)) output.say(remark);
        output.result(added.map(describe), () =>
          added
            .map((state) => `Added ${state.profile.name}${state.secretStored ? '' : ' (without a secret)'}`)
            .join('\n'),
        );
        return EXIT.done;
      }),
    );

  connection
    .command('list')
    .description('all clouds')
    .action((_options: object, command: Command) =>
      withSession(command, 'connections.list', async ({ call, output }) => {
        const states = await call('connections.list', {});
        output.result(states.map(describe), () =>
          table(
            ['NAME', 'KIND', 'ADDRESS', 'IMAGES', 'SYNCED'],
            states.map((state) => [
              state.profile.name,
              state.profile.kind,
              addressOf(state),
              String(state.imageCount),
              state.syncedAt ?? 'never',
            ]),
          ),
        );
        return EXIT.done;
      }),
    );

  connection
    .command('show <name>')
    .description('one cloud; never its secret')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.show', async ({ call, output }) => {
        const state = await call('connections.show', { name });
        output.result(describe(state), () =>
          Object.entries(describe(state))
            .map(
              ([key, value]) =>
                `${key.padEnd(14)}${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}`,
            )
            .join('\n'),
        );
        return EXIT.done;
      }),
    );

  connection
    .command('test <name>')
    .description('address, TLS, sign-in, service, version: each with its verdict')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.test', async ({ call, output }) => {
        const { steps, capabilities } = await call('connections.test', { name });
        const passed = steps.every((step) => step.verdict !== 'failed');
        output.result({ passed, steps, capabilities }, () =>
          [
            ...steps.map(stepLine),
            ...Object.entries(capabilities?.operations ?? {}).map(
              ([operation, ability]) =>
                `  ${ability.supported ? 'yes' : 'no '}  ${operation}${ability.supported ? '' : `: ${ability.reason}`}`,
            ),
          ].join('\n'),
        );
        const failure = steps.find((step) => step.error !== null)?.error;
        if (failure) output.fail(AppError.fromWire(failure), 'connections.test');
        return passed ? EXIT.done : EXIT.failed;
      }),
    );

  connection
    .command('remove <name>')
    .description('forget a cloud, its secret and its catalogue; its images stay where they are')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, 'connections.remove', async ({ call, output }) => {
        await call('connections.remove', { name });
        output.result({ name, removed: true }, () => `Removed ${name}.`);
        return EXIT.done;
      }),
    );
}

/** What was left out of an import and why, and what differs from the file in what came in. */
function remarks(
  candidates: readonly ImportCandidate[],
  wanted: readonly string[] | undefined,
  added: readonly ConnectionState[],
): readonly string[] {
  const names = new Set(added.map(({ profile }) => profile.name));
  return candidates.flatMap(({ name, problem, notes }) => {
    if (names.has(name)) return notes.map((note) => printable(`${name}: ${note}`));
    if (wanted !== undefined) return [];
    return [printable(`Left out ${name}: ${problem ?? 'there is already a connection of this name.'}`)];
  });
}

const ADD_FLAGS: readonly (readonly [string, string])[] = [
  ['--auth-url <url>', 'Keystone address (glance, nova), token service (plankton)'],
  ['--username <name>', 'user name'],
  ['--user-id <id>', 'user id'],
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

/** The profile that the options describe. A wrong, foreign or missing option is a usage error. */
async function profileOf(name: string, options: AddOptions): Promise<ProfileInput> {
  const allowed = OPTIONS_OF_KIND[options.kind] ?? [];
  const given = Object.entries(options).filter(
    ([key, value]) => !NOT_SETTINGS.has(key) && value !== undefined,
  );
  const foreign = given.find(([key]) => !allowed.includes(key));
  if (foreign) throw new UsageError(`option --${kebab(foreign[0])} is not for kind ${options.kind}.`);

  if (
    options['authUrl'] !== undefined &&
    allowed === KEYSTONE_OPTIONS &&
    !SIGN_INS.some((key) => options[key])
  )
    throw new UsageError('say who signs in: --username, --application-credential-id or --token-auth.');

  const settings = Object.fromEntries(
    given.map(([key, value]) => [key === 'header' ? 'headers' : key, value]),
  );
  const tls = {
    ...(options.caCert === undefined ? {} : { caCertificate: await readCaCertificate(options.caCert) }),
    ...(options.trust === undefined ? {} : { fingerprint: fingerprintOf(options.trust) }),
  };
  const parsed = profileInput.safeParse({ name, kind: options.kind, settings, tls });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.at(-1);
  const option = where === 'name' ? 'NAME: ' : typeof where === 'string' ? `--${kebab(where)}: ` : '';
  throw new UsageError(`${option}${issue?.message ?? 'wrong options'}.`);
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
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function describe(state: ConnectionState) {
  const { profile, ...rest } = state;
  return { ...profile, ...rest };
}

function addressOf({ profile }: ConnectionState): string {
  return 'authUrl' in profile.settings && profile.settings.authUrl
    ? profile.settings.authUrl
    : (profile.settings.endpoint ?? '');
}

function stepLine(step: TestStep): string {
  const sign = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' }[step.verdict];
  return `${sign}  ${step.step.padEnd(8)}  ${printable(step.detail)}`;
}
