import { reloadCatalog, setListQuery } from '../features/catalog/catalog-store.ts';
import { sortKeyOf } from '../features/catalog/column-layout.ts';
import {
  loadConnections,
  receiveConnections,
  refreshStale,
} from '../features/connections/connections-store.ts';
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
    await Promise.all([loadSettings(), loadConnections(), loadTransfers()]);
    const { key, direction } = useSettingsStore.getState().settings.sort;
    setListQuery({ sort: sortKeyOf(key), direction });
    useAppStore.setState({ ready: true });
    void refreshStale(Date.now());
  } catch (error) {
    useAppStore.setState({ startError: error });
  }
}

/** Takes in what the application says by itself. */
export function listenToApplication(): void {
  const { client, bridge } = session();
  client.on('connections.changed', receiveConnections);
  client.on('catalog.changed', () => {
    reloadCatalog();
    countAgain();
  });
  client.on('settings.changed', receiveSettings);
  client.on('transfer.changed', receiveTransfer);
  client.on('transfer.cleared', ({ ids }) => forgetTransfers(ids));
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

/** The counts beside the clouds follow the rows; one question answers a burst of changes. */
function countAgain(): void {
  clearTimeout(countTimer);
  countTimer = setTimeout(() => void loadConnections().catch(() => undefined), COUNT_PAUSE_MS);
}

async function resume(): Promise<void> {
  reloadCatalog();
  await Promise.allSettled([loadSettings(), loadConnections(), loadTransfers()]);
}
