import {
  connectionName,
  type ImportCandidate,
  type ProfileInput,
  profileInput,
} from '#shared/contract/index.ts';
import type { KeystoneSettings } from '#shared/model/index.ts';
import type { CloudEntry, CloudValues } from './cloud-values.ts';

/** A candidate with the secret that its file holds. The secret stays inside this folder and the import. */
export interface FoundCloud {
  readonly candidate: Omit<ImportCandidate, 'taken'>;
  readonly secret: string | undefined;
}

type SignIn = 'password' | 'application-credential' | 'token';

/** The `auth_type` values that can be imported (`keystone-v3.md §6`). */
const SIGN_INS: Readonly<Record<string, SignIn>> = {
  password: 'password',
  v3password: 'password',
  v3applicationcredential: 'application-credential',
  token: 'token',
  v3token: 'token',
};

/** Judges one entry of an import file: the connection that it would become, or why it cannot. */
export function toFoundCloud(entry: CloudEntry): FoundCloud {
  const signIn = signInOf(entry.values);
  const secret = typeof signIn === 'object' ? undefined : secretOf(entry.values, signIn);
  const profile = typeof signIn === 'object' ? signIn : profileOf(entry, signIn);
  const problem = entry.problem ?? nameProblem(entry.name) ?? ('problem' in profile ? profile.problem : null);
  return {
    secret,
    candidate: {
      name: entry.name,
      profile: problem === null && !('problem' in profile) ? profile : null,
      secretFound: secret !== undefined,
      problem,
      notes: entry.notes,
    },
  };
}

interface Problem {
  readonly problem: string;
}

function signInOf(values: CloudValues): SignIn | Problem {
  const named = values.text('auth_type', 'auth_plugin')?.toLowerCase();
  if (named !== undefined) {
    return (Object.hasOwn(SIGN_INS, named) ? SIGN_INS[named] : undefined) ?? unknownSignIn(named);
  }
  if (values.text('application_credential_id', 'application_credential_name') !== undefined) {
    return 'application-credential';
  }
  const isToken = values.text('token') !== undefined && values.text('password') === undefined;
  return isToken ? 'token' : 'password';
}

function unknownSignIn(named: string): Problem {
  const shown = JSON.stringify(named.slice(0, 40));
  return { problem: `It signs in by ${shown}. Password, application credential and token can be imported.` };
}

function secretOf(values: CloudValues, signIn: SignIn): string | undefined {
  if (signIn === 'application-credential') return values.text('application_credential_secret');
  return signIn === 'token' ? values.text('token') : values.text('password');
}

function profileOf(entry: CloudEntry, signIn: SignIn): ProfileInput | Problem {
  const { values } = entry;
  const refused = refusedFeature(values);
  if (refused !== undefined) return { problem: refused };
  const settings = withoutUndefined({ ...commonSettings(values), ...identity(values, signIn) });
  const missing = missingIn(settings, signIn);
  if (missing !== undefined) return { problem: missing };
  const tls = entry.caCertificate === undefined ? {} : { caCertificate: entry.caCertificate };
  const parsed = profileInput.safeParse({ name: entry.name, kind: 'glance', settings, tls });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return {
    problem: `Its ${String(issue?.path.at(-1) ?? 'entry')} is wrong: ${issue?.message ?? 'not valid'}.`,
  };
}

function refusedFeature(values: CloudValues): string | undefined {
  const version = values.text('identity_api_version');
  const authUrl = values.text('auth_url');
  if (version?.startsWith('2') === true || /\/v2\.0\/?$/.test(authUrl ?? '')) {
    return 'It signs in with Identity version 2, which no supported service speaks any more.';
  }
  if (values.text('system_scope') !== undefined) return 'It signs in to the whole system, not to a project.';
  const domainScope = values.text('domain_id', 'domain_name') !== undefined;
  const project = values.text('project_id', 'project_name', 'tenant_id', 'tenant_name');
  if (domainScope && project === undefined) return 'It signs in to a domain, not to a project.';
  return undefined;
}

function commonSettings(values: CloudValues): KeystoneSettings {
  const face = values.text('interface', 'endpoint_type')?.replace(/URL$/, '').toLowerCase();
  return {
    authUrl: values.text('auth_url') ?? '',
    region: values.text('region_name'),
    interface: face === 'internal' || face === 'admin' || face === 'public' ? face : undefined,
    endpoint: values.text('image_endpoint_override'),
  };
}

function identity(values: CloudValues, signIn: SignIn): Partial<KeystoneSettings> {
  const user = {
    username: values.text('username', 'user_name'),
    userId: values.text('user_id'),
    userDomain: values.text('user_domain_name', 'default_domain_name'),
    userDomainId: values.text('user_domain_id', 'default_domain_id', 'default_domain'),
  };
  // An application credential brings its project with it.
  if (signIn === 'application-credential') {
    const applicationCredentialId = values.text('application_credential_id');
    if (applicationCredentialId !== undefined) return { applicationCredentialId };
    return { ...oneDomain(user), applicationCredentialName: values.text('application_credential_name') };
  }
  const scope = oneDomain({
    project: values.text('project_name', 'tenant_name'),
    projectId: values.text('project_id', 'tenant_id'),
    projectDomain: values.text('project_domain_name', 'default_domain_name'),
    projectDomainId: values.text('project_domain_id', 'default_domain_id', 'default_domain'),
  });
  return signIn === 'token' ? { ...scope, tokenAuth: true } : { ...oneDomain(user), ...scope };
}

/** An id says it exactly: the name beside it is left out, and with it the domain that only the name needs. */
function oneDomain(part: Partial<KeystoneSettings>): Partial<KeystoneSettings> {
  if (part.userId !== undefined) return { userId: part.userId };
  if (part.projectId !== undefined) return { projectId: part.projectId };
  if (part.userDomainId !== undefined) return { ...part, userDomain: undefined };
  if (part.projectDomainId !== undefined) return { ...part, projectDomain: undefined };
  return part;
}

function missingIn(settings: KeystoneSettings, signIn: SignIn): string | undefined {
  if (settings.authUrl === '') return 'It names no auth_url.';
  const user = settings.username ?? settings.userId;
  if (signIn === 'password' && user === undefined) return 'It names no user.';
  if (signIn !== 'application-credential' || settings.applicationCredentialId !== undefined) return undefined;
  if (settings.applicationCredentialName === undefined) return 'It names no application credential.';
  return user === undefined ? 'It names an application credential without its id or user.' : undefined;
}

function nameProblem(name: string): string | undefined {
  const parsed = connectionName.safeParse(name);
  if (parsed.success && parsed.data === name) return undefined;
  return 'Its name cannot be a connection’s name: 1 to 64 characters, no slashes or control characters.';
}

function withoutUndefined(settings: KeystoneSettings): KeystoneSettings {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as unknown as KeystoneSettings;
}
