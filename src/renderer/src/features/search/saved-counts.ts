import type { SavedSearch } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { FIRST_QUERY, scopeOf } from '../catalog/list-query.ts';
import { useSearchStore } from './search-store.ts';

/** The catalogue may change many times a second; the counts follow at this pace. */
export const COUNTS_PACE_MS = 3000;

let wanted: readonly SavedSearch[] | undefined;
let running = false;
let startedAtMs = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Counts what the saved searches find: at once, or when the pace allows it. One is counted after the other, so
 * that the list's own questions never wait for more than one.
 */
export function countSaved(saved: readonly SavedSearch[], nowMs = performance.now()): void {
  wanted = saved;
  if (running || timer !== undefined) return;
  timer = setTimeout(start, Math.max(0, startedAtMs + COUNTS_PACE_MS - nowMs));
}

function start(): void {
  timer = undefined;
  const saved = wanted;
  if (saved === undefined) return;
  wanted = undefined;
  running = true;
  startedAtMs = performance.now();
  void countAll(saved).finally(() => {
    running = false;
    if (wanted !== undefined) countSaved(wanted);
  });
}

async function countAll(saved: readonly SavedSearch[]): Promise<void> {
  for (const { name, search, connection } of saved) {
    const scope = scopeOf({ ...FIRST_QUERY, search, connection: connection ?? undefined });
    // A count that cannot be had leaves the one before: the list says what is wrong.
    const total = await call('catalog.count', scope).then(
      (counted) => counted.total,
      () => undefined,
    );
    if (total === undefined) continue;
    useSearchStore.setState(({ counts }) => ({ counts: { ...counts, [name]: total } }));
  }
}
