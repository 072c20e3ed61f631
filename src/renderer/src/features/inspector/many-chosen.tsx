import { ClipboardPaste, Columns2, Trash2, Users, X } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { CloudName } from '../../ui/cloud-name.tsx';
import type { MenuAction } from '../../ui/context-menu.tsx';
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
  const all = `all ${formatCount(images.length)}`;
  const none: MenuAction = {
    id: 'none',
    label: 'Choose none',
    icon: <X size={14} aria-hidden="true" />,
    run: clearSelection,
  };
  const removal: MenuAction = {
    id: 'delete',
    label: `Delete ${formatCount(images.length)}…`,
    icon: <Trash2 size={14} aria-hidden="true" />,
    danger: true,
    reason: noRemoval,
    run: askRemoval,
  };
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
          tip={`Download ${all}`}
          onPress={() => attempt('transfers.download', () => downloadImages(images))}
        >
          Download
        </Button>
        <Button
          size="small"
          reason={noBytes}
          tip={`Copy ${all} to another cloud`}
          onPress={() => openCopy(images)}
        >
          Copy to…
        </Button>
        <Button size="small" reason={noEdit} tip={`Edit ${all} at once`} onPress={() => openMany(images)}>
          Edit…
        </Button>
        <VerbMenu images={images} first={lesserActions(images)} last={[none, removal]} />
      </footer>
    </>
  );
}

/** What is done with several images less often than the buttons' verbs. */
function lesserActions(images: readonly Image[]): readonly MenuAction[] {
  const compare: MenuAction = {
    id: 'compare',
    label: 'Compare the two…',
    icon: <Columns2 size={14} aria-hidden="true" />,
    run: () => openCompare(images),
  };
  return [
    {
      id: 'sharing',
      label: 'Who sees them…',
      icon: <Users size={14} aria-hidden="true" />,
      run: () => openSharing(images),
    },
    ...(images.length === 2 ? [compare] : []),
    {
      id: 'paste',
      label: 'Paste properties…',
      icon: <ClipboardPaste size={14} aria-hidden="true" />,
      reason: pasteReason(images),
      run: () => openPaste(images),
    },
  ];
}

function CloudCount({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <li>
      <CloudName name={name} color={useConnectionColor(name)} />
      <span className="figure">{formatCount(count)}</span>
    </li>
  );
}
