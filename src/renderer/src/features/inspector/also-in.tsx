import { useEffect, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { quoteValue } from '#shared/search/quote-text.ts';
import { call } from '../../app/session.ts';
import { CloudName } from '../../ui/cloud-name.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { selectImage, useCatalogStore } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { differingProperties } from './differing-properties.ts';

const SHOWN = 4;
/** One more question would not make the line longer. */
const ASKED = 50;

/** The images of all clouds that have the same bytes, by the service's hash; those of the catalogue. */
export function useTwins(image: Image): { readonly twins: readonly Image[]; readonly total: number } {
  const { checksum, connection, id, revision } = image;
  const asOf = useCatalogStore((state) => state.query.asOf);
  const [found, setFound] = useState<{ readonly twins: readonly Image[]; readonly total: number }>(NONE);
  const value = checksum?.value;
  useEffect(() => {
    let alive = true;
    if (value === undefined || revision === undefined) {
      setFound(NONE);
      return undefined;
    }
    call('catalog.window', {
      search: `os_hash:${quoteValue(value)}`,
      ...(asOf === undefined ? {} : { asOf }),
      sort: 'connection',
      direction: 'asc',
      offset: 0,
      limit: ASKED,
    }).then(
      ({ rows, total }) => {
        if (!alive) return;
        // Another service may write the beginning of a longer hash: only the same value is the same bytes.
        const same = rows.filter((row) => row.checksum?.value === value);
        const twins = same.filter((row) => imageKey(row) !== imageKey({ connection, id }));
        setFound({ twins, total: Math.max(twins.length, total - (rows.length - twins.length)) });
      },
      () => {
        if (alive) setFound(NONE);
      },
    );
    return () => {
      alive = false;
    };
  }, [value, connection, id, revision, asOf]);
  return found;
}
const NONE = { twins: [], total: 0 } as const;

/** Where else the same bytes are, and whether a property differs there. */
export function AlsoIn({ image, twins, total }: ReturnType<typeof useTwins> & { readonly image: Image }) {
  return (
    <ul className="also-in">
      {twins.slice(0, SHOWN).map((twin) => (
        <Twin key={imageKey(twin)} image={image} twin={twin} />
      ))}
      {total > SHOWN && <li className="muted">and {formatCount(total - SHOWN)} more</li>}
    </ul>
  );
}

function Twin({ image, twin }: { readonly image: Image; readonly twin: Image }) {
  const color = useConnectionColor(twin.connection);
  const differing = differingProperties(image, twin);
  const name = named(twin.name, twin.id);
  return (
    <li>
      <button type="button" className="change-link" onClick={() => selectImage(twin)}>
        <CloudName name={twin.connection} color={color} />
      </button>{' '}
      {name !== image.name && <Plain className="also-name">{name}</Plain>}{' '}
      <span className="muted" title={differing.length === 0 ? undefined : differing.join(', ')}>
        (same bytes{differing.length > 0 && `, ${countWords(differing.length)}`})
      </span>
    </li>
  );
}

function countWords(differing: number): string {
  return differing === 1 ? '1 property differs' : `${formatCount(differing)} properties differ`;
}
