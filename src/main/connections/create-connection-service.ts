import { isDeepStrictEqual } from 'node:util';
import type { ProfileInput } from '#shared/contract/index.ts';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ConnectionProfile, ConnectionState } from '#shared/model/index.ts';
import type {
  ConnectionHandlers,
  ConnectionService,
  ConnectionServiceDeps,
  HealthNote,
} from './connection-service.ts';
import { healthAfterFault, healthOf, runConnectionTest } from './connection-test.ts';
import { createImportHandlers } from './import-handlers.ts';
import { createProviderCache, openProvider } from './provider-cache.ts';
import { assertSameDestination } from './secret-destination.ts';

const COLORS = 8;

const UNKNOWN: HealthNote = { health: 'never', error: null };

/** Serves the `connections.*` calls and gives the other parts their providers. */
export function createConnectionService(deps: ConnectionServiceDeps): ConnectionService {
  const { settings, secrets, log } = deps;
  const health = new Map<string, HealthNote>();
  const nextRefreshes = new Map<string, string>();
  const providers = createProviderCache((profile) =>
    openProvider(profile, () => secrets.get(profile.name), deps),
  );
  const book = createProfileBook(deps);

  const state = async (profile: ConnectionProfile): Promise<ConnectionState> => ({
    profile,
    ...(await book.stored(profile.name)),
    ...(health.get(profile.name) ?? UNKNOWN),
    nextRefreshAt: nextRefreshes.get(profile.name) ?? null,
  });
  const states = (): Promise<readonly ConnectionState[]> => Promise.all(settings.connections().map(state));
  let isTelling = false;
  let changedMeanwhile = false;
  /** One telling after the other, so that the last one is how it is; what changes meanwhile is told together. */
  const tell = async (): Promise<void> => {
    isTelling = true;
    do {
      changedMeanwhile = false;
      try {
        deps.emit({ event: 'connections.changed', payload: await states() });
      } catch (error) {
        log.error('connections.states-failed', { error });
      }
    } while (changedMeanwhile);
    isTelling = false;
  };
  const changed = (): void => {
    changedMeanwhile = true;
    if (isTelling) return;
    isTelling = true;
    queueMicrotask(() => void tell());
  };
  const setHealth: ConnectionService['setHealth'] = (name, now, error) => {
    if (!settings.connections().some((profile) => profile.name === name)) return;
    if (error !== null) log.warn('connections.health', { connection: name, health: now, error });
    health.set(name, { health: now, error });
    changed();
  };
  const setNextRefresh: ConnectionService['setNextRefresh'] = (name, at) => {
    if ((nextRefreshes.get(name) ?? null) === at || book.find(name) === undefined) return;
    if (at === null) nextRefreshes.delete(name);
    else nextRefreshes.set(name, at);
    changed();
  };
  const save = async (input: ProfileInput, secret: string | undefined, create: boolean): Promise<void> => {
    await book.save(input, secret, create);
    providers.drop(input.name);
    health.delete(input.name);
  };
  const provider: ConnectionService['provider'] = async (name) => providers.get(book.profile(name));

  const handlers: ConnectionHandlers = {
    ...createImportHandlers({
      names: () => new Set(settings.connections().map((profile) => profile.name)),
      create: (profile, secret) => save(profile, secret, true),
      state: (name) => state(book.profile(name)),
      changed,
    }),
    'connections.list': () => states(),
    'connections.show': async ({ name }) => state(book.profile(name)),
    'connections.save': async ({ profile, secret, create }) => {
      await save(profile, secret, create);
      changed();
      return state(book.profile(profile.name));
    },
    'connections.remove': async ({ name }) => {
      await book.remove(name);
      providers.drop(name);
      health.delete(name);
      nextRefreshes.delete(name);
      changed();
      return null;
    },
    'connections.test': createTestHandler(deps, book, setHealth),
    'connections.certificate': ({ url }, { signal }) => deps.readCertificate(url, signal),
    'connections.capabilities': async ({ name, declared }, { signal }) => {
      if (declared === true) return deps.declaredCapabilities(book.profile(name).kind);
      const call = { signal, operation: 'connections.capabilities' };
      const capabilities = await (await provider(name)).capabilities(call);
      await deps.keepCapabilities(name, capabilities);
      return capabilities;
    },
    'connections.usage': async ({ name }, { signal }) =>
      (await provider(name)).usage({ signal, operation: 'connections.usage' }),
  };
  return {
    handlers,
    provider,
    profile: book.profile,
    states,
    health: (name) => health.get(name) ?? UNKNOWN,
    setHealth,
    setNextRefresh,
    close: () => providers.close(),
  };
}

type ProfileBook = ReturnType<typeof createProfileBook>;

