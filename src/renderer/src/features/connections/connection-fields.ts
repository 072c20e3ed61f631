import type { ConnectionKind } from '#shared/model/index.ts';
import { KEYSTONE_FIELDS } from './keystone-fields.ts';

export type SignInMethod = 'password' | 'application-credential' | 'token';

export interface ConnectionField {
  /** The key in the profile's settings. */
  readonly key: string;
  readonly label: string;
  /** An example. */
  readonly placeholder?: string;
  /** What it is for, where the label alone does not say it. */
  readonly hint?: string;
  readonly required?: boolean;
  /** Under "More": most people never need it. */
  readonly more?: boolean;
  /** Comes after the secret: where in the cloud, not who signs in. */
  readonly afterSecret?: boolean;
  /** One entry a line, in a field of so many. */
  readonly lines?: number;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly note?: string }[];
  readonly wide?: boolean;
}

const METHOD_LABELS: Readonly<Record<SignInMethod, string>> = {
  password: 'Password',
  'application-credential': 'Application credential',
  token: 'Token',
};
const METHODS: Readonly<Record<ConnectionKind, readonly SignInMethod[]>> = {
  glance: ['password', 'application-credential', 'token'],
  nova: ['password', 'application-credential', 'token'],
  plankton: ['token'],
  alliance: ['token'],
  djinn: ['token'],
  fifo: ['password', 'token'],
};

/** The ways to sign in that a kind has, in the order of the dialog. */
export function signInMethods(
  kind: ConnectionKind,
): readonly { readonly value: SignInMethod; readonly label: string }[] {
  return METHODS[kind].map((value) => ({ value, label: METHOD_LABELS[value] }));
}

/** The way to sign in that a form keeps when its kind changes. */
export function methodFor(kind: ConnectionKind, wanted: SignInMethod): SignInMethod {
  return METHODS[kind].includes(wanted) ? wanted : (METHODS[kind][0] ?? 'token');
}

const PLANKTON: readonly ConnectionField[] = [
  {
    key: 'endpoint',
    label: 'Image service (Plankton)',
    placeholder: 'https://cyclades.example.org/image/v1.0',
    hint: 'On most Synnefo sites it ends in /image/v1.0.',
    required: true,
    wide: true,
  },
  {
    key: 'authUrl',
    label: 'Token service (Astakos), optional',
    placeholder: 'https://accounts.example.org/identity/v2.0',
    hint: 'Checks the token, and tells the storage and the user id where those are left empty.',
    afterSecret: true,
    wide: true,
  },
  {
    key: 'storageUrl',
    label: 'File storage (Pithos), optional',
    placeholder: 'https://pithos.example.org/object-store/v1',
    hint: 'Where the bytes are: needed to upload and to download.',
    afterSecret: true,
    wide: true,
  },
  {
    key: 'userId',
    label: 'User id, optional',
    placeholder: '73917abc-abcd-477e-a1f1-1763abcdefab',
    hint: 'The UUID whose files in Pithos are used.',
    afterSecret: true,
    wide: true,
  },
];

const ALLIANCE: readonly ConnectionField[] = [
  {
    key: 'endpoint',
    label: 'Gateway address',
    placeholder: 'https://alliance.example.org',
    required: true,
    wide: true,
  },
  {
    key: 'namespace',
    label: 'Namespace',
    placeholder: 'ccsr1',
    hint: 'The cloud behind the gateway, as X-Target-Ns.',
    required: true,
  },
  {
    key: 'environment',
    label: 'Environment',
    placeholder: '63bd9c8b1c5e4b9b…',
    hint: 'The project there, by its id (X-Environment-Id).',
    required: true,
  },
  {
    key: 'headers',
    label: 'Extra headers, optional',
    placeholder: 'X-Region: eu-1',
    hint: 'One a line, as Name: value. Sent with every request and kept in the clear.',
    lines: 2,
    wide: true,
  },
];

const DJINN: readonly ConnectionField[] = [
  {
    key: 'endpoint',
    label: 'API address',
    placeholder: 'https://api.djinn.example',
    hint: 'The address of the API, not of the web pages.',
    required: true,
    wide: true,
  },
  {
    key: 'namespace',
    label: 'Namespace, optional',
    placeholder: 'lab@eve',
    hint: 'Keeps to the images of one namespace; new ones are made there.',
    wide: true,
  },
];

const FIFO_PLACE: readonly ConnectionField[] = [
  {
    key: 'endpoint',
    label: 'API address',
    placeholder: 'https://fifo.example.org',
    hint: 'Up to, and without, /api.',
    required: true,
    wide: true,
  },
  {
    key: 'api',
    label: 'API version',
    required: true,
    choices: [
      { value: '0.1.0', label: '0.1.0', note: 'older servers, with sessions' },
      { value: '2', label: '2', note: 'most servers, with OAuth tokens' },
      { value: '3', label: '3', note: 'as 2, on newer servers' },
    ],
  },
];
const FIFO_USER: ConnectionField = {
  key: 'username',
  label: 'User name',
  placeholder: 'ada',
  required: true,
};

/** The fields of a kind, in their order. Only what it needs. */
export function fieldsOf(kind: ConnectionKind, method: SignInMethod): readonly ConnectionField[] {
  switch (kind) {
    case 'glance':
    case 'nova':
      return KEYSTONE_FIELDS[method];
    case 'plankton':
      return PLANKTON;
    case 'alliance':
      return ALLIANCE;
    case 'djinn':
      return DJINN;
    case 'fifo':
      return method === 'password' ? [...FIFO_PLACE, FIFO_USER] : FIFO_PLACE;
  }
}

/** The address whose certificate matters. */
export function addressOf(kind: ConnectionKind, values: Readonly<Record<string, string>>): string {
  return (kind === 'glance' || kind === 'nova' ? values['authUrl'] : values['endpoint'])?.trim() ?? '';
}
