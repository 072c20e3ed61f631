import { reloadCatalog } from '../features/catalog/catalog-store.ts';
import { loadConnections, refreshDue } from '../features/connections/connections-store.ts';
import { loadEdits } from '../features/edits/edits-store.ts';
import { loadHistory } from '../features/history/history-store.ts';
import { countSaved } from '../features/search/saved-counts.ts';
import { savedSearches } from '../features/search/saved-search-actions.ts';
import { useAppStore } from './app-store.ts';

/** Not asked more often than this, however often the window is looked at. */
const PAUSE_MS = 15_000;

/** A gate that lets one call through in so many milliseconds. */
export function throttle(work: () => void, pauseMs: number, now: () => number): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - last < pauseMs) return;
    last = now();
    work();
  };
}

/** Asks for what is due when somebody looks at the page again. The network's return is never throttled. */
export function watchAttention(): void {
  const look = throttle(lookAgain, PAUSE_MS, () => performance.now());
  window.addEventListener('focus', look);
  window.addEventListener('online', refreshDue);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
}

function lookAgain(): void {
  if (!useAppStore.getState().ready) return;
  refreshDue();
  // The command line may have written to the catalogue or queued edits meanwhile: nobody tells the page of that.
  reloadCatalog();
  loadConnections().catch(() => undefined);
  void loadHistory();
  countSaved(savedSearches());
  loadEdits().catch(() => undefined);
}
