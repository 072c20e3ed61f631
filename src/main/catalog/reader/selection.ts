import type { CatalogScope } from '#shared/model/index.ts';
import { parseSearch, type SearchQuery } from '#shared/search/index.ts';
import { type ColumnTest, codeTest, columnTest, flagTest } from './column-test.ts';
import { HASHED } from './columns.ts';
import { groupKey } from './group-key.ts';
import { type TextTerm, textTerm } from './text-term.ts';

/** A scope, made ready: what the columns can say, and what only the texts can. */
export interface Selection {
  /** The same for scopes that mean the same. */
  readonly key: string;
  readonly tests: readonly ColumnTest[];
  readonly terms: readonly TextTerm[];
  /** What `terms` say, for images that are no rows. */
  readonly textQuery: SearchQuery;
  /** The key of a group of hashes. */
  readonly hash: string | undefined;
}

const MINUTE_MS = 60_000;

/** Ages in a search count back from the full minute, so that one question can use another's answer. */
export function readScope(scope: CatalogScope, nowMs: number): Selection {
  const { terms } = parseSearch(scope.search ?? '', Math.floor(nowMs / MINUTE_MS) * MINUTE_MS);
  const { connections, group } = scope;
  const tests: ColumnTest[] = [];
  const textTerms: TextTerm[] = [];
  const asText: SearchQuery['terms'][number][] = [];
  if (connections !== undefined) {
    const names = new Set<string | null>(connections);
    tests.push(codeTest(['connection'], (name) => names.has(name)));
  }
  const hash = group?.by === 'hash' ? group.key : undefined;
  if (hash === '') tests.push(flagTest(HASHED, true));
  else if (group !== undefined && group.by !== 'hash') {
    tests.push(codeTest([group.by], (text) => groupKey(text) === group.key));
  }
  for (const term of terms) {
    const test = columnTest(term.condition, term.negated);
    if (test !== undefined) {
      tests.push(test);
      continue;
    }
    const text = textTerm(term.condition, term.negated);
    if (text === undefined) throw new TypeError(`Nothing answers a term of kind ${term.condition.kind}.`);
    textTerms.push(text);
    asText.push(term);
  }
  return {
    key: JSON.stringify([
      connections?.toSorted() ?? null,
      group ?? null,
      terms.map(({ negated, condition }) => [negated, condition]),
    ]),
    tests,
    terms: textTerms,
    textQuery: { terms: asText, problems: [] },
    hash: hash === '' ? undefined : hash,
  };
}
