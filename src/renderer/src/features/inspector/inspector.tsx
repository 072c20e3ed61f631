import { RotateCw, X } from 'lucide-react';
import { type KeyboardEvent, useEffect } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Image, ImageDocument } from '#shared/model/index.ts';
import { useAppStore } from '../../app/app-store.ts';
import { sayThrown } from '../../app/error-words.ts';
import { focusTable } from '../../app/focus-places.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatAbsolute, formatAsOf } from '../../ui/format-time.ts';
import { isNamed } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { offlineReason, pastReason } from '../connections/abilities-now.ts';
import {
  useConnection,
  useConnectionColor,
  useConnectionsStore,
  wantCapabilities,
} from '../connections/connections-store.ts';
import { ProductionSign } from '../connections/production-sign.tsx';
import { WaitingChange } from '../edits/waiting-change.tsx';
import { InboxInspector } from '../inbox/inbox-inspector.tsx';
import { PackageInspector } from '../packages/package-inspector.tsx';
import { SharingTab } from '../sharing-tab/sharing-tab.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { useGoneImages } from './gone-images.ts';
import { HashesTab } from './hashes-tab.tsx';
import { ImageActions } from './image-actions.tsx';
import {
  closeInspector,
  closeInspectorDrawer,
  loadDocument,
  reloadImage,
  stopEdit,
  useInspectorStore,
} from './inspector-store.ts';
import { ManyChosen } from './many-chosen.tsx';
import { memberCount } from './member-words.ts';
import { OverviewTab } from './overview-tab.tsx';
import { PropertiesTab } from './properties-tab.tsx';
import { PropertyTreeTab } from './property-tree-tab.tsx';
import { RawTab } from './raw-tab.tsx';
import { useMembers } from './use-members.ts';

/** What is known of the chosen image, and what can be done with it. */
export function Inspector() {
  const open = useInspectorStore((state) => state.open);
  const images = useCatalogStore((state) => state.selection.images);
  const view = useAppStore((state) => state.view);
  if (!open) return null;
  const [only] = images.values();
  return (
    <aside className="inspector" aria-label="Inspector" onKeyDown={leaveOnEscape}>
      <Button
        variant="icon"
        className="inspector-close"
        aria-label="Close the inspector"
        onPress={closeInspector}
      >
        <X size={16} aria-hidden="true" />
      </Button>
      {view === 'packages' ? (
        <PackageInspector />
      ) : view === 'inbox' ? (
        <InboxInspector />
      ) : only === undefined ? (
        <p className="inspector-empty">Choose an image to see what it is.</p>
      ) : images.size > 1 ? (
        <ManyChosen images={[...images.values()]} />
      ) : (
        <OneImage key={imageKey(only)} image={only} />
      )}
    </aside>
  );
}

/** Where it is a drawer, Escape goes back to the list; dialogs and fields of its own heed the key first. */
function leaveOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
  if (inside && closeInspectorDrawer()) focusTable();
}

function OneImage({ image }: { readonly image: Image }) {
  const held = useInspectorStore((state) => state.document);
  const error = useInspectorStore((state) => state.error);
  const editing = useInspectorStore((state) => state.editing);
  const color = useConnectionColor(image.connection);
  const nested = useConnectionsStore(
    (state) => state.capabilities[image.connection]?.operations['property.nested'].supported === true,
  );
  const { connection, id, revision } = image;
  const asOf = useCatalogStore((state) => state.query.asOf);
  const state = useConnection(connection);
  const gone = useGoneImages(({ keys }) => keys.has(imageKey(image)));
  const members = useMembers(image, asOf !== undefined || gone);
  const now = useNow();
  useEffect(() => {
    // One that cannot be reached is not asked: what it could do last is known.
    if (state?.health !== 'offline') wantCapabilities(connection);
  }, [connection, state?.health]);
  useEffect(() => {
    // The revision is part of the question: a newer row brings a newer document. The past has none.
    if (revision !== undefined && asOf === undefined) void loadDocument({ connection, id });
  }, [connection, id, revision, asOf]);
  const document: ImageDocument | undefined =
    asOf === undefined && !gone && held !== undefined && imageKey(held.image) === imageKey(image)
      ? held
      : undefined;
  const shown = document?.image ?? image;
  return (
    <>
      <header className="inspector-head">
        <h2>
          <Plain>{isNamed(shown.name) ? shown.name : 'no name'}</Plain>
        </h2>
        <p className="inspector-where">
          <CloudName name={connection} color={color} />
          {state?.profile.production === true && <ProductionSign />}
          <span aria-hidden="true">·</span>
          <span className="mono" title={visibleText(id)}>
            {shortId(id)}
          </span>
          <CopyButton text={id} what="id" />
          <Button
            size="small"
            variant="icon"
            className="inspector-reload"
            aria-label="Ask the service again"
            tip="Ask the service again"
            reason={
              gone
                ? `It is gone from ${visibleText(connection)}`
                : asOf === undefined
                  ? offlineReason(state, now)
                  : pastReason(asOf)
            }
            onPress={() => attempt('images.show', () => reloadImage(image))}
          >
            <RotateCw size={14} aria-hidden="true" />
          </Button>
        </p>
      </header>
      <Tabs className="tabs">
        <TabList className="tab-list" aria-label="Parts of the image">
          <Tab id="overview">Overview</Tab>
          <Tab id="properties">Properties</Tab>
          <Tab id="sharing">Sharing{memberCount(members)}</Tab>
          <Tab id="hashes">Hashes</Tab>
          <Tab id="raw">Raw</Tab>
        </TabList>
        {error !== undefined && asOf === undefined && (
          <Notice tone="warning">{sayThrown(error, 'catalog.show').message}</Notice>
        )}
        <Standing image={shown} gone={gone} asOf={asOf} />
        {asOf === undefined && <WaitingChange image={shown} />}
        <TabPanel id="overview" className="tab-panel">
          <OverviewTab image={shown} />
        </TabPanel>
        <TabPanel id="properties" className="tab-panel">
          {nested ? <PropertyTreeTab image={shown} /> : <PropertiesTab image={shown} />}
        </TabPanel>
        <TabPanel id="sharing" className="tab-panel">
          <SharingTab image={shown} members={members} />
        </TabPanel>
        <TabPanel id="hashes" className="tab-panel">
          <HashesTab image={shown} raw={document?.raw} />
        </TabPanel>
        <TabPanel id="raw" className="tab-panel tab-panel-raw">
          {asOf !== undefined || gone ? (
            <p className="tab-empty">
              The service's document is kept for the present only: it is not here for the past.
            </p>
          ) : (
            <RawTab raw={document?.raw} />
          )}
        </TabPanel>
      </Tabs>
      <ImageActions image={shown} />
      {editing && <EditDialog image={shown} onClose={stopEdit} />}
    </>
  );
}

/** From when what stands here is, if that is not the present as the cloud last told it. */
function Standing({
  image,
  gone,
  asOf,
}: {
  readonly image: Image;
  readonly gone: boolean;
  readonly asOf: string | undefined;
}) {
  const state = useConnection(image.connection);
  const now = useNow();
  const cloud = visibleText(image.connection);
  if (asOf !== undefined) return <p className="standing">As it was on {formatAbsolute(asOf)}.</p>;
  if (gone) return <p className="standing standing-gone">Gone from {cloud}: this is how it last stood.</p>;
  if (state?.health !== 'offline') return null;
  return (
    <p className="standing standing-offline">
      {cloud} cannot be reached
      {state.syncedAt === null ? '.' : `: as of ${formatAsOf(state.syncedAt, now)}.`}
    </p>
  );
}
