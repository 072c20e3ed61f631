import type { ConnectionField, SignInMethod } from './connection-fields.ts';

const AUTH_URL: ConnectionField = {
  key: 'authUrl',
  label: 'Sign-in address (Keystone)',
  placeholder: 'https://cloud.example.org:5000/v3',
  hint: 'The cloud tells the address of its images after the sign-in.',
  required: true,
  wide: true,
};
const USER: readonly ConnectionField[] = [
  { key: 'username', label: 'User name', placeholder: 'ada' },
  { key: 'userDomain', label: 'User domain' },
];
const PROJECT: readonly ConnectionField[] = [
  { key: 'project', label: 'Project', placeholder: 'web' },
  { key: 'projectDomain', label: 'Project domain' },
];
const REGION: readonly ConnectionField[] = [
  { key: 'region', label: 'Region', placeholder: 'the only one, or the first', afterSecret: true },
  {
    key: 'interface',
    label: 'Interface',
    afterSecret: true,
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

/** What a sign-in through Keystone needs, by the way to sign in. */
export const KEYSTONE_FIELDS: Readonly<Record<SignInMethod, readonly ConnectionField[]>> = {
  password: [AUTH_URL, ...USER, ...PROJECT, ...REGION, ...USER_IDS, ...PROJECT_IDS, ENDPOINT_OVERRIDE],
  'application-credential': [
    AUTH_URL,
    {
      key: 'applicationCredentialId',
      label: 'Credential id',
      placeholder: '2f8c1a7e9b3d4c5f8a6b7c8d9e0f1a2b',
      wide: true,
    },
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
