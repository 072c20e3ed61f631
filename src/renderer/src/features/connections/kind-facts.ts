import type { ConnectionKind } from '#shared/model/index.ts';
import type { SignInMethod } from './connection-fields.ts';

/** Each kind in one line: what a person would recognise it by. */
export const KIND_LINES: Readonly<Record<ConnectionKind, string>> = {
  glance: 'An OpenStack cloud, by its Keystone address.',
  nova: 'The old image calls of OpenStack: no uploads.',
  plankton: 'Synnefo and ~okeanos, with files in Pithos.',
  alliance: 'A gateway to many clouds, addressed by namespace.',
  djinn: 'QCOW2 images of a CI, in namespaces.',
  fifo: 'SmartOS datasets and packages.',
};

export interface SecretFacts {
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
}

/** What the secret of a kind is called, where it comes from, and whether there must be one. */
export function secretFacts(kind: ConnectionKind, method: SignInMethod): SecretFacts {
  switch (kind) {
    case 'plankton':
      return { label: 'Token', hint: 'From your account page, under API access.', required: true };
    case 'djinn':
      return {
        label: 'Access token',
        hint: 'Made under Settings, with image:read,write,delete and namespace:read.',
        required: true,
      };
    case 'alliance':
      return { label: 'Token, optional', hint: 'Only where the gateway asks for one.', required: false };
    case 'fifo':
      return method === 'password'
        ? { label: 'Password', required: true }
        : { label: 'Token', hint: 'An API token or a session of this server.', required: true };
    case 'glance':
    case 'nova':
      return KEYSTONE_SECRETS[method];
  }
}

const KEYSTONE_SECRETS: Readonly<Record<SignInMethod, SecretFacts>> = {
  password: { label: 'Password', required: true },
  'application-credential': { label: 'Credential secret', required: true },
  token: { label: 'Token', hint: 'It dies when Keystone says so; then a new one is needed.', required: true },
};

/** Whether a connection of this kind works without a secret. */
export function worksWithoutSecret(kind: ConnectionKind): boolean {
  return kind === 'alliance';
}
