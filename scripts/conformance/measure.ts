import { readFileSync } from 'node:fs';
import { ROWS, type Row, SYSTEMS } from './matrix.ts';

/** One line that the conformance suite left. */
interface Observation {
  readonly kind: string;
  readonly row: string;
  readonly works: boolean;
}

export interface MeasuredRow {
  readonly label: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** As the matrix promises it. */
  readonly promised: string;
  /** `undefined`: nothing of the suite came by here. */
  readonly works: boolean | undefined;
  readonly agrees: boolean;
}

/** Reads what the suites saw, and lays it beside what the matrix promises. */
export function measure(file: string): readonly MeasuredRow[] {
  const seen = new Map<string, boolean>();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { kind, row, works } = JSON.parse(line) as Observation;
    // An old or bare service of a kind may lack what another has: one that can is enough.
    seen.set(`${kind} ${row}`, works || seen.get(`${kind} ${row}`) === true);
  }
  return ROWS.map((row) => ({
    label: row.label,
    cells: SYSTEMS.map((_system, at) => cellOf(row, at, seen)),
  }));
}

function cellOf(row: Row, at: number, seen: ReadonlyMap<string, boolean>): Cell {
  const promised = row.cells[at] ?? '?';
  const { name, kind } = SYSTEMS[at] ?? { name: '', kind: '' };
  if (row.measured.length === 0)
    return { promised, works: false, agrees: !['Y', 'y', 'C'].includes(promised) };
  const packages = name === 'FiFo packages';
  const isPackageRow = row.measured.every((each) => each.startsWith('package.'));
  // FiFo's packages and datasets are one connection: each column looks at its own half of the suite.
  if ((packages && row.packages === undefined) || (name === 'FiFo datasets' && isPackageRow)) {
    return { promised, works: false, agrees: promised === '-' };
  }
  const keys = packages && row.packages ? [row.packages] : row.measured;
  const observed = keys.flatMap((key) => {
    const works = seen.get(`${kind} ${key}`);
    return works === undefined ? [] : [works];
  });
  if (observed.length === 0) return { promised, works: undefined, agrees: false };
  const works = observed.includes(true);
  const agrees = promised === '?' || works === ['Y', 'y', 'C'].includes(promised);
  return { promised, works, agrees };
}
