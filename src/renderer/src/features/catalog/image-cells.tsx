import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Image } from '#shared/model/index.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { Bytes } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatAbsolute, formatRelative } from '../../ui/format-time.ts';
import { isNamed } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { QueuedMark } from '../edits/queued-mark.tsx';
import type { ColumnKey } from './column-layout.ts';
import { distributionOf } from './image-words.ts';
import type { RowContext } from './row-context.ts';
import { imageKey } from './selection.ts';
import { visibilityWord } from './visibility-word.ts';

const TAGS_IN_ROW = 3;

type Cell = (image: Image, context: RowContext) => ReactNode;

/** What a row says in each column. */
export const IMAGE_CELLS: Readonly<Record<ColumnKey, Cell>> = {
  name: (image, { waiting }) => <NameCell image={image} waits={waiting.has(imageKey(image))} />,
  connection: ({ connection }, { colors }) => (
    <CloudName name={connection} color={colors.get(connection) ?? 0} />
  ),
  status: (image) => <StatusBadge image={image} />,
  sizeBytes: (image) => <Bytes value={image.sizeBytes} />,
  visibility: visibilityWord,
  updatedAt: (image, { nowMs }) => moment(image.updatedAt, nowMs),
  diskFormat: (image) => word(image.diskFormat),
  minDiskGb: (image) => quantity(image.minDiskGb, 'GiB'),
  minRamMb: (image) => quantity(image.minRamMb, 'MiB'),
  virtualSizeBytes: (image) => <Bytes value={image.virtualSizeBytes} />,
  owner: (image) => code(image.owner),
  createdAt: (image, { nowMs }) => moment(image.createdAt, nowMs),
  id: (image) => code(image.id),
  containerFormat: (image) => word(image.containerFormat),
  distribution: (image) => word(distributionOf(image)),
  tags: (image) => (image.tags.length === 0 ? '–' : <Plain>{image.tags.join(', ')}</Plain>),
  protected: (image) => protection(image.protected),
  hash: (image) => code(image.checksum?.value ?? null),
};

function NameCell({ image, waits }: { readonly image: Image; readonly waits: boolean }) {
  const shown = image.tags.slice(0, TAGS_IN_ROW);
  const rest = image.tags.length - shown.length;
  return (
    <span className="name-cell">
      {isNamed(image.name) ? (
        <Plain className="image-name">{image.name}</Plain>
      ) : (
        <span className="name-none">
          no name <span className="mono">{shortId(image.id)}</span>
        </span>
      )}
      {waits && <QueuedMark image={image} />}
      {image.tags.length > 0 && (
        <span className="name-tags">
          {shown.map((tag) => (
            <Plain key={tag} className="tag">
              {tag}
            </Plain>
          ))}
          {rest > 0 && (
            <span className="tag" title={image.tags.slice(TAGS_IN_ROW).map(visibleText).join(', ')}>
              +{rest}
            </span>
          )}
        </span>
      )}
    </span>
  );
}

function word(text: string | null): ReactNode {
  return text === null || text === '' ? '–' : <Plain>{text}</Plain>;
}

/** An id or a hash: its ends, the whole on hover. */
function code(text: string | null): ReactNode {
  if (text === null) return '–';
  return (
    <span className="mono" title={visibleText(text)}>
      {shortId(text)}
    </span>
  );
}

function moment(iso: string | null, nowMs: number): ReactNode {
  if (iso === null) return <span className="figure">–</span>;
  return (
    <time className="figure" dateTime={iso} title={formatAbsolute(iso)}>
      {formatRelative(iso, nowMs)}
    </time>
  );
}

function quantity(value: number | null, unit: string): ReactNode {
  return <span className="figure">{value === null ? '–' : `${formatCount(value)} ${unit}`}</span>;
}

function protection(isProtected: boolean | null): ReactNode {
  if (isProtected === null) return '–';
  if (!isProtected) return 'No';
  return (
    <span className="protected-cell">
      <Lock size={12} aria-hidden="true" /> Yes
    </span>
  );
}
