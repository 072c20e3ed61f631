import { useConnectionsStore } from './connections-store.ts';

/** Do others depend on this cloud? */
function isProduction(name: string): boolean {
  const { list = [] } = useConnectionsStore.getState();
  return list.some(({ profile }) => profile.name === name && profile.production === true);
}

/** The same for the page. */
export function useIsProduction(name: string): boolean {
  return useConnectionsStore(() => isProduction(name));
}
