import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import { isAppError, toAppError, type WireError } from '#shared/errors/index.ts';
import type {
  Capabilities,
  ConnectionKind,
  ConnectionProfile,
  MemberStatus,
  SharedImage,
  SharedWithMe,
} from '#shared/model/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { ConnectionService } from '../connections/index.ts';
import type { Log } from '../log/index.ts';
import { type InboxMemory, type InboxReading, inboxReading } from './inbox-pace.ts';
import { readShared } from './read-shared.ts';
import { createTelling } from './telling.ts';

const OPERATION = 'inbox.refresh';
/** Nobody waits longer for one service. */
const MOST_MS = 60_000;
const PARALLEL = 4;
/** There one answer is to a whole namespace: the other images follow it. */
const ANSWERS_FOR_MANY: ReadonlySet<ConnectionKind> = new Set(['djinn']);

/** What a receiver told a service of an image. */
export interface Answer {
  readonly connection: string;
  readonly id: string;
  readonly status: MemberStatus;
}

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
export interface InboxService {
  readonly handlers: Pick<Handlers, 'inbox.list' | 'inbox.refresh'>;
  /** The images of a connection were read: asks what is shared with it, if that is due. Never throws. */
  afterPass(connection: string, byHand: boolean): void;
  /** Lets the inbox and the catalogue follow an answer that a service took. Never throws. */
  answered(answer: Answer, signal: AbortSignal): Promise<void>;
  /** What was kept of a removed connection went with its rows: gives up what would bring some back. */
  forgetConnection(name: string): Promise<void>;
  /** Gives up what runs. The catalogue must be open until this ends. */
  close(): Promise<void>;
}

interface Run {
  readonly profile: ConnectionProfile;
  readonly reading: InboxReading;
  readonly controller: AbortController;
  readonly done: Promise<void>;
  /** Given while it ran: what the service says of them may be older. */
  readonly answers: Map<string, MemberStatus>;
}

