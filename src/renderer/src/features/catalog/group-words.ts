import type { CatalogGroup, CatalogGrouping } from '#shared/model/index.ts';
import { fieldName } from '../../ui/field-name.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { visibilityLabel } from './visibility-word.ts';

export const GROUPING_LABELS: Readonly<Record<CatalogGrouping, string>> = {
  connection: 'Cloud',
  distribution: 'Distribution',
  owner: 'Owner',
  visibility: 'Visibility',
  hash: 'Hash',
};

const NONE: Readonly<Record<CatalogGrouping, string>> = {
  connection: 'No cloud',
  distribution: 'No distribution named',
  owner: 'No owner',
  visibility: 'No visibility',
  hash: 'No hash',
};

/** Fields named at most; the rest is counted. */
const FIELDS_NAMED = 3;

/** What the images of a group have in common, in one short text made visible. */
export function groupTitle(
  by: CatalogGrouping,
  { label, first }: Pick<CatalogGroup, 'label' | 'first'>,
): string {
  if (label === null) return NONE[by];
  if (by === 'hash') return visibleText(named(first.name, first.id));
  if (by === 'visibility') return visibilityLabel(label);
  return visibleText(label);
}

/** The beginning of a group's hash; `undefined` where images are put together by something else. */
export function groupHash(
  by: CatalogGrouping,
  { label, first }: Pick<CatalogGroup, 'label' | 'first'>,
): string | undefined {
  if (by !== 'hash' || label === null) return undefined;
  return visibleText(first.checksum?.value ?? label).slice(0, 8);
}

/** `in 3 clouds`. */
export function cloudsWord({ connections }: Pick<CatalogGroup, 'connections'>): string {
  return connections.length === 1 ? 'in one cloud' : `in ${formatCount(connections.length)} clouds`;
}

/** `differs in min_disk, os_version`, for images with the same bytes; `undefined` where they do not. */
export function differingWords({ differing }: Pick<CatalogGroup, 'differing'>): string | undefined {
  if (differing.length === 0) return undefined;
  const named = differing.slice(0, FIELDS_NAMED).map(fieldName).join(', ');
  const rest = differing.length - FIELDS_NAMED;
  return `differs in ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export function imagesWord(images: number): string {
  return `${formatCount(images)} ${images === 1 ? 'image' : 'images'}`;
}
