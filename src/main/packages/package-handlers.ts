import type { Handlers } from '#shared/contract/index.ts';
import type { ImageProvider } from '../providers/provider.ts';

export type PackageHandlers = Pick<
  Handlers,
  'packages.list' | 'packages.show' | 'packages.create' | 'packages.remove' | 'packages.metadata'
>;

/** Serves the `packages.*` calls. */
export function createPackageHandlers(deps: {
  readonly provider: (connection: string) => Promise<ImageProvider>;
}): PackageHandlers {
  return {
    'packages.list': async ({ connection }, { signal }) => {
      const provider = await deps.provider(connection);
      const documents = await provider.listPackages({ signal, operation: 'packages.list' });
      return documents.map((document) => document.package);
    },
    'packages.show': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      return provider.showPackage(id, { signal, operation: 'packages.show' });
    },
    'packages.create': async ({ connection, package: wanted }, { signal }) => {
      const provider = await deps.provider(connection);
      return provider.createPackage(wanted, { signal, operation: 'packages.create' });
    },
    'packages.remove': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      await provider.removePackage(id, { signal, operation: 'packages.remove' });
      return null;
    },
    'packages.metadata': async ({ connection, id, set, unset }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'packages.metadata' };
      for (const { path, value } of set) await provider.setPackageMetadata(id, path, value, call);
      for (const path of unset) await provider.unsetPackageMetadata(id, path, call);
      return provider.showPackage(id, call);
    },
  };
}
