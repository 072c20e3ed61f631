import type { EventMessage } from '#shared/contract/index.ts';
import type { CatalogNotice } from '#shared/model/index.ts';
import type { Log } from '../log/index.ts';

export interface CatalogNotices {
  /** Tells the log and the pages that are open, and keeps it for those that open later. */
  add(message: string): void;
  /** The newest first. */
  all(): readonly CatalogNotice[];
}

const MOST = 20;

/** What a person should know of the catalogue itself, for as long as the application runs. */
export function createCatalogNotices(
  emit: (message: EventMessage) => void,
  log: Pick<Log, 'warn'>,
): CatalogNotices {
  let notices: readonly CatalogNotice[] = [];
  return {
    add(message) {
      const notice = { at: new Date().toISOString(), message };
      notices = [notice, ...notices].slice(0, MOST);
      log.warn('catalog', { message });
      emit({ event: 'catalog.notice', payload: notice });
    },
    all: () => notices,
  };
}
