import { create } from 'zustand';
import type { SharedImage, SharedWithMe } from '#shared/model/index.ts';
import { showView } from '../../app/app-store.ts';
import { call } from '../../app/session.ts';
import { imageKey } from '../catalog/selection.ts';
import { countTabs, findShared, type InboxTab, imagesOf } from './inbox-lists.ts';
import { afterRows, type InboxSelection, NOTHING_CHOSEN } from './inbox-selection.ts';

interface InboxState {
  /** What others share, by connection; `undefined` until the first answer. */
  readonly inbox: readonly SharedWithMe[] | undefined;
  /** Why the application could not say it. */
  readonly error: unknown;
  /** A person asked the services. */
  readonly refreshing: boolean;
  readonly tab: InboxTab;
  readonly selection: InboxSelection;
}

export const useInboxStore = create<InboxState>()(() => ({
  inbox: undefined,
  error: undefined,
  refreshing: false,
  tab: 'pending',
  selection: NOTHING_CHOSEN,
}));
const { getState, setState } = useInboxStore;

/** Reads what was last seen; no service is asked. */
export async function loadInbox(): Promise<void> {
  try {
    receiveInbox(await call('inbox.list', {}));
  } catch (error) {
    setState({ error });
  }
}

/** Takes in what others share. The keyboard stays where it was, or goes on to the next row. */
export function receiveInbox(inbox: readonly SharedWithMe[]): void {
  const { inbox: before = [], tab, selection } = getState();
  const rows = imagesOf(inbox, tab).map(imageKey);
  setState({
    inbox,
    error: undefined,
    selection: afterRows(selection, imagesOf(before, tab).map(imageKey), rows),
  });
}

/** Asks the services, all unless some are named. What fails is said beside what they said before. */
export async function refreshInbox(connections?: readonly string[]): Promise<void> {
  setState({ refreshing: true });
  try {
    const params = connections === undefined ? {} : { connections: [...connections] };
    receiveInbox(await call('inbox.refresh', params));
  } catch (error) {
    setState({ error });
  } finally {
    setState({ refreshing: false });
  }
}

/** Shows what others share, what waits first. */
export function openInbox(tab: InboxTab = 'pending'): void {
  showTab(tab);
  showView('inbox');
}

export function showTab(tab: InboxTab): void {
  if (tab !== getState().tab) setState({ tab, selection: NOTHING_CHOSEN });
}

/** Changes what is chosen. */
export function select(change: (selection: InboxSelection, rows: readonly string[]) => InboxSelection): void {
  const { selection } = getState();
  setState({ selection: change(selection, rowKeys()) });
}

/** The rows on show, in their order. */
export function rowKeys(): readonly string[] {
  const { inbox = [], tab } = getState();
  return imagesOf(inbox, tab).map(imageKey);
}

/** The chosen images as they stand now; where none is, the one that the keyboard stands on. */
export function chosenShares(): readonly SharedImage[] {
  const { inbox = [], selection } = getState();
  const { chosen, focus } = selection;
  const keys = chosen.size > 0 ? [...chosen] : focus === undefined ? [] : [focus];
  return keys.flatMap((key) => findShared(inbox, key) ?? []);
}

/** How many images wait for an answer. */
export function pendingCount({ inbox = [] }: Pick<InboxState, 'inbox'>): number {
  return countTabs(inbox).pending;
}
