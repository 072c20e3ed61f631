import type { CatalogQuery, CatalogScope, CatalogWindow, Image } from '#shared/model/index.ts';
import type { Documents } from './documents.ts';
import { createEvaluation, type Effort, type Evaluation, type Lane, type Matches } from './evaluation.ts';
import { stretchOf } from './order.ts';
import { readScope } from './selection.ts';
import { breathe } from './slices.ts';
import type { Sql } from './sql.ts';
import type { Store } from './store.ts';
import { orderOf, type View } from './view.ts';

/** Lists and counts of what a scope means, in a view. */
export interface Windows {
  readonly window: (view: View, query: CatalogQuery) => Promise<CatalogWindow>;
  readonly count: (view: View, scope: CatalogScope) => Promise<number>;
  readonly matches: (view: View, scope: CatalogScope) => Promise<Matches & { readonly key: string }>;
  readonly images: (view: View, scope: CatalogScope, limit: number) => Promise<readonly Image[]>;
}

const KEPT_EVALUATIONS = 8;
/** Further down, all that fit are found first: who scrolled there needs the total anyway. */
const FAR = 1000;
const BATCH = 200;

export function createWindows(
  sql: Sql,
  store: Store,
  documents: Documents,
  nowMs: () => number,
  effort: Effort,
): Windows {
  const kept = new WeakMap<View, Map<string, Evaluation>>();
  const lane: Lane = { ...effort, lists: 0 };
  let latest: Evaluation | undefined;

  const evaluationOf = (view: View, scope: CatalogScope): { evaluation: Evaluation; key: string } => {
    const selection = readScope(scope, nowMs());
    const { key } = selection;
    const known = kept.get(view) ?? new Map<string, Evaluation>();
    kept.set(view, known);
    const evaluation = known.get(key) ?? createEvaluation(sql, store, view, selection, lane);
    known.delete(key);
    known.set(key, evaluation);
    for (const oldest of known.keys()) {
      if (known.size <= KEPT_EVALUATIONS) break;
      known.delete(oldest);
    }
    latest = evaluation;
    return { evaluation, key };
  };

  return {
    async window(view, query) {
      const { evaluation } = evaluationOf(view, query);
      const order = await orderOf(view, query.sort, store.pace(view));
      const { direction, offset, limit } = query;
      const known = await evaluation.known();
      if (known === undefined && offset + limit <= FAR) {
        const { rows, ended } = await evaluation.first(order, direction, offset + limit);
        if (!ended) evaluation.begin(() => latest === evaluation);
        const images = documents.images(view, rows.slice(offset, offset + limit));
        const counted = (await evaluation.known())?.total;
        return { rows: images, offset, total: counted ?? rows.length, exact: ended || counted !== undefined };
      }
      const { mask, total } = known ?? (await evaluation.all());
      const rows = stretchOf(order, direction, mask, offset, limit);
      return { rows: documents.images(view, rows), offset, total, exact: true };
    },

    async count(view, scope) {
      return (await evaluationOf(view, scope).evaluation.all()).total;
    },

    async matches(view, scope) {
      const { evaluation, key } = evaluationOf(view, scope);
      return { ...(await evaluation.all()), key };
    },

    async images(view, scope, limit) {
      const { evaluation } = evaluationOf(view, scope);
      const pace = store.pace(view);
      const order = await orderOf(view, 'name', pace);
      const { mask } = await evaluation.all();
      const rows = stretchOf(order, 'asc', mask, 0, limit);
      const images: Image[] = [];
      for (let at = 0; at < rows.length; at += BATCH) {
        images.push(...documents.images(view, rows.slice(at, at + BATCH)));
        await breathe(pace);
      }
      return images;
    },
  };
}
