import type { SyncRecord } from '#shared/model/index.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** Past syncs that something came of, or that were a cloud's first; the newest first, each time once. */
export function momentsOf(syncs: readonly SyncRecord[]): readonly SyncRecord[] {
  const seen = new Set<string>();
  return syncs.filter(({ at, added, changed, removed, first }) => {
    if (seen.has(at) || (!first && added + changed + removed === 0)) return false;
    seen.add(at);
    return true;
  });
}

/** What came of a sync: `prod-eu: 3 added, 2 changed, 1 removed`. */
export function syncWords({ connection, ...record }: SyncRecord): string {
  return `${visibleText(connection)}: ${resultWords(record)}`;
}

/** `3 added, 2 changed, 1 removed`, `nothing changed`, `the first list, 1,284 images`. */
export function resultWords(
  record: Pick<SyncRecord, 'added' | 'changed' | 'removed' | 'first' | 'images'>,
): string {
  if (record.first) return `the first list, ${formatCount(record.images)} images`;
  const parts = [
    record.added > 0 && `${formatCount(record.added)} added`,
    record.changed > 0 && `${formatCount(record.changed)} changed`,
    record.removed > 0 && `${formatCount(record.removed)} removed`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'nothing changed' : parts.join(', ');
}
