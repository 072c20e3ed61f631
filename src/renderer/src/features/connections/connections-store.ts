import { create } from 'zustand';
import type { ImportFile } from '#shared/contract/index.ts';
import type { ErrorCode } from '#shared/errors/index.ts';
import type {
  Ability,
  Capabilities,
  ConnectionKind,
  ConnectionState,
  Operation,
} from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { attempt, toast, toastError } from '../../app/toast-queue.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { abilitiesNow } from './abilities-now.ts';

/** What the import dialog begins with: the files found on this computer, or one that was dropped. */
export type ImportStart =
  | { readonly from: 'discovered' }
  | {
      readonly from: 'text';
      readonly fileName: string;
      readonly text: string;
      readonly secure: string | undefined;
    };

/** What is known of a cloud before it is added. */
export interface ConnectionStart {
  readonly kind: ConnectionKind;
  /** Of its sign-in (Keystone), else of the service. */
  readonly address: string;
}

export type ConnectionDialog =
  | { readonly type: 'add'; readonly start?: ConnectionStart | undefined }
  | { readonly type: 'edit'; readonly name: string }
  | { readonly type: 'test'; readonly name: string }
  | { readonly type: 'remove'; readonly name: string }
  | { readonly type: 'syncs'; readonly name: string }
  | { readonly type: 'import'; readonly start: ImportStart };

interface ConnectionsState {
  /** `undefined` until the first answer. */
  readonly list: readonly ConnectionState[] | undefined;
  readonly discovered: readonly ImportFile[] | undefined;
  /** What each cloud can do at all, as far as it was ever said. */
  readonly known: Readonly<Record<string, Capabilities>>;
  /** What can be done on each now: `known`, less what waits for the cloud or for the present. */
  readonly capabilities: Readonly<Record<string, Capabilities>>;
  /** The time as of which the catalogue is on show. */
  readonly asOf: string | undefined;
  readonly dialog: ConnectionDialog | undefined;
  readonly sandboxStarting: boolean;
}

export const useConnectionsStore = create<ConnectionsState>()(() => ({
  list: undefined,
  discovered: undefined,
  known: {},
  capabilities: {},
  asOf: undefined,
  dialog: undefined,
  sandboxStarting: false,
}));

const { getState, setState } = useConnectionsStore;
/** A cloud that is away is a state, not a fault. */
const AWAY: readonly ErrorCode[] = ['UNREACHABLE', 'TIMEOUT', 'STALLED'];
const askedCapabilities = new Set<string>();
const askedKept = new Set<string>();

export async function loadConnections(): Promise<void> {
  receiveConnections(await call('connections.list', {}));
}

/** Takes in how the clouds stand. Of each it must be known what it can do: a drag asks at once. */
export function receiveConnections(list: readonly ConnectionState[]): void {
  setState({ list });
  decideAbilities();
  for (const { profile, health } of list) {
    if (health === 'ok') wantCapabilities(profile.name);
    else void recallCapabilities(profile.name);
  }
}

/** Takes in as of when the catalogue is on show: the past cannot be changed. */
export function setPast(asOf: string | undefined): void {
  if (asOf === getState().asOf) return;
  setState({ asOf });
  decideAbilities();
}

/** Says anew what can be done on each cloud, from all that bears on it. */
function decideAbilities(): void {
  const { known, list = [], asOf } = getState();
  const nowMs = Date.now();
  const capabilities = Object.fromEntries(
    Object.entries(known).map(([name, each]) => {
      const state = list.find(({ profile }) => profile.name === name);
      return [name, abilitiesNow(each, { state, asOf, nowMs })];
    }),
  );
  setState({ capabilities });
}

function receiveCapabilities(name: string, capabilities: Capabilities): void {
  setState({ known: { ...getState().known, [name]: capabilities } });
  decideAbilities();
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
    (capabilities) => receiveCapabilities(name, capabilities),
    () => {
      askedCapabilities.delete(name);
      void recallCapabilities(name);
    },
  );
}

/** For a cloud that does not answer: what it could do when it last did, else what its kind can at best. */
async function recallCapabilities(name: string): Promise<void> {
  if (askedKept.has(name) || getState().known[name] !== undefined) return;
  askedKept.add(name);
  try {
    const kept = await call('catalog.capabilities', { connection: name });
    const capabilities = kept?.value ?? (await call('connections.capabilities', { name, declared: true }));
    // Its own answer may have come meanwhile.
    if (getState().known[name] === undefined) receiveCapabilities(name, capabilities);
  } catch {
    // Unknown abilities grey nothing: the service's own refusal is then the answer.
    askedKept.delete(name);
  }
}

export function forgetCapabilities(name: string): void {
  askedCapabilities.delete(name);
  askedKept.delete(name);
  const { [name]: _forgotten, ...known } = getState().known;
  setState({ known });
  decideAbilities();
}

/** Reads the lists of the named clouds (all if none) anew and reports what failed. */
export function refreshClouds(names?: readonly string[]): void {
  attempt('catalog.sync', async () => {
    const { failed } = await call('catalog.sync', names === undefined ? {} : { connections: [...names] });
    const away = failed.filter(({ error }) => AWAY.includes(error.code));
    // How they stand is said beside each: a message for all that leaves by itself is enough.
    if (away.length > 0) {
      const names = away.map(({ connection }) => visibleText(connection)).join(', ');
      toast({
        tone: 'info',
        title: `${names} cannot be reached`,
        text: away.length === 1 ? 'What was last read of it stays.' : 'What was last read of them stays.',
      });
    }
    for (const { connection, error } of failed) {
      if (!AWAY.includes(error.code))
        toast({ tone: 'bad', title: `${visibleText(connection)}: not refreshed`, text: error.message });
    }
  });
}

/** Somebody looks: what is old, or waits for another try, is read in the background. Nobody asked, so no toast. */
export function refreshDue(): void {
  call('catalog.refreshDue', {}).catch(() => undefined);
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

/** How a cloud stands. */
export function useConnection(name: string): ConnectionState | undefined {
  return useConnectionsStore((state) => state.list?.find(({ profile }) => profile.name === name));
}

/** Why an operation is not possible on a cloud now; `undefined` if it is, or while that is not known yet. */
export function reasonAgainst(
  capabilities: Capabilities | undefined,
  operation: Operation,
): string | undefined {
  const ability: Ability | undefined = capabilities?.operations[operation];
  return ability?.supported === false ? ability.reason : undefined;
}
