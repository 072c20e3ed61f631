import type { Capabilities, DefinitionNamespace, Member, PackageDocument } from '#shared/model/index.ts';
import type { Log } from '../../log/index.ts';
import type { Catalog } from '../catalog.ts';

/**
 * Notes what a service just said of other things than images, to be looked at without it. Never fails: the
 * answer is more than its copy.
 */
export interface Keeper {
  members(connection: string, imageId: string, members: readonly Member[]): Promise<void>;
  packages(connection: string, packages: readonly PackageDocument[]): Promise<void>;
  /** One that was read or made. Nothing is kept while the list never was: one is not all. */
  package(connection: string, document: PackageDocument): Promise<void>;
  packageGone(connection: string, id: string): Promise<void>;
  definitions(connection: string, definitions: readonly DefinitionNamespace[]): Promise<void>;
  capabilities(connection: string, capabilities: Capabilities): Promise<void>;
}

export interface KeeperDeps {
  readonly catalog: Pick<Catalog, 'keep' | 'kept'>;
  readonly log: Pick<Log, 'error'>;
}

export function createKeeper({ catalog, log }: KeeperDeps): Keeper {
  let turn = Promise.resolve();
  /** One after the other: the list of packages is read, changed and written. */
  const inTurn = (connection: string, action: () => Promise<void>): Promise<void> => {
    turn = turn
      .then(action)
      .catch((error: unknown) => log.error('catalog.keep-failed', { connection, error }));
    return turn;
  };
  const changePackages = (
    connection: string,
    change: (known: readonly PackageDocument[]) => readonly PackageDocument[],
  ): Promise<void> =>
    inTurn(connection, async () => {
      const known = await catalog.kept(connection, 'packages');
      if (known !== null) await catalog.keep(connection, 'packages', '', change(known.value));
    });

  return {
    members: (connection, imageId, members) =>
      inTurn(connection, () => catalog.keep(connection, 'members', imageId, members)),
    packages: (connection, packages) =>
      inTurn(connection, () => catalog.keep(connection, 'packages', '', packages)),
    package: (connection, document) =>
      changePackages(connection, (known) => {
        const isKnown = known.some((one) => one.package.id === document.package.id);
        if (!isKnown) return [...known, document];
        return known.map((one) => (one.package.id === document.package.id ? document : one));
      }),
    packageGone: (connection, id) =>
      changePackages(connection, (known) => known.filter((one) => one.package.id !== id)),
    definitions: (connection, definitions) =>
      inTurn(connection, () => catalog.keep(connection, 'definitions', '', definitions)),
    capabilities: (connection, capabilities) =>
      inTurn(connection, () => catalog.keep(connection, 'capabilities', '', capabilities)),
  };
}
