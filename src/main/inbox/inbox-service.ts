import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { Capabilities, ConnectionKind, ConnectionProfile, SharedWithMe } from '#shared/model/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { ConnectionService } from '../connections/index.ts';
import type { Log } from '../log/index.ts';
import { type AnswerFollower, followAnswer } from './following-answers.ts';
import { createKeptShares } from './kept-shares.ts';
import { createPaced } from './paced.ts';
import { createReadings, type Readings } from './readings.ts';
import { createReceivers, type Receivers } from './receivers.ts';

const PARALLEL = 4;
/** All is told at once: a few times a second, and less often where it is much. */
const TELLING = { leastPauseMs: 100, mostPauseMs: 2000 };

/** A service in trouble is not asked for each answer that it did not take. */
const CLEARING = { leastPauseMs: 2000, mostPauseMs: 60_000 };

export interface InboxServiceDeps {
  readonly catalog: Pick<Catalog, 'keep' | 'kept' | 'remove' | 'removeConnection'>;
  readonly connections: Pick<ConnectionService, 'provider'>;
  /** The saved connections, as they are now. */
  readonly profiles: () => readonly ConnectionProfile[];
  readonly declaredCapabilities: (kind: ConnectionKind) => Capabilities;
  /** Asks a service for an image; the catalogue follows. */
  readonly showImage: Handlers['images.show'];
  readonly emit: (message: EventMessage) => void;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** What others share with every connection. What the services said is kept in the catalogue. */
export interface InboxService extends AnswerFollower {
  readonly handlers: Pick<Handlers, 'inbox.list' | 'inbox.refresh'>;
  /** The images of a connection were read: asks what is shared with it, if that is due. Never throws. */
  afterPass(connection: string, byHand: boolean): void;
  /** What was kept of a removed connection went with its rows: gives up what would bring some back. */
  forgetConnection(name: string): Promise<void>;
  /** Gives up what runs. The catalogue must be open until this ends. */
  close(): Promise<void>;
}

export function createInboxService(deps: InboxServiceDeps): InboxService {
  const { catalog, log, emit } = deps;
  const receivers = createReceivers(deps.profiles, deps.declaredCapabilities);
  const shares = createKeptShares(catalog, (connection, error) =>
    log.error('inbox.keeping-failed', { connection, error }),
  );
  const list = (): Promise<readonly SharedWithMe[]> =>
    Promise.all(
      receivers.all().map(async ({ name }) => {
        const kept = await shares.of(name);
        const error = readings.errorOf(name);
        return { connection: name, images: kept?.value ?? [], seenAt: kept?.seenAt ?? null, error };
      }),
    );
  const telling = createPaced(async () => emit({ event: 'inbox.changed', payload: await list() }), TELLING, {
    fault: (error) => log.error('inbox.telling-failed', { error }),
  });
  const { changed } = telling;
  const readings: Readings = createReadings({ ...deps, receivers, shares, changed });
  const doubts = new Set<string>();
  const clearing = createPaced(
    async () => {
      const names = [...doubts];
      doubts.clear();
      await Promise.all(names.map((name) => askAnew(readings, receivers, name)));
    },
    CLEARING,
    { fault: (error) => log.error('inbox.clearing-failed', { error }) },
  );
  const following = { ...deps, receivers, shares, readings, changed };

  return {
    handlers: {
      'inbox.list': () => list(),
      'inbox.refresh': async (params) => {
        const wanted = params.connections && new Set(params.connections);
        const queue = receivers.all().filter(({ name }) => wanted === undefined || wanted.has(name));
        const worker = async (): Promise<void> => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift())
            await readings.ask(next, 'all');
        };
        await Promise.all(Array.from({ length: PARALLEL }, worker));
        return list();
      },
    },
    afterPass(connection, byHand) {
      const profile = receivers.find(connection);
      if (profile !== undefined) readings.askIfDue(profile, byHand);
    },
    answered: (answer, signal) => followAnswer(following, answer, signal),
    doubted(connection) {
      doubts.add(connection);
      clearing.changed();
    },
    async forgetConnection(name) {
      await Promise.all([readings.forget(name), shares.forget(name)]);
      // It may have been kept between the removal of the rows and that of the profile.
      if (deps.profiles().every((profile) => profile.name !== name)) await catalog.removeConnection(name);
      telling.changed();
    },
    async close() {
      await readings.close();
      await shares.close();
      await clearing.close();
      await telling.close();
    },
  };
}

/** What is being read may be older than what is in doubt. */
async function askAnew(readings: Readings, receivers: Receivers, name: string): Promise<void> {
  await readings.ended(name);
  const profile = receivers.find(name);
  if (profile !== undefined) await readings.ask(profile, 'all');
}
