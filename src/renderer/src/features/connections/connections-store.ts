import { create } from 'zustand';
import type { ImportFile } from '#shared/contract/index.ts';
import type { Ability, Capabilities, ConnectionState, Operation } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { attempt, toast, toastError } from '../../app/toast-queue.ts';
import { worksWithoutSecret } from './kind-facts.ts';

/** What the import dialog begins with: the files found on this computer, or one that was dropped. */
export type ImportStart =
  | { readonly from: 'discovered' }
  | {
      readonly from: 'text';
      readonly fileName: string;
      readonly text: string;
      readonly secure: string | undefined;
    };

export type ConnectionDialog =
  | { readonly type: 'add' }
  | { readonly type: 'edit'; readonly name: string }
  | { readonly type: 'test'; readonly name: string }
  | { readonly type: 'remove'; readonly name: string }
  | { readonly type: 'import'; readonly start: ImportStart };

interface ConnectionsState {
  /** `undefined` until the first answer. */
  readonly list: readonly ConnectionState[] | undefined;
  readonly discovered: readonly ImportFile[] | undefined;
  readonly capabilities: Readonly<Record<string, Capabilities>>;
  readonly dialog: ConnectionDialog | undefined;
  readonly sandboxStarting: boolean;
}

export const useConnectionsStore = create<ConnectionsState>()(() => ({
  list: undefined,
  discovered: undefined,
  capabilities: {},
  dialog: undefined,
  sandboxStarting: false,
}));

const { getState, setState } = useConnectionsStore;
const askedCapabilities = new Set<string>();

export async function loadConnections(): Promise<void> {
  receiveConnections(await call('connections.list', {}));
}

/** Takes in how the clouds stand. Of those that answer, it asks what they can do: a drag must know at once. */
export function receiveConnections(list: readonly ConnectionState[]): void {
  setState({ list });
  for (const { profile, health } of list) if (health === 'ok') wantCapabilities(profile.name);
}

/** Looks for import files, for the first run and the import dialog. */
export async function discoverFiles(): Promise<readonly ImportFile[]> {
  const discovered = await call('connections.discover', {});
  setState({ discovered });
  return discovered;
}

export function showConnectionDialog(dialog: ConnectionDialog | undefined): void {
  setState({ dialog });
}

/** Asks what a connection can do, once; again after `forgetCapabilities`. */
export function wantCapabilities(name: string): void {
  if (askedCapabilities.has(name)) return;
  askedCapabilities.add(name);
  call('connections.capabilities', { name }).then(
    (capabilities) => setState({ capabilities: { ...getState().capabilities, [name]: capabilities } }),
    // Unknown abilities grey nothing: the service's own refusal is then the answer.
    () => askedCapabilities.delete(name),
  );
}

export function forgetCapabilities(name: string): void {
  askedCapabilities.delete(name);
  const { [name]: _forgotten, ...capabilities } = getState().capabilities;
  setState({ capabilities });
}

/** Reads the lists of the named clouds (all if none) anew and reports what failed. */
export function refreshClouds(names?: readonly string[]): void {
  attempt('catalog.sync', async () => {
    const { failed } = await call('catalog.sync', names === undefined ? {} : { connections: [...names] });
    for (const { connection, error } of failed) {
      toast({ tone: 'bad', title: `${connection}: not refreshed`, text: error.message });
    }
  });
}

/** A list older than this is read anew when the page opens. */
const FRESH_MS = 5 * 60_000;

/** Reads the lists that were never read, or long ago. What fails stands in the sidebar; nobody asked, so no toast. */
export async function refreshStale(nowMs: number): Promise<void> {
  const stale = (getState().list ?? []).filter(
    ({ profile, syncedAt, health, secretStored }) =>
      (secretStored || worksWithoutSecret(profile.kind)) &&
      health !== 'syncing' &&
      (syncedAt === null || nowMs - Date.parse(syncedAt) > FRESH_MS),
  );
  if (stale.length === 0) return;
  await call('catalog.sync', { connections: stale.map(({ profile }) => profile.name) }).catch(
    () => undefined,
  );
  await loadConnections();
}

/** Starts the sandbox and adds its cloud; gives the cloud's name. */
export async function startSandbox(): Promise<string | undefined> {
  setState({ sandboxStarting: true });
  try {
    const { connection } = await call('sandbox.start', {});
    await loadConnections();
    refreshClouds([connection]);
    return connection;
  } catch (error) {
    toastError(error, 'sandbox.start', () => void startSandbox());
    return undefined;
  } finally {
    setState({ sandboxStarting: false });
  }
}

/** The colour of a cloud's dot. */
export function useConnectionColor(name: string): number {
  return useConnectionsStore(
    (state) => state.list?.find((connection) => connection.profile.name === name)?.profile.color ?? 0,
  );
}

/** Why an operation is not possible on a cloud; `undefined` if it is, or while that is not known yet. */
export function reasonAgainst(
  capabilities: Capabilities | undefined,
  operation: Operation,
): string | undefined {
  const ability: Ability | undefined = capabilities?.operations[operation];
  return ability?.supported === false ? ability.reason : undefined;
}
