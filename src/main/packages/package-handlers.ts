import type { Handlers } from '#shared/contract/index.ts';
import type { PackageDocument } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';
import { copyPackage } from './copy-package.ts';
import { isWritten, refuseIfChanged } from './seen-metadata.ts';
import { createUnfinishedCopies } from './unfinished-copies.ts';
import { writeMetadata } from './write-metadata.ts';

export type PackageHandlers = Pick<Handlers, Extract<keyof Handlers, `packages.${string}`>>;

/** Notes packages, to be looked at without the service. Never fails. */
export interface PackageKeeper {
  packages(connection: string, packages: readonly PackageDocument[]): Promise<void>;
  package(connection: string, document: PackageDocument): Promise<void>;
  packageGone(connection: string, id: string): Promise<void>;
}

export interface PackageHandlersDeps {
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly keeper: PackageKeeper;
  /** Where copies that are not finished are noted; made when there is one. */
  readonly copiesDirectory: string;
}

/** Serves the `packages.*` calls. What services answer is kept. */
export function createPackageHandlers(deps: PackageHandlersDeps): PackageHandlers {
  const { keeper } = deps;
  const copies = createUnfinishedCopies(deps.copiesDirectory);
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
    'packages.preview': async ({ connection, package: wanted }) =>
      (await deps.provider(connection)).previewPackage(wanted),
    'packages.copy': async (copy, { signal }) => {
      const copied = await copyPackage({ provider: deps.provider, copies }, copy, {
        signal,
        operation: 'packages.copy',
      });
      await keeper.package(copy.to, copied.document);
      return copied;
    },
    'packages.copies': async () => copies.list(),
    'packages.forgetCopy': async (copy) => {
      copies.forget(copy);
      return null;
    },
    'packages.remove': async ({ connection, id }, { signal }) => {
      const provider = await deps.provider(connection);
      await provider.removePackage(id, { signal, operation: 'packages.remove' });
      await keeper.packageGone(connection, id);
      copies.forget({ to: connection, madeId: id });
      return null;
    },
    'packages.metadata': async ({ connection, id, set, unset, seen }, { signal }) => {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'packages.metadata' };
      const writes = [...set, ...unset.map((path) => ({ path, value: undefined }))];
      if (seen !== undefined) {
        const now = await provider.showPackage(id, call);
        if (isWritten(now.package, writes)) return kept(connection, now);
        refuseIfChanged(now.package, seen, call.operation);
      }
      await writeMetadata(provider, id, writes, call);
      return kept(connection, await provider.showPackage(id, call));
    },
  };
}
