import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import { type AppError, isAppError, toAppError, type WireError } from '#shared/errors/index.ts';
import type { ConnectionHealth, SyncResult } from '#shared/model/index.ts';
import type { ConnectionService } from '../connections/index.ts';
import type { Log } from '../log/index.ts';
import type { Catalog } from './catalog.ts';

export type CatalogHandlers = Pick<Handlers, 'catalog.window' | 'catalog.show' | 'catalog.sync'>;

export interface CatalogHandlersDeps {
  readonly catalog: Pick<Catalog, 'window' | 'show' | 'replaceAll'>;
  readonly connections: Pick<ConnectionService, 'provider' | 'states' | 'setHealth'>;
  readonly emit: (message: EventMessage) => void;
  /** Told the details of faults, which the answer only names by their log id. */
  readonly log?: Pick<Log, 'error'> | undefined;
}

const PARALLEL_SYNCS = 4;
const OPERATION = 'catalog.sync';

/** Serves the `catalog.*` calls. A sync streams each service's list into the catalogue, four at a time. */
export function createCatalogHandlers(deps: CatalogHandlersDeps): CatalogHandlers {
  const { catalog, connections, emit } = deps;

  const syncOne = async (
    name: string,
    before: ConnectionHealth,
    signal: AbortSignal,
  ): Promise<SyncResult | AppError> => {
    try {
      signal.throwIfAborted();
      connections.setHealth(name, 'syncing', null);
      const provider = await connections.provider(name);
      const result = await catalog.replaceAll(name, provider.list({}, { signal, operation: OPERATION }));
      connections.setHealth(name, 'ok', null);
      emit({ event: 'catalog.changed', payload: { connection: name } });
      return result;
    } catch (caught) {
      const error = toAppError(caught, OPERATION);
      if (error.code === 'INTERNAL') deps.log?.error('fault', { connection: name, error });
      if (error.code === 'CANCELLED') connections.setHealth(name, before, null);
      else connections.setHealth(name, healthAfter(error), error.toWire());
      return error;
    }
  };

  return {
    'catalog.window': (query) => catalog.window(query),
    'catalog.show': ({ connection, id }) => catalog.show(connection, id),
    'catalog.sync': async (params, { signal }) => {
      const states = await connections.states();
      const health = new Map(states.map((state) => [state.profile.name, state.health]));
      const names = [...new Set(params.connections ?? health.keys())];
      const done: SyncResult[] = [];
      const failed: { readonly connection: string; readonly error: WireError }[] = [];
      const runner = async (): Promise<void> => {
        for (let name = names.shift(); name !== undefined; name = names.shift()) {
          const known = health.get(name) ?? 'never';
          const outcome = await syncOne(name, known === 'syncing' ? 'never' : known, signal);
          if (isAppError(outcome)) failed.push({ connection: name, error: outcome.toWire() });
          else done.push(outcome);
        }
      };
      await Promise.all(Array.from({ length: PARALLEL_SYNCS }, runner));
      return { done, failed };
    },
  };
}

/** What a failure says about the connection: it could not be reached, or it answered with an error. */
export function healthAfter(error: AppError): ConnectionHealth {
  return isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'STALLED') ? 'offline' : 'failed';
}
