import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Kept, MemberStatus, SharedImage } from '#shared/model/index.ts';
import type { Catalog } from '../catalog/index.ts';
import { createPaced, type Paced } from './paced.ts';

/** What a receiver told a service of an image. */
export interface Answer {
  readonly connection: string;
  readonly id: string;
  readonly status: MemberStatus;
}

/**
 * What others share, as the catalogue keeps it: all of a connection in one row. The answers of a batch are
 * written together. Whoever ends without `close` loses those of the last moments from the catalogue, not from
 * the service that took them: the first reading after a start asks it for all.
 */
export interface KeptShares {
  /** With every answer given; `null` if nothing was ever read. */
  of(connection: string): Promise<Kept<readonly SharedImage[]> | null>;
  /** Keeps what a service said, unless `read` gives nothing when its turn comes. */
  replace(connection: string, read: () => readonly SharedImage[] | undefined): Promise<void>;
  /** Gives the image as it was before; `undefined` if it was not known to be shared. */
  answer(answer: Answer): Promise<SharedImage | undefined>;
  /** Ends when every answer of a connection is written. */
  settle(connection: string): Promise<void>;
  /** Gives up what waits for a removed connection, and ends when nothing of it is being written. */
  forget(connection: string): Promise<void>;
  /** Writes what waits. The catalogue must be open until this ends. */
  close(): Promise<void>;
}

/** The first answer is written at once, those that follow it about once a second. */
const WRITING = { leastPauseMs: 1000, mostPauseMs: 5000 };

/** What stands in memory while answers come. */
interface Held {
  seenAt: string;
  images: Map<string, SharedImage>;
  unwritten: Map<string, MemberStatus>;
  readonly writing: Paced;
}

export function createKeptShares(
  catalog: Pick<Catalog, 'keep' | 'kept'>,
  onFault: (connection: string, error: unknown) => void,
): KeptShares {
  const held = new Map<string, Held>();
  const inTurn = createTurns();

  const write = (connection: string, mine: Held): Promise<void> =>
    inTurn(async () => {
      const answers = mine.unwritten;
      if (answers.size === 0 || held.get(connection) !== mine) return;
      mine.unwritten = new Map();
      try {
        // Read again: another process may have kept what it was told.
        const kept = await catalog.kept(connection, 'shared');
        if (kept === null) return;
        // Taking thousands in and writing them out each hold the thread for a moment: others go between.
        await othersFirst();
        await catalog.keep(connection, 'shared', '', withAnswers(kept.value, answers), kept.seenAt);
      } catch (error) {
        mine.unwritten = new Map([...answers, ...mine.unwritten]);
        throw error;
      }
    });
  /** Only in turn: the row is read into memory. */
  const hold = async (connection: string): Promise<Held | undefined> => {
    const kept = await catalog.kept(connection, 'shared');
    if (kept === null) return undefined;
    const writing = createPaced(() => write(connection, mine), WRITING, {
      fault: (error) => onFault(connection, error),
      // What could not be written stays, and goes with the next.
      rest: () => {
        if (held.get(connection) === mine && mine.unwritten.size === 0) held.delete(connection);
      },
    });
    const { seenAt, value } = kept;
    const mine: Held = { seenAt, images: byId(value), unwritten: new Map(), writing };
    held.set(connection, mine);
    return mine;
  };

  return {
    async of(connection) {
      const mine = held.get(connection);
      if (mine === undefined) return catalog.kept(connection, 'shared');
      return { value: [...mine.images.values()], seenAt: mine.seenAt };
    },
    replace: (connection, read) =>
      inTurn(async () => {
        const images = read();
        if (images === undefined) return;
        const seenAt = new Date().toISOString();
        await catalog.keep(connection, 'shared', '', images, seenAt);
        const mine = held.get(connection);
        if (mine === undefined) return;
        mine.seenAt = seenAt;
        mine.images = byId(withAnswers(images, mine.unwritten));
      }),
    async answer(answer) {
      const { connection } = answer;
      const mine = held.get(connection);
      if (mine !== undefined) return note(mine, answer);
      return inTurn(async () => {
        const now = held.get(connection) ?? (await hold(connection));
        return now && note(now, answer);
      });
    },
    async settle(connection) {
      const mine = held.get(connection);
      if (mine !== undefined) await write(connection, mine);
    },
    async forget(connection) {
      const mine = held.get(connection);
      held.delete(connection);
      await mine?.writing.close();
      await inTurn(async () => undefined);
    },
    async close() {
      for (const [connection, mine] of [...held]) {
        await mine.writing.close();
        await write(connection, mine).catch((error: unknown) => onFault(connection, error));
      }
      await inTurn(async () => undefined);
    },
  };
}

function note(mine: Held, { id, status }: Answer): SharedImage | undefined {
  const before = mine.images.get(id);
  if (before !== undefined) {
    mine.images.set(id, { ...before, memberStatus: status });
    mine.unwritten.set(id, status);
  }
  mine.writing.changed();
  return before;
}

/** The images, those that were answered with their answer. */
export function withAnswers(
  images: readonly SharedImage[],
  answers: ReadonlyMap<string, MemberStatus>,
): readonly SharedImage[] {
  if (answers.size === 0) return images;
  return images.map((image) => ({ ...image, memberStatus: answers.get(image.id) ?? image.memberStatus }));
}

function byId(images: readonly SharedImage[]): Map<string, SharedImage> {
  return new Map(images.map((image) => [image.id, image]));
}

/** One after the other: what is kept is read, changed and written. */
function createTurns(): <Value>(action: () => Promise<Value>) => Promise<Value> {
  let turn: Promise<unknown> = Promise.resolve();
  return (action) => {
    const mine = turn.then(action);
    turn = mine.catch(() => undefined);
    return mine;
  };
}
