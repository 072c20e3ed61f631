import { CatalogView } from '../features/catalog/catalog-view.tsx';
import { Sidebar } from '../features/connections/sidebar.tsx';
import { Inspector } from '../features/inspector/inspector.tsx';
import { useInspectorStore } from '../features/inspector/inspector-store.ts';
import { TransfersDock } from '../features/transfers/transfers-dock.tsx';
import { classNames } from '../ui/class-names.ts';

/** Clouds, list, inspector, transfers: always in the same places. */
export function Frame() {
  const inspector = useInspectorStore((state) => state.open);
  return (
    <div className={classNames('frame', inspector && 'frame-inspected')}>
      <Sidebar />
      <CatalogView />
      <Inspector />
      <TransfersDock />
    </div>
  );
}
