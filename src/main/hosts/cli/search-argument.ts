import { parseSearch, type SearchQuery } from '#shared/search/index.ts';
import { printable } from './output.ts';
import { UsageError } from './usage.ts';

/** Characters of the search shown before a mark, so that it stands on one line of a terminal. */
const SHOWN_BEFORE = 60;
const SHOWN = 72;

/**
 * Reads `--search`; the terms mean what they mean in the page. A term that says nothing would find too much,
 * so here it is a `UsageError` that shows the place.
 */
export function searchArgument(text: string, nowMs: number): SearchQuery {
  const query = parseSearch(text, nowMs);
  if (query.problems.length === 0) return query;
  const said = query.problems.map(({ span, message }) => `${message}\n${marked(text, span.start, span.end)}`);
  throw new UsageError(`the search is not understood: ${said.join('\n')}`);
}

/** The search on one line, its place underlined: as many columns as characters are shown. */
function marked(text: string, start: number, end: number): string {
  const from = Math.max(0, start - SHOWN_BEFORE);
  const before = printable(text.slice(from, start));
  const wrong = printable(text.slice(start, Math.min(end, start + SHOWN)));
  const after = printable(text.slice(end, Math.max(end, from + SHOWN)));
  return `  ${before}${wrong}${after}\n  ${' '.repeat([...before].length)}${'^'.repeat(Math.max(1, [...wrong].length))}`;
}
