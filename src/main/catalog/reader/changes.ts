import {
  type CatalogChanges,
  CHANGE_WORDS,
  type ChangeWord,
  type FieldChange,
  type Image,
  type ImageChange,
} from '#shared/model/index.ts';
import { compareTexts } from './compare-texts.ts';
import { type Documents, readPast } from './documents.ts';
import { fieldChanges, type ImageState, type Known, otherBytes, stateOf, wordsOf } from './net-change.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';

export interface ChangesQuery {
  /** ISO 8601. */
  readonly since: string;
  readonly connections?: readonly string[] | undefined;
  readonly limit: number;
}

/** An image that changed since a time, as far as it must be held beside all the others. */
interface Changed {
  readonly connection: string;
  readonly id: string;
  /** The first change after the time: it has what was before. */
  readonly change: number;
  /** The time of the last. */
  at: string;
  readonly isNew: boolean;
}

interface Told extends Changed {
  readonly before: Known<ImageState>;
  readonly now: ImageState | undefined;
  words: readonly ChangeWord[];
  replaces: Told | null;
}

const BATCH = 1000;

/**
 * The net difference between a time and now, image by image: what came and went in between is nothing, and so is
 * what was set back. Only fields that the model has count, without `updatedAt` and `revision`.
 */
export async function readChanges(
  sql: Sql,
  documents: Documents,
  query: ChangesQuery,
  pace: Pace,
): Promise<CatalogChanges> {
  const told: Told[] = [];
  for (const changed of await changedSince(sql, query, pace)) {
    const { before, now } = statesOf(sql, documents, changed);
    const words = wordsOf(before, now);
    if (words.length === 0) continue;
    told.push({
      ...changed,
      before: before && stateOf(before),
      now: now && stateOf(now),
      words,
      replaces: null,
    });
    await breathe(pace);
  }
  findReplacements(told);
  const all = told.sort(byWeight);
  const counts = Object.fromEntries(CHANGE_WORDS.map((word) => [word, 0])) as Record<ChangeWord, number>;
  for (const { words } of all) for (const word of words) counts[word] += 1;
  const changes: ImageChange[] = [];
  for (const change of all.slice(0, query.limit)) {
    const { before, now } = statesOf(sql, documents, change);
    const { connection, id, words, at, replaces } = change;
    const name = (now ?? before)?.name ?? null;
    const fields = fieldsOf(before, now, replaces && statesOf(sql, documents, replaces).before);
    changes.push({ connection, id, name, words, fields, at, replaces: replaces?.id ?? null });
    await breathe(pace);
  }
  return { changes, counts, total: all.length };
}

/** What is different; of an image that took another one's name, also the bytes that stood under it before. */
function fieldsOf(
  before: Known<Image>,
  now: Image | undefined,
  replaced: Known<Image>,
): readonly FieldChange[] {
  const own = before && now ? fieldChanges(before, now) : [];
  if (!replaced || !now) return own;
  const isHash = ({ field }: FieldChange): boolean => field === 'checksum';
  return [...fieldChanges(replaced, now).filter(isHash), ...own.filter((change) => !isHash(change))];
}

function statesOf(
  sql: Sql,
  documents: Documents,
  { connection, id, change, isNew }: Changed,
): { readonly before: Known<Image>; readonly now: Image | undefined } {
  const now = documents.show(connection, id)?.image;
  if (isNew) return { before: undefined, now };
  const [known] = sql.first('SELECT before IS NOT NULL FROM changes WHERE change = ?', change) ?? [];
  return { before: known === 0 ? null : readPast(sql, change), now };
}

async function changedSince(
  sql: Sql,
  { since, connections }: ChangesQuery,
  pace: Pace,
): Promise<Iterable<Changed>> {
  const time = new Date(since).toISOString();
  const wanted = connections && new Set(connections);
  const changed = new Map<string, Changed>();
  for (let after = 0; ; ) {
    const rows = sql.all(
      `SELECT change, connection, id, kind, at FROM changes
        WHERE change > ? AND +at > ? ORDER BY change LIMIT ${BATCH}`,
      after,
      time,
    );
    for (const [change, connection, id, kind, at] of rows) {
      if (wanted?.has(String(connection)) === false) continue;
      // A connection's name has no control characters.
      const key = `${connection}\u0000${id}`;
      const known = changed.get(key);
      if (known !== undefined) known.at = String(at);
      else {
        changed.set(key, {
          connection: String(connection),
          id: String(id),
          change: Number(change),
          at: String(at),
          isNew: kind === 'new',
        });
      }
    }
    if (rows.length < BATCH) return changed.values();
    after = Number(rows.at(-1)?.[0]);
    await breathe(pace);
  }
}

/** A name that went with one hash comes with another in the same cloud: the image that had it gave it up. */
function findReplacements(told: readonly Told[]): void {
  const givenUp = new Map<string, Told[]>();
  for (const image of told) {
    const { before, now } = image;
    if (!before || before.hidden || before.name === null) continue;
    if (now !== undefined && !now.hidden && now.name === before.name) continue;
    const key = `${image.connection}\u0000${before.name}`;
    givenUp.set(key, [...(givenUp.get(key) ?? []), image]);
  }
  for (const image of told) {
    const { before, now, connection } = image;
    if (now === undefined || now.hidden || now.name === null || before === null) continue;
    if (before !== undefined && !before.hidden && before.name === now.name) continue;
    const replaced = givenUp
      .get(`${connection}\u0000${now.name}`)
      ?.find((other) => other !== image && other.before && otherBytes(other.before, now));
    if (replaced === undefined) continue;
    image.replaces = replaced;
    image.words = CHANGE_WORDS.filter((word) => word === 'replaced' || image.words.includes(word));
  }
}

/** The weightiest first, then the latest. */
function byWeight(one: Told, other: Told): number {
  const weight = ({ words: [word = 'changed'] }: Told): number => CHANGE_WORDS.indexOf(word);
  const name = ({ before, now }: Told): string => (now ?? before)?.name ?? '';
  return (
    weight(one) - weight(other) ||
    compareTexts(other.at, one.at) ||
    compareTexts(one.connection, other.connection) ||
    compareTexts(name(one), name(other)) ||
    compareTexts(one.id, other.id)
  );
}
