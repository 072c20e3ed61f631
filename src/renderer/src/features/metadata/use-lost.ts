import { useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';
import { useGoneImages } from '../inspector/gone-images.ts';

/**
 * What was lost since the sheet was opened, so that nothing can be saved any more: the connection, removed in
 * another window or by the command line, or the image. `undefined` if neither was, or it comes back.
 */
export function useLost(image: Image): string | undefined {
  const { connection } = image;
  const gone = useGoneImages(() => goneReason(image));
  const [wasGone] = useState(gone !== undefined);
  const isRemoved = useConnectionsStore(
    ({ list }) => list !== undefined && !list.some(({ profile }) => profile.name === connection),
  );
  if (isRemoved) return `${visibleText(connection)} is no longer among your clouds`;
  return wasGone ? undefined : gone;
}
