import { type Columns, createColumns, dropRow, HASHED, putRow, type RowValues } from './columns.ts';
import { parseTime } from './parse-time.ts';
import { breathe, type Pace } from './slices.ts';
import { type Sql, type SqlRow, textOf } from './sql.ts';

const COLUMNS = `row, flags, hash IS NOT NULL, connection, status, service_status, visibility, disk_format,
  container_format, owner, distribution, size_bytes, virtual_size_bytes, min_disk_gb, min_ram_mb, updated_at,
  created_at`;
const BATCH = 4096;
const RELOADED = 500;

/** Reads all rows that may be seen, in slices: rows may change meanwhile, and are to be read again then. */
export async function loadColumns(sql: Sql, pace: Pace): Promise<Columns> {
  const last = Number(sql.first('SELECT max(row) FROM images')?.[0] ?? 0);
  const columns = createColumns(last + 1024);
  for (let from = 0; ; ) {
    const rows = sql.all(
      `SELECT ${COLUMNS} FROM images WHERE row >= ? AND pending = 0 ORDER BY row LIMIT ${BATCH}`,
      from,
    );
    for (const row of rows) putRow(columns, rowValues(row));
    if (rows.length < BATCH) return columns;
    from = Number(rows.at(-1)?.[0]) + 1;
    await breathe(pace);
  }
}

/** Brings some rows to what the database has now, in slices. */
export async function reloadRows(
  sql: Sql,
  columns: Columns,
  rows: readonly number[],
  pace: Pace,
): Promise<void> {
  for (let at = 0; at < rows.length; at += RELOADED) {
    const batch = rows.slice(at, at + RELOADED);
    const found = sql.all(
      `SELECT ${COLUMNS} FROM json_each(?) CROSS JOIN images ON images.row = value WHERE pending = 0`,
      JSON.stringify(batch),
    );
    for (const row of batch) dropRow(columns, row);
    for (const row of found) putRow(columns, rowValues(row));
    await breathe(pace);
  }
}

function rowValues(found: SqlRow): RowValues {
  return {
    row: Number(found[0]),
    flags: Number(found[1]) | (found[2] === 1 ? HASHED : 0),
    texts: [
      textOf(found[3]),
      textOf(found[4]),
      textOf(found[5]),
      textOf(found[6]),
      textOf(found[7]),
      textOf(found[8]),
      textOf(found[9]),
      textOf(found[10]),
    ],
    numbers: [
      numberOf(found[11]),
      numberOf(found[12]),
      numberOf(found[13]),
      numberOf(found[14]),
      parseTime(textOf(found[15])),
      parseTime(textOf(found[16])),
    ],
  };
}

function numberOf(value: string | number | null | undefined): number {
  return typeof value === 'number' ? value : Number.NaN;
}
