import type { Store } from '../store/store.ts';

/** The domain and regions of the sandbox's identity service. */
export const domain = { id: 'default', name: 'Default', description: 'The default domain' } as const;
export const regions = ['Sandbox', 'Sandbox-Two'] as const;

/** Projects by name, with ids that stay the same in every sandbox. */
export const projectIds = {
  admin: '5f3a1c0e9d2b4b7c8e61a04d27f9b310',
  demo: '8c1d4e7fa2b34965b0c7d13e5f8a9264',
  partner: 'd27b90c4e6f14a3898b5c01e7a3d6f52',
} as const;

export interface DemoAccount {
  readonly id: string;
  readonly username: string;
  /** Not a secret: the sandbox listens on the loopback only and prints it. */
  readonly secret: string;
  readonly project: keyof typeof projectIds;
  readonly role: 'admin' | 'member' | 'reader';
  /** The fixed one-time code of an account that needs a second factor. */
  readonly passcode?: string;
}

export const demoAccounts: readonly DemoAccount[] = [
  {
    id: '1b6e0f9a4c7d48d2a35e8b90f1c2d743',
    username: 'demo',
    secret: 'demo-secret',
    project: 'demo',
    role: 'member',
  },
  {
    id: '7a9c2e5d1f8b4063b4d7e6a1c0f39528',
    username: 'partner',
    secret: 'partner-secret',
    project: 'partner',
    role: 'member',
  },
  {
    id: 'e04d8b7a3c6f4195a2b8d9c1f7e05634',
    username: 'admin',
    secret: 'admin-secret',
    project: 'admin',
    role: 'admin',
  },
  {
    id: '3f7b1d9e5a2c4e80b6d4f8a0c9e17b25',
    username: 'demo-reader',
    secret: 'reader-secret',
    project: 'demo',
    role: 'reader',
  },
  {
    id: '96c4a8e2b0d14f7385a1e7c3d9f60b48',
    username: 'mfa',
    secret: 'mfa-secret',
    project: 'demo',
    role: 'member',
    passcode: '123456',
  },
];

/** An application credential of demo that is there from the start. */
export const demoApplicationCredential = {
  id: 'c58d3a7e10f94b26958ea4d7b1c06f39',
  name: 'sandbox',
  secret: 'demo-application-secret',
} as const;

/** Writes the projects, users and the application credential of a fresh store. */
export function seedIdentities({ identities }: Store): void {
  for (const [name, id] of Object.entries(projectIds)) identities.addProject({ id, name, description: '' });
  for (const account of demoAccounts) {
    const projectId = projectIds[account.project];
    const { id, username: name, passcode = null } = account;
    identities.addUser({ id, name, defaultProjectId: projectId, passcode }, account.secret);
    identities.grant(id, projectId, account.role);
  }
  const [demo] = demoAccounts;
  if (demo === undefined) return;
  identities.addApplicationCredential(
    {
      id: demoApplicationCredential.id,
      name: demoApplicationCredential.name,
      description: 'There from the start',
      userId: demo.id,
      projectId: projectIds.demo,
      roles: ['member', 'reader'],
      expiresAt: null,
      isUnrestricted: false,
    },
    demoApplicationCredential.secret,
  );
}
