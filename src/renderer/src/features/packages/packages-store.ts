import { create } from 'zustand';
import type { NewPackage, Package, PackageDocument } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { type PackageSort, packageKey } from './package-list.ts';

/** The packages of one cloud, as far as they are known. */
export interface PackageShelf {
  /** `undefined` until the first answer. */
  readonly packages: readonly Package[] | undefined;
  readonly loading: boolean;
  /** Why the last question was not answered; the packages are then those of `loadedAt`. */
  readonly error: unknown;
  readonly loadedAt: string | undefined;
}

export type PackageDialog =
  | { readonly type: 'create'; readonly connection: string | undefined; readonly like: Package | undefined }
  | { readonly type: 'copy'; readonly package: Package }
  | { readonly type: 'remove'; readonly package: Package };

interface PackagesState {
  readonly shelves: Readonly<Record<string, PackageShelf>>;
  readonly search: string;
  readonly sort: PackageSort;
  /** The key of the chosen one. */
  readonly chosen: string | undefined;
  /** The chosen one with the service's own document; it may still be an earlier one's. */
  readonly document: PackageDocument | undefined;
  readonly documentError: unknown;
  readonly dialog: PackageDialog | undefined;
}

export const usePackagesStore = create<PackagesState>()(() => ({
  shelves: {},
  search: '',
  sort: { column: 'name', direction: 'asc' },
  chosen: undefined,
  document: undefined,
  documentError: undefined,
  dialog: undefined,
}));

const { getState, setState } = usePackagesStore;
const NEW_SHELF: PackageShelf = {
  packages: undefined,
  loading: false,
  error: undefined,
  loadedAt: undefined,
};

/**
 * Shows the packages of clouds as last seen, then asks the services. One failing keeps its last rows, and does not
 * stop the others; one that is known to be out of reach is not asked.
 */
export async function loadPackages(connections: readonly string[]): Promise<void> {
  await Promise.all(connections.map(loadShelf));
}

async function loadShelf(connection: string): Promise<void> {
  if (getState().shelves[connection]?.loading) return;
  putShelf(connection, { loading: true });
  await recallShelf(connection);
  if (isOffline(connection)) {
    putShelf(connection, { loading: false, error: undefined });
    return;
  }
  try {
    const packages = await call('packages.list', { connection });
    putShelf(connection, {
      packages,
      loading: false,
      error: undefined,
      loadedAt: new Date().toISOString(),
    });
  } catch (error) {
    putShelf(connection, { loading: false, error });
  }
}

/** Puts on the shelf what the catalogue remembers, unless something newer stands there. */
async function recallShelf(connection: string): Promise<void> {
  if (getState().shelves[connection]?.packages !== undefined) return;
  try {
    const kept = await call('catalog.packages', { connection });
    if (kept !== null) putShelf(connection, { packages: kept.value, loadedAt: kept.seenAt });
  } catch {
    // The service is asked next.
  }
}

export function isOffline(connection: string): boolean {
  const { list = [] } = useConnectionsStore.getState();
  return list.some(({ profile, health }) => profile.name === connection && health === 'offline');
}

export function searchPackages(search: string): void {
  setState({ search });
}

/** Sorts by a column, the other way round if it is sorted by it already. */
export function sortPackages(column: PackageSort['column']): void {
  const { sort } = getState();
  const direction = sort.column === column && sort.direction === 'asc' ? 'desc' : 'asc';
  setState({ sort: { column, direction } });
}

export function choosePackage(chosen: Package | undefined): void {
  setState({ chosen: chosen === undefined ? undefined : packageKey(chosen), documentError: undefined });
}

export function showPackageDialog(dialog: PackageDialog | undefined): void {
  setState({ dialog });
}

/** The chosen package as its list has it. */
export function chosenPackage({ shelves, chosen }: PackagesState): Package | undefined {
  if (chosen === undefined) return undefined;
  const [connection = ''] = chosen.split('/', 1);
  return shelves[connection]?.packages?.find((each) => packageKey(each) === chosen);
}

/** Reads one package with its document, where the service can be asked; `undefined` where it gives none. */
export async function loadPackage({
  connection,
  id,
}: Pick<Package, 'connection' | 'id'>): Promise<Package | undefined> {
  if (isOffline(connection)) return undefined;
  const key = packageKey({ connection, id });
  try {
    const document = await call('packages.show', { connection, id });
    receivePackage(document);
    return document.package;
  } catch (error) {
    if (getState().chosen === key) setState({ documentError: error });
    return undefined;
  }
}

/** Makes a package and chooses it. Throws what the service answers. */
export async function createPackage(connection: string, wanted: NewPackage): Promise<void> {
  const document = await call('packages.create', { connection, package: wanted } as Parameters<
    typeof call<'packages.create'>
  >[1]);
  setState({ chosen: packageKey(document.package), document, documentError: undefined });
  receivePackage(document);
  toast({ tone: 'good', title: `${visibleText(document.package.name)} created` });
}

/** Deletes a package. Throws what the service answers. */
export async function removePackage(each: Package): Promise<void> {
  await dropPackage(each);
  toast({ tone: 'good', title: `${visibleText(each.name)} deleted` });
}

/** Deletes what a creation or a copy that broke off left. */
export function removeHalfMade(connection: string, id: string): Promise<void> {
  return dropPackage({ connection, id });
}

async function dropPackage({ connection, id }: Pick<Package, 'connection' | 'id'>): Promise<void> {
  await call('packages.remove', { connection, id });
  const { shelves, chosen } = getState();
  const packages = shelves[connection]?.packages?.filter((each) => each.id !== id);
  putShelf(connection, { packages });
  if (chosen === packageKey({ connection, id })) setState({ chosen: undefined, document: undefined });
}

/** Takes in a package as the service has it now. */
export function receivePackage(document: PackageDocument): void {
  const next = document.package;
  const key = packageKey(next);
  const { shelves, chosen } = getState();
  const held = shelves[next.connection]?.packages;
  if (held !== undefined) {
    const known = held.some((each) => each.id === next.id);
    const packages = known ? held.map((each) => (each.id === next.id ? next : each)) : [...held, next];
    putShelf(next.connection, { packages });
  }
  if (chosen === key) setState({ document, documentError: undefined });
}

function putShelf(connection: string, patch: Partial<PackageShelf>): void {
  const { shelves } = getState();
  setState({ shelves: { ...shelves, [connection]: { ...(shelves[connection] ?? NEW_SHELF), ...patch } } });
}
