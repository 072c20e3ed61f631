import type { Store } from '../store/store.ts';
import { seedCatalogue } from './catalogue.ts';
import { projectIds } from './identities.ts';

const allPermissions = ['image', 'namespace', 'invite'].flatMap((resource) =>
  ['read', 'write', 'delete'].map((permission) => `${resource}:${permission}`),
);

interface DjinnDemoAccount {
  readonly id: number;
  readonly username: keyof typeof projectIds;
  /** Not a secret: the sandbox listens on the loopback only and prints it. */
  readonly token: string;
}

/** The accounts of the Djinn dialect; each owns what the project of its name owns. */
export const djinnAccounts = {
  admin: { id: 1, username: 'admin', token: 'ad000000000000000000000000000001' },
  demo: { id: 2, username: 'demo', token: 'de000000000000000000000000000002' },
  partner: { id: 3, username: 'partner', token: 'fa000000000000000000000000000003' },
} as const satisfies Record<string, DjinnDemoAccount>;

/** A token of demo that may only read images. */
export const djinnReadOnlyToken = 'de0000000000000000000000000000ff';

/**
 * Writes accounts and tokens once, and (in a store with the example images) two namespaces that demo
 * collaborates on: `library`, public, with what admin publishes, and partner's private `lab`.
 */
export function seedDjinn(store: Store): void {
  const { djinnNamespaces: namespaces, djinnImages } = store;
  const { admin, demo, partner } = djinnAccounts;
  if (namespaces.account(demo.id) !== undefined) return;
  store.transaction(() => {
    for (const { id, username, token } of Object.values(djinnAccounts)) {
      const createdAt = Date.parse('2023-01-01T00:00:00Z') * 1000;
      const email = `${username}@example.com`;
      namespaces.addAccount({ id, projectId: projectIds[username], username, email, createdAt });
      namespaces.addToken(id, token, allPermissions);
    }
    namespaces.addToken(demo.id, djinnReadOnlyToken, ['image:read']);
    const examples = seedCatalogue.filter(
      ({ id, diskFormat }) => diskFormat === 'qcow2' && store.images.get(id) !== undefined,
    );
    if (examples.length === 0) return;
    const library = namespaces.make(admin.id, 'library', 'public');
    const lab = namespaces.make(partner.id, 'lab');
    for (const namespace of [library, lab]) {
      if (namespace === undefined) continue;
      namespaces.addCollaborator(namespace.id, demo.id);
      const owner = namespace === library ? projectIds.admin : projectIds.partner;
      for (const image of examples) {
        if (image.owner === owner) djinnImages.add(image.id, null, namespace.id, null);
      }
    }
  });
}
