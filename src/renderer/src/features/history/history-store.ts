import { create } from 'zustand';
import type { CatalogChanges, ChangeWord, SyncRecord } from '#shared/model/index.ts';
import { showView, useAppStore } from '../../app/app-store.ts';
import { call } from '../../app/session.ts';
import { type Since, sinceTime } from './since.ts';

interface HistoryState {
  /** When the person last looked at what changed, ISO 8601; `undefined` until the page began. */
  readonly lookedAt: string | undefined;
  /** Images that changed since then. */
  readonly unseen: number;
  readonly since: Since;
  /** When the person had looked before this visit: what "since I last looked" means while they look. */
  readonly visitFrom: string | undefined;
  /** One cloud; `undefined` = all. */
  readonly connection: string | undefined;
  /** Kinds of change to show; none = all. */
  readonly words: readonly ChangeWord[];
  /** `undefined` until the first answer. */
  readonly changes: CatalogChanges | undefined;
  /** The moment that `changes` are told since. */
  readonly changesSince: string | undefined;
  readonly loading: boolean;
  readonly error: unknown;
  /** Past syncs, the newest first. */
  readonly syncs: readonly SyncRecord[];
  /** The question "as of when?" is open. */
  readonly choosingPast: boolean;
}

export const useHistoryStore = create<HistoryState>()(() => ({
  lookedAt: undefined,
  unseen: 0,
  since: { kind: 'looked' },
  visitFrom: undefined,
  connection: undefined,
  words: [],
  changes: undefined,
  changesSince: undefined,
  loading: false,
  error: undefined,
  syncs: [],
  choosingPast: false,
}));

const { getState, setState } = useHistoryStore;
const LOOKED_KEY = 'argosy.history.looked';
/** As many as the application gives at once. */
const CHANGES_LIMIT = 1000;
let asked = 0;

/** Counts what changed since the person last looked; where that is on show, it is read again. */
export async function loadHistory(): Promise<void> {
  const lookedAt = getState().lookedAt ?? recall();
  setState({ lookedAt });
  if (useAppStore.getState().view === 'history') {
    await Promise.all([loadChanges(), loadSyncs()]);
    return;
  }
  try {
    const { total } = await call('catalog.changes', { since: lookedAt, limit: 1 });
    setState({ unseen: total });
  } catch {
    // The count is no more than a sign; the view itself says what is wrong.
  }
}

/** Shows what changed since the person last looked, and takes it as looked at. */
export function openHistory(): void {
  // Looking again is no new visit: what is on show must not vanish for having been seen.
  if (useAppStore.getState().view === 'history') {
    void loadChanges();
    return;
  }
  const now = new Date().toISOString();
  const { lookedAt } = getState();
  setState({
    since: { kind: 'looked' },
    visitFrom: lookedAt ?? recall(),
    lookedAt: now,
    unseen: 0,
    changes: undefined,
    error: undefined,
  });
  keep(now);
  showView('history');
  void loadChanges();
  void loadSyncs();
}

/** Opens the question as of when the catalogue shall be shown. */
export function askForPast(open: boolean): void {
  if (open && useAppStore.getState().view !== 'history') openHistory();
  setState({ choosingPast: open });
}

export function chooseSince(since: Since): void {
  setState({ since });
  void loadChanges();
}

export function chooseChangedCloud(connection: string | undefined): void {
  setState({ connection });
  void loadChanges();
}

export function chooseWords(words: readonly ChangeWord[]): void {
  setState({ words });
}

/** Reads what changed. The rows before stay until the new ones are here, also when they do not come. */
export async function loadChanges(): Promise<void> {
  asked += 1;
  const mine = asked;
  const { since, visitFrom, lookedAt, connection } = getState();
  const from = sinceTime(since, visitFrom ?? lookedAt ?? recall(), Date.now());
  setState({ loading: true });
  try {
    const changes = await call('catalog.changes', {
      since: from,
      limit: CHANGES_LIMIT,
      ...(connection === undefined ? {} : { connections: [connection] }),
    });
    if (mine === asked) setState({ changes, changesSince: from, loading: false, error: undefined });
  } catch (error) {
    if (mine === asked) setState({ loading: false, error });
  }
}

async function loadSyncs(): Promise<void> {
  try {
    setState({ syncs: await call('catalog.syncs', { limit: 200 }) });
  } catch {
    // Without them a past moment can still be typed.
  }
}

/** When the person last looked, as this browser remembers it. The first time ever counts as a look. */
function recall(): string {
  const held = readKept();
  if (held !== null && !Number.isNaN(Date.parse(held))) return held;
  const now = new Date().toISOString();
  keep(now);
  return now;
}

function readKept(): string | null {
  try {
    return window.localStorage.getItem(LOOKED_KEY);
  } catch {
    return null;
  }
}

function keep(at: string): void {
  try {
    window.localStorage.setItem(LOOKED_KEY, at);
  } catch {
    // A browser that keeps nothing counts from the start of the page.
  }
}
