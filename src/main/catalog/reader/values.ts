import { isAppError } from '#shared/errors/index.ts';
import type { CatalogValue, CatalogValueSource, Image } from '#shared/model/index.ts';
import { foldText, propertyText } from '#shared/search/index.ts';
import type { ValuesQuery } from '../catalog.ts';
import type { CodeColumnName } from './columns.ts';
import { PRESENT } from './columns.ts';
import { compareTexts } from './compare-texts.ts';
import { readJson } from './damage.ts';
import type { Documents } from './documents.ts';
import { BACKGROUND_SLICE_MS, breathe, createPace, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import type { View } from './view.ts';

export interface Values {
  /**
   * Values that begin with, or contain, what was typed: those that begin with it first, then those of the most
   * images. In a large catalogue the first answers may tell of the images looked through so far.
   */
  readonly values: (view: View, query: ValuesQuery) => Promise<readonly CatalogValue[]>;
}

/** One value, as it is written where it was met first. */
interface Counted {
  readonly value: string;
  images: number;
}

/** A look through all images for one kind of value. */
interface Scan {
  readonly found: Map<string, Counted>;
  readonly done: Promise<void>;
  isDone: boolean;
}

const KEPT_SCANS = 6;
/** How long an answer waits for a scan that is not done. */
const PATIENCE_MS = 150;
/** Up to so many rows are always looked through to the end. */
const FEW_ROWS = 5000;
/** Values beyond are not told: nobody completes by a list of them. */
const MOST_VALUES = 100_000;
const LONGEST = 255;
/** Few enough that a list which comes meanwhile does not wait for long. */
const BATCH = 64;

const CODES: Readonly<Partial<Record<CatalogValueSource['of'], readonly CodeColumnName[]>>> = {
  owner: ['owner'],
  format: ['diskFormat'],
  container: ['containerFormat'],
  status: ['status', 'serviceStatus'],
  visibility: ['visibility'],
};

export function createValues(sql: Sql, documents: Documents): Values {
  const scans = new Map<
    string,
    { readonly view: View; readonly scan: Scan; readonly older: Scan | undefined }
  >();

  const scanOf = async (view: View, query: ValuesQuery): Promise<Scan> => {
    const key = JSON.stringify([query.source, query.connections?.toSorted() ?? null]);
    const known = scans.get(key);
    if (known?.view === view) return settled(known, view);
    const isWanted = (scan: Scan): boolean => scans.get(key)?.scan === scan;
    const entry = {
      view,
      scan: startScan(sql, view, query, isWanted),
      older: known?.scan.isDone === true ? known.scan : known?.older,
    };
    scans.delete(key);
    scans.set(key, entry);
    for (const oldest of scans.keys()) {
      if (scans.size <= KEPT_SCANS) break;
      scans.delete(oldest);
    }
    return settled(entry, view);
  };

  return {
    async values(view, query) {
      const columns = CODES[query.source.of];
      const text = foldText(query.text);
      if (columns === undefined) {
        const { found } = await scanOf(view, query);
        return best(found, text, query.limit).map(([, { value, images }]) => ({ value, images }));
      }
      return ofColumns(view, columns, { ...query, text }, documents);
    },
  };
}

function best<Found extends { readonly images: number }>(
  found: ReadonlyMap<string, Found>,
  text: string,
  limit: number,
): readonly (readonly [string, Found])[] {
  const rank = (folded: string): number => (folded.startsWith(text) ? 0 : 1);
  return [...found]
    .filter(([folded]) => folded.includes(text))
    .sort(
      ([one, first], [other, second]) =>
        rank(one) - rank(other) || second.images - first.images || compareTexts(one, other),
    )
    .slice(0, limit);
}

/** Values that have a column of their own: counted at once. An image says how they are written. */
function ofColumns(
  view: View,
  names: readonly CodeColumnName[],
  { text, connections, limit }: ValuesQuery,
  documents: Documents,
): readonly CatalogValue[] {
  const { flags, capacity, codes } = view.columns;
  const cloud = codes.connection;
  const allowed = connections && new Set(connections.map((name) => cloud.codeOf(name)));
  const found = new Map<string, { images: number; readonly row: number }>();
  const [first, second] = names.map((name) => codes[name]);
  const count = (value: string | null | undefined, row: number): void => {
    if (value === null || value === undefined || value === '' || value.length > LONGEST) return;
    const known = found.get(value);
    if (known === undefined) found.set(value, { images: 1, row });
    else known.images += 1;
  };
  for (let row = 0; row < capacity; row++) {
    if (((flags[row] ?? 0) & PRESENT) === 0) continue;
    if (allowed !== undefined && !allowed.has(cloud.codes[row] ?? 0)) continue;
    const value = first?.texts[first.codes[row] ?? 0];
    const other = second?.texts[second.codes[row] ?? 0];
    count(value, row);
    if (other !== value) count(other, row);
  }
  const chosen = best(found, text, limit);
  const samples = documents.images(
    view,
    chosen.map(([, { row }]) => row),
  );
  return chosen.map(([folded, { images }], at) => {
    const sample = samples[at];
    const written = sample && names.map((name) => sample[name as keyof Image]);
    const value = written?.find((part) => typeof part === 'string' && foldText(part) === folded);
    return { value: typeof value === 'string' ? value : folded, images };
  });
}

/** What was true before the last change says more than a part of what is. */
async function settled(
  { scan, older }: { readonly scan: Scan; readonly older: Scan | undefined },
  { columns }: View,
): Promise<Scan> {
  if (columns.count <= FEW_ROWS) await scan.done;
  else await Promise.race([scan.done, patience()]);
  return scan.isDone ? scan : (older ?? scan);
}

function startScan(
  sql: Sql,
  view: View,
  { source, connections }: ValuesQuery,
  isWanted: (scan: Scan) => boolean,
): Scan {
  const found: Scan['found'] = new Map();
  const scan: { found: Scan['found']; done: Promise<void>; isDone: boolean } = {
    found,
    done: Promise.resolve(),
    isDone: false,
  };
  const visit = (image: Image): void => {
    const values = new Map(valuesIn(source, image).map((value) => [foldText(value), value]));
    for (const [folded, value] of values) {
      if (value === '' || value.length > LONGEST) continue;
      const known = found.get(folded);
      if (known !== undefined) known.images += 1;
      else if (found.size < MOST_VALUES) found.set(folded, { value, images: 1 });
    }
  };
  const finish = async (): Promise<void> => {
    try {
      await look(
        sql,
        view,
        connections,
        createPace(() => isWanted(scan), BACKGROUND_SLICE_MS),
        visit,
      );
      scan.isDone = true;
    } catch (error) {
      // Rows changed and another look was begun: who still waits for this one takes it as it is.
      if (!isAppError(error, 'CANCELLED')) throw error;
    }
  };
  scan.done = finish();
  // Nobody may be waiting any more when it fails; who asks next is told.
  scan.done.catch(() => undefined);
  return scan;
}

async function look(
  sql: Sql,
  { columns }: View,
  connections: readonly string[] | undefined,
  pace: Pace,
  visit: (image: Image) => void,
): Promise<void> {
  const { connection } = columns.codes;
  const allowed = connections && new Set(connections.map((name) => connection.codeOf(name)));
  for (let from = 0; from < columns.capacity; from += BATCH) {
    const rows = sql.all(
      `SELECT row, image FROM documents WHERE row BETWEEN ? AND ?
          AND row IN (SELECT row FROM images WHERE pending = 0 AND row BETWEEN ?1 AND ?2)`,
      from,
      from + BATCH - 1,
    );
    for (const [row, image] of rows) {
      if (allowed !== undefined && !allowed.has(connection.codes[Number(row)] ?? 0)) continue;
      visit(readJson(image, 'an image') as Image);
    }
    await breathe(pace);
  }
}

function valuesIn(source: CatalogValueSource, image: Image): readonly string[] {
  switch (source.of) {
    case 'property-key':
      return Object.keys(image.properties);
    case 'property': {
      const key = foldText(source.key);
      return Object.entries(image.properties)
        .filter(([name]) => foldText(name) === key)
        .map(([, value]) => propertyText(value));
    }
    case 'tag':
      return image.tags;
    case 'name':
      return image.name === null ? [] : [image.name];
    default:
      return [];
  }
}

async function patience(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
}
