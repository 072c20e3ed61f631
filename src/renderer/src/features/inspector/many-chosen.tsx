import { ClipboardPaste, Columns2, CopyPlus, Download, Pencil, Trash2, Users } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import { Bytes } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { clearSelection } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { openCompare } from '../compare/compare-store.ts';
import { pasteReason } from '../compare/paste-reason.ts';
import { openPaste } from '../compare/property-clipboard.ts';
import { useConnectionColor, useConnectionsStore } from '../connections/connections-store.ts';
import { sourceReason } from '../copy/copy-reasons.ts';
import { openCopy } from '../copy/copy-store.ts';
import { openMany, useManyEditReason } from '../many/many-store.ts';
import { VerbMenu } from '../many/verb-menu.tsx';
import { openSharing } from '../sharing/open-sharing.ts';
import { downloadImages } from '../transfers/download-images.ts';
import { removalReason } from './action-reasons.ts';
import { askRemoval } from './inspector-store.ts';

const NAMES_SHOWN = 50;

/** It has nothing in it to stand on, and must be scrolled by keys all the same. */
const BY_KEYS = { tabIndex: 0 } as const;

/** Several images at once: what they are together, and what can be done with all of them. */
export function ManyChosen({ images }: { readonly images: readonly Image[] }) {
  const sizeBytes = images.reduce((sum, image) => sum + (image.sizeBytes ?? 0), 0);
  const guarded = images.filter((image) => image.protected === true).length;
  const noBytes = useConnectionsStore((state) => sourceReason(state.capabilities, images));
  const noRemoval = useConnectionsStore((state) => removalReason(state.capabilities, images));
  const noEdit = useManyEditReason(images);
  const clouds = Map.groupBy(images, (image) => image.connection);
  return (
    <>
      <header className="inspector-head">
        <h2>{formatCount(images.length)} images</h2>
        <p className="inspector-where">
          <Bytes value={sizeBytes} /> in all{guarded > 0 && `, ${formatCount(guarded)} protected`}
        </p>
      </header>
      <section className="tab-panel" aria-label="The chosen images" {...BY_KEYS}>
        <ul className="cloud-counts">
          {[...clouds].map(([name, members]) => (
            <CloudCount key={name} name={name} count={members.length} />
          ))}
        </ul>
        <ul className="chosen-names">
          {images.slice(0, NAMES_SHOWN).map((image) => (
            <li key={imageKey(image)}>
              <Plain>{named(image.name, image.id)}</Plain>
              <Bytes value={image.sizeBytes} />
            </li>
          ))}
        </ul>
        {images.length > NAMES_SHOWN && (
          <p className="muted">and {formatCount(images.length - NAMES_SHOWN)} more</p>
        )}
      </section>
      <footer className="inspector-actions">
        <Button
          size="small"
          reason={noBytes}
          onPress={() => attempt('transfers.download', () => downloadImages(images))}
        >
          <Download size={13} aria-hidden="true" />
          Download {formatCount(images.length)}
        </Button>
        <Button size="small" reason={noBytes} onPress={() => openCopy(images)}>
          <CopyPlus size={13} aria-hidden="true" />
          Copy {formatCount(images.length)} to…
        </Button>
        <Button size="small" reason={noEdit} onPress={() => openMany(images)}>
          <Pencil size={13} aria-hidden="true" />
          Edit {formatCount(images.length)}…
        </Button>
        {images.length === 2 && (
          <Button size="small" onPress={() => openCompare(images)}>
            <Columns2 size={13} aria-hidden="true" />
            Compare…
          </Button>
        )}
        <Button size="small" reason={pasteReason(images)} onPress={() => openPaste(images)}>
          <ClipboardPaste size={13} aria-hidden="true" />
          Paste properties…
        </Button>
        <Button size="small" onPress={() => openSharing(images)}>
          <Users size={13} aria-hidden="true" />
          Who sees them…
        </Button>
        <VerbMenu images={images} />
        <Button size="small" onPress={clearSelection}>
          Choose none
        </Button>
        <Button size="small" variant="danger" reason={noRemoval} onPress={askRemoval}>
          <Trash2 size={13} aria-hidden="true" />
          Delete {formatCount(images.length)}…
        </Button>
      </footer>
    </>
  );
}

function CloudCount({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <li>
      <CloudName name={name} color={useConnectionColor(name)} />
      <span className="figure">{formatCount(count)}</span>
    </li>
  );
}
