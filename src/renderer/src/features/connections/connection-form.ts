import { type ProfileInput, profileInput } from '#shared/contract/index.ts';
import type { ConnectionKind, ConnectionProfile, TlsTrust } from '#shared/model/index.ts';
import { type ConnectionField, fieldsOf, type SignInMethod } from './connection-fields.ts';
import type { ConnectionStart } from './connections-store.ts';

/** What the connection dialog holds: every field as text, as it was typed. */
export interface ConnectionForm {
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly method: SignInMethod;
  readonly values: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly tls: TlsTrust;
  readonly color: number | undefined;
  /** Others depend on this cloud. */
  readonly production: boolean;
}

/** Field → what is wrong with it. The key `''` is for the whole. */
export type FormErrors = Readonly<Record<string, string>>;

export const EMPTY_FORM: ConnectionForm = {
  name: '',
  kind: 'glance',
  method: 'password',
  values: { userDomain: 'Default', projectDomain: 'Default', api: '2' },
  secret: '',
  tls: {},
  color: undefined,
  production: false,
};

/** The form of a new one, with the address that is known of it. */
export function formFromStart(start: ConnectionStart | undefined): ConnectionForm {
  if (start === undefined) return EMPTY_FORM;
  const { kind, address } = start;
  const field = kind === 'glance' || kind === 'nova' ? 'authUrl' : 'endpoint';
  return { ...EMPTY_FORM, kind, values: { ...EMPTY_FORM.values, [field]: address } };
}

/** The form of a connection that exists. */
export function formFromProfile(profile: ConnectionProfile): ConnectionForm {
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(profile.settings)) {
    if (typeof value === 'string') values[key] = value;
    else if (Array.isArray(value)) values[key] = value.join('\n');
  }
  return {
    name: profile.name,
    kind: profile.kind,
    method: methodOf(profile),
    values,
    secret: '',
    tls: profile.tls,
    color: profile.color,
    production: profile.production === true,
  };
}

function methodOf(profile: ConnectionProfile): SignInMethod {
  if (profile.kind === 'fifo') return profile.settings.username === undefined ? 'token' : 'password';
  if (profile.kind !== 'glance' && profile.kind !== 'nova') return 'token';
  const { tokenAuth, applicationCredentialId, applicationCredentialName } = profile.settings;
  if (tokenAuth === true) return 'token';
  return (applicationCredentialId ?? applicationCredentialName) === undefined
    ? 'password'
    : 'application-credential';
}

/**
 * The profile that the form describes, or what is wrong with it. Only the fields of the kind and of the way
 * to sign in are in it; an empty one is left out.
 */
export function profileFromForm(
  form: ConnectionForm,
): { readonly profile: ProfileInput } | { readonly errors: FormErrors } {
  const settings: Record<string, unknown> = {};
  for (const field of fieldsOf(form.kind, form.method)) {
    const text = form.values[field.key]?.trim() ?? '';
    if (text === '') continue;
    settings[field.key] =
      field.lines === undefined
        ? text
        : text
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean);
  }
  const keystone = form.kind === 'glance' || form.kind === 'nova';
  if (keystone && form.method === 'token') settings['tokenAuth'] = true;
  const { caCertificate, fingerprint } = form.tls;
  const parsed = profileInput.safeParse({
    name: form.name,
    kind: form.kind,
    settings,
    tls: {
      ...(caCertificate ? { caCertificate } : {}),
      ...(fingerprint ? { fingerprint } : {}),
    },
    ...(form.color === undefined ? {} : { color: form.color }),
    ...(form.production ? { production: true } : {}),
  });
  const errors: Record<string, string> = {};
  for (const field of fieldsOf(form.kind, form.method)) {
    const problem = fieldProblem(field, settings[field.key]);
    if (problem !== undefined) errors[field.key] = problem;
  }
  if (keystone) Object.assign(errors, whoProblem(form.method, settings));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const key = String(issue.path.at(issue.path[0] === 'settings' ? 1 : 0) ?? '');
      errors[key] ??= wordIssue(key, issue.message);
    }
  }
  if (parsed.success && Object.keys(errors).length === 0) return { profile: parsed.data };
  return { errors };
}

function fieldProblem(field: ConnectionField, value: unknown): string | undefined {
  if (value === undefined) return field.required ? `${field.label} is needed` : undefined;
  if (field.key !== 'headers' || !Array.isArray(value)) return undefined;
  const strange = value.find((line: string) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:\s*\S/.test(line));
  return strange === undefined ? undefined : `“${strange}” is not of the form Name: value`;
}

/** Keystone takes a person by name or by id; one of them must be there. */
function whoProblem(method: SignInMethod, settings: Readonly<Record<string, unknown>>): FormErrors {
  const lacks = (...keys: readonly string[]): boolean => keys.every((key) => settings[key] === undefined);
  if (method === 'password' && lacks('username', 'userId')) return { username: 'User name is needed' };
  if (method !== 'application-credential') return {};
  return lacks('applicationCredentialId', 'applicationCredentialName')
    ? { applicationCredentialId: 'Credential id is needed' }
    : {};
}

function wordIssue(key: string, message: string): string {
  if (key === 'name') return message.startsWith('no ') ? `A name has ${message}` : 'It needs a name';
  if (/user name or password/.test(message)) return 'No user name or password in the address';
  if (/url/i.test(message)) return 'An address begins with https:// or http://';
  return message;
}
