import { useAppStore } from '../../app/app-store.ts';
import { refreshClouds, useConnectionsStore } from '../connections/connections-store.ts';
import { packageClouds } from './package-clouds.ts';
import { loadPackages } from './packages-store.ts';

/** Reads the lists of all clouds anew, and the packages where those are on show. */
export function refreshAll(): void {
  refreshClouds();
  if (useAppStore.getState().view !== 'packages') return;
  const { list, capabilities } = useConnectionsStore.getState();
  void loadPackages(packageClouds(list ?? [], capabilities));
}
