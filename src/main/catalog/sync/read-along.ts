import { isAppError, toAppError } from '#shared/errors/index.ts';
import type { Capabilities, Operation, SyncPass } from '#shared/model/index.ts';
import type { Log } from '../../log/index.ts';
import type { Call, ImageProvider } from '../../providers/provider.ts';
import type { Catalog } from '../catalog.ts';
import type { Keeper } from './keeper.ts';

/** What is read beside the images may take so long, and no longer. */
const MOST_MS = 30_000;
const MOST_MEMBER_LISTS = 500;
const PARALLEL = 4;
const DEFINITIONS_FOR_MS = 24 * 3_600_000;
const OPERATION = 'catalog.sync';

export interface ReadAlongDeps {
  readonly catalog: Pick<Catalog, 'kept' | 'unreadMembers'>;
  readonly keeper: Keeper;
  readonly log: Pick<Log, 'error'>;
}

/**
 * After a connection's images were read: reads what else is to be looked at without the service, which are
 * its capabilities and packages (after a full pass), its metadata definitions (once a day) and the members of
 * shared images. Bounded, and never fails: what a service does not give is left as it was.
 */
export type ReadAlong = (
  connection: string,
  provider: ImageProvider,
  pass: SyncPass,
  signal: AbortSignal,
) => Promise<void>;

export function createReadAlong({ catalog, keeper, log }: ReadAlongDeps): ReadAlong {
  /** Images whose members a service does not tell, not asked for again by the same provider. */
  const refused = new WeakMap<ImageProvider, Set<string>>();

  const definitions = async (connection: string, provider: ImageProvider, call: Call): Promise<void> => {
    const known = await catalog.kept(connection, 'definitions');
    if (known !== null && Date.now() - Date.parse(known.seenAt) < DEFINITIONS_FOR_MS) return;
    await keeper.definitions(connection, await provider.listDefinitions(call));
  };

  const members = async (connection: string, provider: ImageProvider, call: Call): Promise<void> => {
    const passedOver = refused.get(provider) ?? new Set();
    refused.set(provider, passedOver);
    const unread = await catalog.unreadMembers(connection, MOST_MEMBER_LISTS + passedOver.size);
    const ids = unread.filter((id) => !passedOver.has(id)).slice(0, MOST_MEMBER_LISTS);
    const reader = async (): Promise<void> => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
        try {
          await keeper.members(connection, id, await provider.listMembers(id, call));
        } catch (error) {
          // The others are tried; but a service that does not answer at all is left alone.
          if (!isAppError(error, 'FORBIDDEN', 'NOT_FOUND', 'INVALID', 'CONFLICT')) {
            ids.length = 0;
            throw error;
          }
          passedOver.add(id);
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, reader));
  };

  return async (connection, provider, pass, signal) => {
    const call = { signal: AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]), operation: OPERATION };
    const step = async <Value>(action: () => Promise<Value>): Promise<Value | undefined> => {
      if (call.signal.aborted) return undefined;
      try {
        return await action();
      } catch (caught) {
        const error = toAppError(caught, OPERATION);
        if (error.code === 'INTERNAL') log.error('fault', { connection, error });
        return undefined;
      }
    };
    const able = await step(() => provider.capabilities(call));
    if (able === undefined) return;
    if (pass === 'full') {
      await step(() => keeper.capabilities(connection, able));
      if (can(able, 'package.list')) {
        await step(async () => keeper.packages(connection, await provider.listPackages(call)));
      }
    }
    if (can(able, 'definition.list')) await step(() => definitions(connection, provider, call));
    if (can(able, 'member.list')) await step(() => members(connection, provider, call));
  };
}

function can(capabilities: Capabilities, operation: Operation): boolean {
  return capabilities.operations[operation].supported;
}