export function createInboxService(deps: InboxServiceDeps): InboxService {
  const { catalog, connections, log } = deps;
  const errors = new Map<string, WireError>();
  /** By profile: one that is led elsewhere was never asked. */
  const memories = new Map<string, InboxMemory>();
  const runs = new Map<string, Run>();
  const closing = new AbortController();
  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: what is kept is read, changed and written. */
  const inTurn = <Value>(action: () => Promise<Value>): Promise<Value> => {
    const mine = turn.then(action);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const abilities = ({ kind }: ConnectionProfile) => deps.declaredCapabilities(kind).operations;
  const able = (): readonly ConnectionProfile[] =>
    deps.profiles().filter((profile) => abilities(profile)['member.shared'].supported);
  const profileOf = (name: string): ConnectionProfile | undefined =>
    able().find((profile) => profile.name === name);

  const list = (): Promise<readonly SharedWithMe[]> =>
    Promise.all(
      able().map(async ({ name }) => {
        const kept = await catalog.kept(name, 'shared');
        const error = errors.get(name) ?? null;
        return { connection: name, images: kept?.value ?? [], seenAt: kept?.seenAt ?? null, error };
      }),
    );
  const telling = createTelling(
    async () => deps.emit({ event: 'inbox.changed', payload: await list() }),
    (error) => log.error('inbox.telling-failed', { error }),
  );

  const read = async (profile: ConnectionProfile, reading: InboxReading, run: Run): Promise<void> => {
    const { name } = profile;
    const begun = Date.now();
    const signal = AbortSignal.any([closing.signal, run.controller.signal, AbortSignal.timeout(MOST_MS)]);
    let allAt = memories.get(keyOf(profile))?.allAt;
    try {
      const known = (await catalog.kept(name, 'shared'))?.value ?? [];
      const provider = await connections.provider(name);
      const told = await readShared(provider, reading, known, { signal, operation: OPERATION });
      await inTurn(async () => {
        if (!isSame(profile, profileOf(name))) return;
        await catalog.keep(name, 'shared', '', withAnswers(told.images, run.answers));
      });
      if (told.read === 'all') allAt = begun;
      errors.delete(name);
    } catch (thrown) {
      const error = toAppError(thrown, OPERATION);
      if (closing.signal.aborted) return;
      if (error.code === 'INTERNAL') log.error('fault', { connection: name, error });
      errors.set(name, error.toWire());
    }
    if (!isSame(profile, profileOf(name))) errors.delete(name);
    else memories.set(keyOf(profile), { askedAt: Date.now(), tookMs: Date.now() - begun, allAt });
    telling.changed();
  };
  /** Shares one that runs, unless that asks for less, or asks where the connection led before. */
  const ask = async (profile: ConnectionProfile, reading: InboxReading): Promise<void> => {
    const { name } = profile;
    if (closing.signal.aborted) return;
    const running = runs.get(name);
    if (running === undefined) return begin(profile, reading);
    const isOfSame = isSame(running.profile, profile);
    if (isOfSame && (running.reading === 'all' || reading === 'pending')) return running.done;
    if (!isOfSame) running.controller.abort();
    await running.done;
    const now = profileOf(name);
    if (now !== undefined) await ask(now, reading);
  };
  const begin = (profile: ConnectionProfile, reading: InboxReading): Promise<void> => {
    const { name } = profile;
    const { promise, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const run: Run = { profile, reading, controller, done: promise, answers: new Map() };
    runs.set(name, run);
    void read(profile, reading, run).finally(() => {
      runs.delete(name);
      resolve();
    });
    return promise;
  };

  /** Gives what the answer was before; `undefined` if the image was not known to be shared. */
  const change = ({ connection, id, status }: Answer): Promise<SharedImage | undefined> =>
    inTurn(async () => {
      const kept = await catalog.kept(connection, 'shared');
      const before = kept?.value.find((image) => image.id === id);
      if (kept === null || before === undefined) return undefined;
      const images = withAnswers(kept.value, new Map([[id, status]]));
      await catalog.keep(connection, 'shared', '', images, kept.seenAt);
      return before;
    });
  const followInCatalog = async (
    { connection, id, status }: Answer,
    before: SharedImage | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    if (status === 'accepted') {
      await deps.showImage({ connection, id }, { signal });
    } else if (before?.memberStatus === 'accepted' && before.visibility === 'shared') {
      // Lists without a filter hold only what was accepted (glance-v2.md §4, Sharing).
      await catalog.remove(connection, id);
      deps.emit({ event: 'catalog.changed', payload: { connection } });
    }
  };

  return {
    handlers: {
      'inbox.list': () => list(),
      'inbox.refresh': async (params) => {
        const wanted = params.connections && new Set(params.connections);
        const queue = able().filter(({ name }) => wanted === undefined || wanted.has(name));
        const worker = async (): Promise<void> => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift()) await ask(next, 'all');
        };
        await Promise.all(Array.from({ length: PARALLEL }, worker));
        return list();
      },
    },
    afterPass(connection, byHand) {
      const profile = profileOf(connection);
      if (profile === undefined || closing.signal.aborted) return;
      const answers = abilities(profile)['member.accept'].supported;
      const memory = memories.get(keyOf(profile));
      const reading = inboxReading({ now: Date.now(), byHand, answers, memory });
      if (reading !== undefined) void ask(profile, reading);
    },
    async answered(answer, signal) {
      const { connection, id, status } = answer;
      runs.get(connection)?.answers.set(id, status);
      try {
        const before = await change(answer);
        if (before !== undefined) telling.changed();
        const profile = profileOf(connection);
        if (profile !== undefined && ANSWERS_FOR_MANY.has(profile.kind)) {
          await runs.get(connection)?.done;
          await ask(profile, 'all');
        }
        await followInCatalog(answer, before, signal);
      } catch (error) {
        // The service took the answer; the next pass brings what could not be read now.
        if (!isAppError(error)) log.error('inbox.follow-failed', { connection, error });
      }
    },
    async forgetConnection(name) {
      errors.delete(name);
      const run = runs.get(name);
      run?.controller.abort();
      await run?.done;
      // It may have been kept between the removal of the rows and that of the profile.
      if (deps.profiles().every((profile) => profile.name !== name)) await catalog.removeConnection(name);
      telling.changed();
    },
    async close() {
      closing.abort();
      await Promise.all([...runs.values()].map(({ done }) => done));
      await turn;
      await telling.close();
    },
  };
}

function withAnswers(
  images: readonly SharedImage[],
  answers: ReadonlyMap<string, MemberStatus>,
): readonly SharedImage[] {
  if (answers.size === 0) return images;
  return images.map((image) => ({ ...image, memberStatus: answers.get(image.id) ?? image.memberStatus }));
}

/** Neither removed nor led elsewhere meanwhile. */
function isSame(before: ConnectionProfile, now: ConnectionProfile | undefined): boolean {
  return now !== undefined && keyOf(before) === keyOf(now);
}

/** All but how it looks and what a person is asked before: that changes nothing of what the service says. */
function keyOf({ color: _color, production: _production, ...leads }: ConnectionProfile): string {
  return JSON.stringify(leads);
}
