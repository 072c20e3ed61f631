import { matchesSearch } from '#shared/search/index.ts';
import { readPast } from './documents.ts';
import type { Selection } from './selection.ts';
import type { Sql } from './sql.ts';
import type { View } from './view.ts';

/** Rows whose texts fit all text terms, of those named, in their order. */
export function verifyRows(
  sql: Sql,
  view: View,
  selection: Selection,
  rows: readonly number[],
): readonly number[] {
  const { terms, textQuery } = selection;
  if (terms.length === 0 || rows.length === 0) return rows;
  const here = rows.filter((row) => !view.past.has(row));
  const uses = (column: string): boolean => terms.some(({ sql: text }) => text.includes(column));
  const texts = uses('text') ? 'CROSS JOIN search_texts ON search_texts.row = value' : '';
  const names = uses('name') ? 'CROSS JOIN images ON images.row = value' : '';
  const conditions = terms.map(({ negated, sql: text }) => (negated ? `NOT ${text}` : text));
  const fits = sql.numbers(
    `SELECT json_group_array(value) FROM json_each(?) ${texts} ${names}
      WHERE ${conditions.join(' AND ')}`,
    JSON.stringify(here),
    ...terms.flatMap(({ values }) => values),
  );
  if (here.length === rows.length) return fits;
  const fitting = new Set(fits);
  return rows.filter((row) => {
    const past = view.past.get(row);
    return past === undefined ? fitting.has(row) : matchesSearch(textQuery, readPast(sql, past.change));
  });
}
