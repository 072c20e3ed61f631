import { type ProfileInput, profileInput } from '#shared/contract/index.ts';
import type { ConnectionKind, ConnectionProfile, TlsTrust } from '#shared/model/index.ts';
import { fieldsOf, type SignInMethod } from './connection-fields.ts';

/** What the connection dialog holds: every field as text, as it was typed. */
export interface ConnectionForm {
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly method: SignInMethod;
  readonly values: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly tls: TlsTrust;
  readonly color: number | undefined;
}

/** Field → what is wrong with it. The key `''` is for the whole. */
export type FormErrors = Readonly<Record<string, string>>;

export const EMPTY_FORM: ConnectionForm = {
  name: '',
  kind: 'glance',
  method: 'password',
  values: { userDomain: 'Default', projectDomain: 'Default' },
  secret: '',
  tls: {},
  color: undefined,
};

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
  };
}

function methodOf(profile: ConnectionProfile): SignInMethod {
  if (profile.kind !== 'glance' && profile.kind !== 'nova') return 'password';
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
  });
  const errors: Record<string, string> = {};
  for (const field of fieldsOf(form.kind, form.method)) {
    if (field.required && settings[field.key] === undefined) errors[field.key] = `${field.label} is needed`;
  }
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const key = String(issue.path.at(issue.path[0] === 'settings' ? 1 : 0) ?? '');
      errors[key] ??= wordIssue(key, issue.message);
    }
  }
  if (parsed.success && Object.keys(errors).length === 0) return { profile: parsed.data };
  return { errors };
}

function wordIssue(key: string, message: string): string {
  if (key === 'name') return message.startsWith('no ') ? `A name has ${message}` : 'It needs a name';
  if (/url/i.test(message)) return 'An address begins with https:// or http://';
  return message;
}
