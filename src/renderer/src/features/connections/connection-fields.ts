import type { ConnectionKind } from '#shared/model/index.ts';

export type SignInMethod = 'password' | 'application-credential' | 'token';

export const SIGN_IN_METHODS: readonly { readonly value: SignInMethod; readonly label: string }[] = [
  { value: 'password', label: 'Password' },
  { value: 'application-credential', label: 'Application credential' },
  { value: 'token', label: 'Token' },
];

/** Kinds that this version can speak to. The others are shown, greyed, so that people know that they are meant. */
const WORKING_KINDS: readonly ConnectionKind[] = ['glance'];

/** Why a kind cannot be chosen; `undefined` if it can. */
export function kindReason(kind: ConnectionKind): string | undefined {
  return WORKING_KINDS.includes(kind) ? undefined : 'not in this version';
}

export interface ConnectionField {
  /** The key in the profile's settings. */
  readonly key: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** Under "More": most people never need it. */
  readonly more?: boolean;
  /** One entry a line, in a field of so many. */
  readonly lines?: number;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly wide?: boolean;
}

const AUTH_URL: ConnectionField = {
  key: 'authUrl',
  label: 'Sign-in address (Keystone)',
  placeholder: 'https://cloud.example.org:5000/v3',
  required: true,
  wide: true,
};
const USER: readonly ConnectionField[] = [
  { key: 'username', label: 'User name' },
  { key: 'userDomain', label: 'User domain' },
];
const PROJECT: readonly ConnectionField[] = [
  { key: 'project', label: 'Project' },
  { key: 'projectDomain', label: 'Project domain' },
];
const REGION: readonly ConnectionField[] = [
  { key: 'region', label: 'Region', placeholder: 'the only one, or the first' },
  {
    key: 'interface',
    label: 'Interface',
    choices: [
      { value: 'public', label: 'public' },
      { value: 'internal', label: 'internal' },
      { value: 'admin', label: 'admin' },
    ],
  },
];
const ENDPOINT_OVERRIDE: ConnectionField = {
  key: 'endpoint',
  label: 'Address of the image service',
  hint: "Only where the catalogue's own does not work.",
  more: true,
  wide: true,
};
const USER_IDS: readonly ConnectionField[] = [
  { key: 'userId', label: 'User id', hint: 'Instead of name and domain.', more: true },
  { key: 'userDomainId', label: 'User domain id', more: true },
];
const PROJECT_IDS: readonly ConnectionField[] = [
  { key: 'projectId', label: 'Project id', hint: 'Instead of name and domain.', more: true },
  { key: 'projectDomainId', label: 'Project domain id', more: true },
];

const KEYSTONE_FIELDS: Readonly<Record<SignInMethod, readonly ConnectionField[]>> = {
  password: [AUTH_URL, ...USER, ...PROJECT, ...REGION, ...USER_IDS, ...PROJECT_IDS, ENDPOINT_OVERRIDE],
  'application-credential': [
    AUTH_URL,
    { key: 'applicationCredentialId', label: 'Credential id', wide: true },
    ...REGION,
    {
      key: 'applicationCredentialName',
      label: 'Credential name',
      hint: 'Instead of the id; then the user too.',
      more: true,
      wide: true,
    },
    ...USER.map((field) => ({ ...field, more: true })),
    ...USER_IDS,
    ENDPOINT_OVERRIDE,
  ],
  token: [AUTH_URL, ...PROJECT, ...REGION, ...PROJECT_IDS, ENDPOINT_OVERRIDE],
};

const OTHER_FIELDS: Readonly<Record<Exclude<ConnectionKind, 'glance' | 'nova'>, readonly ConnectionField[]>> =
  {
    plankton: [
      { key: 'endpoint', label: 'Address', required: true, wide: true },
      { key: 'authUrl', label: 'Sign-in address', wide: true, more: true },
      { key: 'storageUrl', label: 'Storage address', wide: true, more: true },
      { key: 'userId', label: 'User id', more: true },
    ],
    alliance: [
      { key: 'endpoint', label: 'Address', required: true, wide: true },
      { key: 'namespace', label: 'Namespace', required: true },
      { key: 'environment', label: 'Environment', required: true },
      {
        key: 'headers',
        label: 'Extra headers',
        lines: 3,
        more: true,
        wide: true,
        hint: 'One a line: Name: value',
      },
    ],
    djinn: [
      { key: 'endpoint', label: 'Address', required: true, wide: true },
      { key: 'namespace', label: 'Namespace' },
    ],
    fifo: [
      { key: 'endpoint', label: 'Address', required: true, wide: true },
      {
        key: 'api',
        label: 'API version',
        required: true,
        choices: [
          { value: '0.1.0', label: '0.1.0' },
          { value: '2', label: '2' },
          { value: '3', label: '3' },
        ],
      },
      { key: 'username', label: 'User name' },
    ],
  };

/** The fields of a kind, in their order. Only what it needs. */
export function fieldsOf(kind: ConnectionKind, method: SignInMethod): readonly ConnectionField[] {
  return kind === 'glance' || kind === 'nova' ? KEYSTONE_FIELDS[method] : OTHER_FIELDS[kind];
}

/** What the secret is called. */
export function secretLabel(kind: ConnectionKind, method: SignInMethod): string {
  if (kind === 'plankton' || kind === 'djinn') return 'Token';
  if (kind === 'glance' || kind === 'nova') {
    if (method === 'token') return 'Token';
    if (method === 'application-credential') return 'Credential secret';
  }
  return 'Password';
}

/** The address whose certificate matters. */
export function addressOf(kind: ConnectionKind, values: Readonly<Record<string, string>>): string {
  return (kind === 'glance' || kind === 'nova' ? values['authUrl'] : values['endpoint'])?.trim() ?? '';
}