/** Profiles with what belongs to each: its secret and its catalogue rows. */
function createProfileBook(deps: ConnectionServiceDeps) {
  const { settings, secrets, catalog, log } = deps;
  const find = (name: string): ConnectionProfile | undefined =>
    settings.connections().find((profile) => profile.name === name);
  const profile = (name: string): ConnectionProfile => {
    const found = find(name);
    if (found !== undefined) return found;
    throw new AppError('NOT_FOUND', `There is no connection named ${JSON.stringify(name)}.`, {
      operation: 'connections.show',
    });
  };
  /** A damaged store must not keep a person from seeing, or getting rid of, their connections. */
  const orElse = async <Value>(name: string, action: Promise<Value>, otherwise: Value): Promise<Value> => {
    try {
      return await action;
    } catch (error) {
      if (!isAppError(error)) throw error;
      log.error('connections.store-failed', { connection: name, error });
      return otherwise;
    }
  };

  return {
    profile,
    find,
    async stored(name: string) {
      const [stats, secretStored] = await Promise.all([
        orElse(name, catalog.stats(name), { imageCount: 0, syncedAt: null }),
        orElse(name, secrets.has(name), false),
      ]);
      return { secretStored, imageCount: stats.imageCount, syncedAt: stats.syncedAt };
    },
    async save(input: ProfileInput, secret: string | undefined, create: boolean): Promise<void> {
      const existing = find(input.name);
      if (create && existing !== undefined) {
        throw new AppError('CONFLICT', `There is already a connection named ${JSON.stringify(input.name)}.`, {
          operation: 'connections.save',
          hint: 'Choose another name, or edit that connection.',
        });
      }
      if (secret !== undefined) {
        log.protect(secret);
        await secrets.set(input.name, secret);
      } else if (existing !== undefined) {
        if (await orElse(input.name, secrets.has(input.name), false)) {
          assertSameDestination(existing, input, 'connections.save');
        }
      } else if (await orElse(input.name, secrets.has(input.name), false)) {
        // Left over from a profile that was lost: it must not be sent to this one's address.
        await secrets.remove(input.name);
      }
      const color = input.color ?? existing?.color ?? nextColor(settings.connections());
      settings.saveConnection({ ...input, color });
      // The images of another cloud or project are not its own. After the profile, so that whoever reads the
      // old one now is stopped.
      if (existing !== undefined && !leadsToSame(existing, input)) await catalog.removeConnection(input.name);
    },
    async remove(name: string): Promise<void> {
      profile(name);
      if (await deps.hasUnfinishedTransfers(name)) {
        throw new AppError('CONFLICT', `The connection ${JSON.stringify(name)} has unfinished transfers.`, {
          operation: 'connections.remove',
          hint: 'Wait for them, or cancel them first.',
        });
      }
      // The profile goes last: if something before it fails, the removal can be asked for again.
      await secrets.remove(name).catch((error: unknown) => {
        if (!isAppError(error, 'CORRUPT')) throw error;
        log.error('connections.store-failed', { connection: name, error });
      });
      await catalog.removeConnection(name);
      settings.removeConnection(name);
    },
  };
}

/** The same service, seen by the same user. */
function leadsToSame(existing: ConnectionProfile, input: ProfileInput): boolean {
  const wire = (value: object): unknown => JSON.parse(JSON.stringify(value));
  return existing.kind === input.kind && isDeepStrictEqual(wire(existing.settings), wire(input.settings));
}

function nextColor(profiles: readonly ConnectionProfile[]): number {
  const last = profiles.at(-1);
  return last === undefined ? 0 : (last.color + 1) % COLORS;
}

/** Each test signs in anew: tokens and discovery of a running provider would hide what broke meanwhile. */
function createTestHandler(
  deps: ConnectionServiceDeps,
  book: ProfileBook,
  setHealth: ConnectionService['setHealth'],
): ConnectionHandlers['connections.test'] {
  return async (params, { signal }) => {
    const saved = 'name' in params;
    const profile = saved ? book.profile(params.name) : typed(params.profile, book);
    const given = saved ? undefined : params.secret;
    const existing = book.find(profile.name);
    if (!saved && given === undefined && existing !== undefined) {
      assertSameDestination(existing, params.profile, 'connections.test');
    }
    // While an existing connection is edited, its secret field stays empty: the stored one is meant.
    const secret = async (): Promise<string | undefined> =>
      given ?? (existing === undefined ? undefined : deps.secrets.get(profile.name));
    const note = ({ health, error }: HealthNote): void => {
      if (saved) setHealth(profile.name, health, error);
    };
    const { provider, close } = openProvider(profile, secret, deps);
    try {
      const result = await runConnectionTest(provider, signal);
      note(healthOf(result));
      return result;
    } catch (error) {
      if (!signal.aborted) note(healthAfterFault(error));
      throw error;
    } finally {
      await close();
    }
  };
}

function typed(input: ProfileInput, book: ProfileBook): ConnectionProfile {
  return { ...input, color: input.color ?? book.find(input.name)?.color ?? 0 };
}
