import { CompareSheet } from '../features/compare/compare-sheet.tsx';
import { CopyPropertiesDialog } from '../features/compare/copy-dialog.tsx';
import { PasteSheet } from '../features/compare/paste-sheet.tsx';
import { ConnectionDialogs } from '../features/connections/connection-dialogs.tsx';
import { useConnectionsStore } from '../features/connections/connections-store.ts';
import { FirstRun } from '../features/connections/first-run.tsx';
import { OfflineStrip } from '../features/connections/offline-strip.tsx';
import { CopySheet } from '../features/copy/copy-sheet.tsx';
import { ReviewSheet } from '../features/edits/review-sheet.tsx';
import { AsOfBanner } from '../features/history/as-of-banner.tsx';
import { CatalogNotices } from '../features/history/catalog-notices.tsx';
import { ImportSheet } from '../features/import/import-sheet.tsx';
import { useInspectorStore } from '../features/inspector/inspector-store.ts';
import { RemovalDialog } from '../features/inspector/removal-dialog.tsx';
import { HandOverDialog } from '../features/links/hand-over-dialog.tsx';
import { LinkReviewSheet } from '../features/links/link-review-sheet.tsx';
import { PasteLinkDialog } from '../features/links/paste-link-dialog.tsx';
import { ManySheet } from '../features/many/many-sheet.tsx';
import { MetadataSheet } from '../features/metadata/metadata-sheet.tsx';
import { PackageDialogs } from '../features/packages/package-dialogs.tsx';
import { Palette } from '../features/palette/palette.tsx';
import { ShortcutSheet } from '../features/palette/shortcut-sheet.tsx';
import { PartnersDialog } from '../features/partners/partners-dialog.tsx';
import { DropVeil } from '../features/upload/drop-veil.tsx';
import { UploadSheet } from '../features/upload/upload-sheet.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useAppStore } from './app-store.ts';
import { sayThrown } from './error-words.ts';
import { Frame } from './frame.tsx';
import { LinkBanner } from './link-banner.tsx';
import { loadAll } from './load-all.ts';
import { Toasts } from './toasts.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page. */
export function App() {
  const ready = useAppStore((state) => state.ready);
  const startError = useAppStore((state) => state.startError);
  const overlay = useAppStore((state) => state.overlay);
  const removal = useInspectorStore((state) => state.removal);
  const empty = useConnectionsStore((state) => state.list?.length === 0);
  return (
    <div className="app">
      <TopBar bare={!ready || empty} />
      <LinkBanner />
      <CatalogNotices />
      <OfflineStrip />
      <AsOfBanner />
      {ready ? empty ? <FirstRun /> : <Frame /> : <Starting error={startError} />}
      <ConnectionDialogs />
      <PackageDialogs />
      <UploadSheet />
      <ImportSheet />
      <CopySheet />
      <ReviewSheet />
      <MetadataSheet />
      <HandOverDialog />
      <LinkReviewSheet />
      <PasteLinkDialog />
      <PartnersDialog />
      <ManySheet />
      <CompareSheet />
      <CopyPropertiesDialog />
      <PasteSheet />
      {removal !== undefined && <RemovalDialog images={removal} />}
      {overlay === 'palette' && <Palette />}
      {overlay === 'shortcuts' && <ShortcutSheet />}
      <DropVeil />
      <Toasts />
    </div>
  );
}

function Starting({ error }: { readonly error: unknown }) {
  if (error === undefined)
    return <main className="starting" aria-busy="true" aria-label="Argosy is starting" />;
  const said = sayThrown(error, 'app.info');
  return (
    <main className="starting">
      <Notice
        tone="bad"
        alert
        actions={
          <Button size="small" onPress={() => void loadAll()}>
            Try again
          </Button>
        }
      >
        <strong>{said.title}.</strong> {said.message} {said.hint}
      </Notice>
    </main>
  );
}
