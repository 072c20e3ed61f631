import { create } from 'zustand';
import type { CatalogNotice } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';

interface NoticesState {
  /** What the catalogue has to say of itself and nobody put away yet, the newest first. */
  readonly notices: readonly CatalogNotice[];
}

export const useNoticesStore = create<NoticesState>()(() => ({ notices: [] }));

const { getState, setState } = useNoticesStore;
/** What was put away, while this page lives. */
const dismissed = new Set<string>();

/** Reads what was said before the page was there. */
export async function loadNotices(): Promise<void> {
  try {
    const notices = await call('catalog.notices', {});
    setState({ notices: merge(notices, getState().notices) });
  } catch {
    // Its events still come.
  }
}

export function receiveNotice(notice: CatalogNotice): void {
  setState({ notices: merge([notice], getState().notices) });
}

export function dismissNotice(notice: CatalogNotice): void {
  dismissed.add(keyOf(notice));
  setState({ notices: merge(getState().notices, []) });
}

function merge(some: readonly CatalogNotice[], others: readonly CatalogNotice[]): readonly CatalogNotice[] {
  const all = new Map([...some, ...others].map((notice) => [keyOf(notice), notice]));
  return [...all.values()]
    .filter((notice) => !dismissed.has(keyOf(notice)))
    .sort((a, b) => b.at.localeCompare(a.at));
}

function keyOf({ at, message }: CatalogNotice): string {
  return `${at}\n${message}`;
}
