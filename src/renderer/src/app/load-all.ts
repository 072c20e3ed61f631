import { reloadCatalog, setListQuery, useCatalogStore } from '../features/catalog/catalog-store.ts';
import { sortKeyOf } from '../features/catalog/column-layout.ts';
import { groupOrderOf } from '../features/catalog/grouping-actions.ts';
import {
  loadConnections,
  receiveConnections,
  refreshDue,
  setPast,
} from '../features/connections/connections-store.ts';
import { loadEdits, receiveEdits } from '../features/edits/edits-store.ts';
import { offerReviews } from '../features/edits/offer-review.ts';
import { backToNow } from '../features/history/browse-past.ts';
import { loadHistory } from '../features/history/history-store.ts';
import { loadNotices, receiveNotice } from '../features/history/notices-store.ts';
import { loadInbox, openInbox, receiveInbox } from '../features/inbox/inbox-store.ts';
import { takeOpenedLinks } from '../features/links/opened-links.ts';
import { loadPartners, receivePartners } from '../features/partners/partners-store.ts';
import { loadSettings, receiveSettings, useSettingsStore } from '../features/settings/settings-store.ts';
import { forgetTransfers, loadTransfers, receiveTransfer } from '../features/transfers/transfers-store.ts';
import { useAppStore } from './app-store.ts';
import { session } from './session.ts';

const COUNT_PAUSE_MS = 250;
let countTimer: ReturnType<typeof setTimeout> | undefined;

/** Reads everything that the page begins with. */
export async function loadAll(): Promise<void> {
  useAppStore.setState({ startError: undefined });
  try {
    // The rows are what everybody waits for: they are asked for as soon as their order is known.
    const rows = loadSettings().then(askForRows);
    await Promise.all([rows, loadConnections(), loadTransfers(), loadEdits()]);
    useAppStore.setState({ ready: true });
    offerReviews();
    void loadNotices();
    void loadHistory();
    void loadPartners();
    void takeOpenedLinks();
    void loadInbox();
    refreshDue();
  } catch (error) {
    useAppStore.setState({ startError: error });
  }
}

/** Asks for the first rows in the order, and put together, as they were last. */
function askForRows(): void {
  const { sort, grouping } = useSettingsStore.getState().settings;
  setListQuery({
    sort: sortKeyOf(sort.key),
    direction: sort.direction,
    grouping: grouping ?? undefined,
    groupOrder: groupOrderOf(grouping),
  });
}

/** Takes in what the application says by itself. */
export function listenToApplication(): void {
  const { client, bridge } = session();
  client.on('connections.changed', receiveConnections);
  client.on('catalog.changed', () => {
    reloadCatalog();
    countAgain();
  });
  client.on('catalog.notice', receiveNotice);
  client.on('edits.changed', receiveEdits);
  client.on('settings.changed', receiveSettings);
  client.on('partners.changed', receivePartners);
  client.on('link.opened', () => void takeOpenedLinks());
  client.on('inbox.changed', receiveInbox);
  client.on('inbox.wanted', () => openInbox());
  client.on('transfer.changed', receiveTransfer);
  client.on('transfer.cleared', ({ ids }) => forgetTransfers(ids));
  useCatalogStore.subscribe(({ query }) => setPast(query.asOf));
  useAppStore.subscribe(({ view }) => {
    // Only the list of images has a past: what stands elsewhere is always the present.
    if (view !== 'images') backToNow();
  });
  let lost = false;
  bridge.connectionState.subscribe(() => {
    const status = bridge.connectionState.get();
    if (status === 'lost') lost = true;
    if (status !== 'connected' || !lost) return;
    lost = false;
    // Events sent meanwhile are gone, so everything is read again. The list keeps its place.
    if (useAppStore.getState().ready) void resume();
    else void loadAll();
  });
}

/** The counts beside the clouds, and what changed, follow the rows; one question answers a burst of changes. */
function countAgain(): void {
  clearTimeout(countTimer);
  countTimer = setTimeout(() => {
    void loadConnections().catch(() => undefined);
    void loadHistory();
  }, COUNT_PAUSE_MS);
}

async function resume(): Promise<void> {
  reloadCatalog();
  await Promise.allSettled([
    loadSettings(),
    loadConnections(),
    loadTransfers(),
    loadEdits(),
    loadNotices(),
    loadHistory(),
    loadPartners(),
    takeOpenedLinks(),
    loadInbox(),
  ]);
}
