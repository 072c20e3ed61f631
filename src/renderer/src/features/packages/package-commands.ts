import { useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { askPackageRemoval } from './ask-package-removal.ts';
import { packageClouds } from './package-clouds.ts';
import { chosenPackage, showPackageDialog, usePackagesStore } from './packages-store.ts';
import { showAllPackages } from './show-packages.ts';

const chosen = () =>
  useAppStore.getState().view === 'packages' ? chosenPackage(usePackagesStore.getState()) : undefined;
const noneChosen = (): string | undefined =>
  chosen() === undefined ? 'Choose a package first, under Packages' : undefined;

/** Why there are no packages to look at. */
const noPackages = (): string | undefined => {
  const { list, capabilities } = useConnectionsStore.getState();
  return packageClouds(list ?? [], capabilities).length === 0 ? 'No cloud here keeps packages' : undefined;
};

/** What can be done with packages, and with the chosen one. */
export const PACKAGE_COMMANDS: readonly Command[] = [
  {
    id: 'packages',
    title: 'Show packages',
    group: 'Packages',
    shortcut: 'Alt+P',
    reason: noPackages,
    run: showAllPackages,
  },
  {
    id: 'new-package',
    title: 'New package…',
    group: 'Packages',
    reason: noPackages,
    run: () => showPackageDialog({ type: 'create', connection: undefined, like: undefined }),
  },
  {
    id: 'package-copy',
    title: 'Copy package to another cloud…',
    group: 'Packages',
    reason: noneChosen,
    run: () => {
      const each = chosen();
      if (each !== undefined) showPackageDialog({ type: 'copy', package: each });
    },
  },
  {
    id: 'package-like',
    title: 'New package like this…',
    group: 'Packages',
    reason: noneChosen,
    run: () => {
      const each = chosen();
      if (each !== undefined) showPackageDialog({ type: 'create', connection: each.connection, like: each });
    },
  },
  {
    id: 'package-delete',
    title: 'Delete package…',
    group: 'Packages',
    reason: noneChosen,
    run: () => {
      const each = chosen();
      if (each !== undefined) askPackageRemoval(each);
    },
  },
];
