import type { Handlers } from '#shared/contract/index.ts';
import type { PackageDocument } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';

export type PackageHandlers = Pick<
  Handlers,
  'packages.list' | 'packages.show' | 'packages.create' | 'packages.remove' | 'packages.metadata'
>;

/** Notes packages, to be looked at without the service. Never fails. */
export interface PackageKeeper {
  packages(connection: string, packages: readonly PackageDocument[]): Promise<void>;
  package(connection: string, document: PackageDocument): Promise<void>;
  packageGone(connection: string, id: string): Promise<void>;
}

export interface PackageHandlersDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly keeper: PackageKeeper;
}

/** Serves the `packages.*` calls. What services answer is kept. */
export function createPackageHandlers(deps: PackageHandlersDeps): PackageHandlers {
  const { keeper } = deps;
  const kept = async (connection: string, document: PackageDocument): Promise<PackageDocument> => {
    await keeper.package(connection, document);
    return document;
  };

  return {
    'packages.list': async ({ connection }, { signal }) => {
      const provider = await deps.provider(connection);
      const documents = await provider.listPackages({ signal, operation: 'packages.list' });
      await keeper.packages(connection, documents);
      return documents.map((document) => document.package);
    },
    'packages.show': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      return kept(connection, await provider.showPackage(id, { signal, operation: 'packages.show' }));
    },
    'packages.create': async ({ connection, package: wanted }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'packages.create' };
      return kept(connection, await provider.createPackage(wanted, call));
    },
    'packages.remove': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      await provider.removePackage(id, { signal, operation: 'packages.remove' });
      await keeper.packageGone(connection, id);
      return null;
    },
    'packages.metadata': async ({ connection, id, set, unset }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'packages.metadata' };
      for (const { path, value } of set) await provider.setPackageMetadata(id, path, value, call);
      for (const path of unset) await provider.unsetPackageMetadata(id, path, call);
      return kept(connection, await provider.showPackage(id, call));
    },
  };
}
