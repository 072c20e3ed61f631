import { BatchStrip } from '../features/batch/batch-strip.tsx';
import { CatalogView } from '../features/catalog/catalog-view.tsx';
import { Sidebar } from '../features/connections/sidebar.tsx';
import { HistoryView } from '../features/history/history-view.tsx';
import { InboxView } from '../features/inbox/inbox-view.tsx';
import { Inspector } from '../features/inspector/inspector.tsx';
import { useInspectorStore } from '../features/inspector/inspector-store.ts';
import { PackagesView } from '../features/packages/packages-view.tsx';
import { SharingView } from '../features/sharing/sharing-view.tsx';
import { TransfersDock } from '../features/transfers/transfers-dock.tsx';
import { classNames } from '../ui/class-names.ts';
import { useAppStore } from './app-store.ts';

/** Clouds, list, inspector, transfers: always in the same places. */
export function Frame() {
  const view = useAppStore((state) => state.view);
  const inspector = useInspectorStore((state) => state.open);
  return (
    <div className={classNames('frame', inspector && 'frame-inspected')}>
      <Sidebar />
      {view === 'inbox' ? (
        <InboxView />
      ) : view === 'sharing' ? (
        <SharingView />
      ) : view === 'packages' ? (
        <PackagesView />
      ) : view === 'history' ? (
        <HistoryView />
      ) : (
        <CatalogView />
      )}
      <Inspector />
      <div className="docks">
        <BatchStrip />
        <TransfersDock />
      </div>
    </div>
  );
}
