import { useMemo } from 'react';
import type { Capabilities, ConnectionState } from '#shared/model/index.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';

/** The clouds that keep packages, by name. */
export function packageClouds(
  list: readonly ConnectionState[],
  capabilities: Readonly<Record<string, Capabilities>>,
): readonly string[] {
  return list
    .map(({ profile }) => profile.name)
    .filter((name) => capabilities[name]?.operations['package.list'].supported === true);
}

/** The same for the page; of the chosen cloud alone if it is one of them. */
export function usePackageClouds(): { readonly all: readonly string[]; readonly shown: readonly string[] } {
  const list = useConnectionsStore((state) => state.list);
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const chosen = useCatalogStore((state) => state.query.connection);
  return useMemo(() => {
    const all = packageClouds(list ?? [], capabilities);
    return { all, shown: chosen !== undefined && all.includes(chosen) ? [chosen] : all };
  }, [list, capabilities, chosen]);
}
