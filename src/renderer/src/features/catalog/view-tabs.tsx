import { showView, useAppStore } from '../../app/app-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { useCatalogStore } from './catalog-store.ts';

const VIEWS = [
  { id: 'images', label: 'Images' },
  { id: 'packages', label: 'Packages' },
] as const;

/** Images or packages, for a cloud that has both. */
export function ViewTabs() {
  const view = useAppStore((state) => state.view);
  const cloud = useCatalogStore((state) => state.query.connection);
  const both = useConnectionsStore(
    (state) =>
      cloud !== undefined && state.capabilities[cloud]?.operations['package.list'].supported === true,
  );
  if (!both) return null;
  return (
    <nav className="segments view-tabs" aria-label="What to show">
      {VIEWS.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          className="segment"
          aria-current={view === id ? 'page' : undefined}
          {...(view === id ? { 'data-selected': 'true' } : {})}
          onClick={() => showView(id)}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
