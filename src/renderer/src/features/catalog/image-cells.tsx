import type { ReactNode } from 'react';
import type { Image } from '#shared/model/index.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { Bytes, When } from '../../ui/figures.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import type { ColumnKey } from './column-layout.ts';
import { visibilityWord } from './visibility-word.ts';

const TAGS_IN_ROW = 3;

/** What a row says in each column. */
export const IMAGE_CELLS: Readonly<Record<ColumnKey, (image: Image) => ReactNode>> = {
  name: (image) => <NameCell image={image} />,
  connection: (image) => <CloudCell name={image.connection} />,
  status: (image) => <StatusBadge image={image} />,
  sizeBytes: (image) => <Bytes value={image.sizeBytes} />,
  visibility: (image) => visibilityWord(image),
  updatedAt: (image) => <When iso={image.updatedAt} />,
  diskFormat: (image) => (image.diskFormat === null ? '–' : <Plain>{image.diskFormat}</Plain>),
  minDiskGb: (image) => <Quantity value={image.minDiskGb} unit="GiB" />,
  minRamMb: (image) => <Quantity value={image.minRamMb} unit="MiB" />,
  virtualSizeBytes: (image) => <Bytes value={image.virtualSizeBytes} />,
  owner: (image) => <IdCell id={image.owner} />,
  createdAt: (image) => <When iso={image.createdAt} />,
  id: (image) => <IdCell id={image.id} />,
};

function NameCell({ image }: { readonly image: Image }) {
  const shown = image.tags.slice(0, TAGS_IN_ROW);
  const rest = image.tags.length - shown.length;
  return (
    <span className="name-cell">
      {image.name === null || image.name === '' ? (
        <span className="name-none">
          no name <span className="mono">{shortId(image.id)}</span>
        </span>
      ) : (
        <Plain className="image-name">{image.name}</Plain>
      )}
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

function CloudCell({ name }: { readonly name: string }) {
  return <CloudName name={name} color={useConnectionColor(name)} />;
}

function IdCell({ id }: { readonly id: string | null }) {
  if (id === null) return '–';
  return (
    <span className="mono" title={visibleText(id)}>
      {shortId(id)}
    </span>
  );
}

function Quantity({ value, unit }: { readonly value: number | null; readonly unit: string }) {
  return <span className="figure">{value === null ? '–' : `${formatCount(value)} ${unit}`}</span>;
}
