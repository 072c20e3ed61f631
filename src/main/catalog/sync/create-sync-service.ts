import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import { isAppError, type WireError } from '#shared/errors/index.ts';
import type { SyncResult } from '#shared/model/index.ts';
import type { ConnectionService } from '../../connections/index.ts';
import type { Log } from '../../log/index.ts';
import type { SettingsStore } from '../../settings/index.ts';
import type { Catalog } from '../catalog.ts';
import type { Keeper } from './keeper.ts';
import { createReadAlong } from './read-along.ts';
import { createRefresher } from './refresher.ts';
import { createSyncRunner } from './sync-runner.ts';

export interface SyncServiceDeps {
  readonly catalog: Pick<Catalog, 'sync' | 'stats' | 'kept' | 'unreadMembers'>;
  readonly keeper: Keeper;
  readonly connections: Pick<
    ConnectionService,
    'provider' | 'profile' | 'health' | 'setHealth' | 'setNextRefresh'
  >;
  readonly settings: Pick<SettingsStore, 'connections' | 'settings'>;
  readonly emit: (message: EventMessage) => void;
  /** Told the details of faults, which the answer only names by their log id. */
  readonly log: Pick<Log, 'error'>;
  /** Told of passes that succeeded. `byHand`: a person, or a command, asked for it. */
  readonly onRead?: ((connection: string, byHand: boolean) => void) | undefined;
  /**
   * The process goes on after a call: then a sync is answered when the images are there, and what is read
   * beside them follows. Else it is waited for.
   */
  readonly isLongRunning: boolean;
}

export interface SyncService {
  readonly handlers: Pick<Handlers, 'catalog.sync' | 'catalog.refreshDue'>;
  /** From now on every connection is read again and again. What `isExpected` somebody else reads first. */
  start(isExpected: (connection: string) => boolean): void;
  /** Profiles or settings may have changed: looks at once instead of within half a minute. */
  follow(): void;
  /** Gives up what runs. The catalogue must be open until this ends. */
  close(): Promise<void>;
}

const PARALLEL = 4;

/** Brings the catalogue up to date with the services: when asked, and by itself. */
export function createSyncService(deps: SyncServiceDeps): SyncService {
  const { connections, settings, log } = deps;
  const runner = createSyncRunner({
    ...deps,
    readAlong: createReadAlong(deps),
    onEnd: (connection, error) => refresher.ended(connection, error),
  });
  const refresher = createRefresher({
    profiles: () => settings.connections(),
    everyMinutes: () => settings.settings().refreshMinutes,
    isRunning: (connection) => runner.isRunning(connection),
    refresh: (connection) => runner.refresh(connection),
    onReplaced: (connection) => runner.abandonReplaced(connection),
    onPlanned: (connection, at) => connections.setNextRefresh(connection, at?.toISOString() ?? null),
    onFault: (error) => log.error('catalog.refresh', { error }),
  });

  return {
    handlers: {
      'catalog.sync': async (params, { signal }) => {
        const names = [...new Set(params.connections ?? settings.connections().map(({ name }) => name))];
        const done: SyncResult[] = [];
        const failed: { readonly connection: string; readonly error: WireError }[] = [];
        const worker = async (): Promise<void> => {
          for (let name = names.shift(); name !== undefined; name = names.shift()) {
            const outcome = await runner.full(name, signal);
            if (isAppError(outcome)) failed.push({ connection: name, error: outcome.toWire() });
            else done.push(outcome);
            if (!deps.isLongRunning) await runner.readingAlong(name);
          }
        };
        await Promise.all(Array.from({ length: PARALLEL }, worker));
        return { done, failed };
      },
      'catalog.refreshDue': async () => {
        refresher.look();
        return null;
      },
    },
    start: (isExpected) => refresher.start(isExpected),
    follow: () => refresher.follow(),
    async close() {
      refresher.stop();
      await runner.close();
    },
  };
}
