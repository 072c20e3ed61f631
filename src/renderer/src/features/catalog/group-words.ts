import type { CatalogGroup, CatalogGrouping } from '#shared/model/index.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
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
  if (by === 'hash') return visibleText(first.name ?? first.id);
  if (by === 'visibility') return visibilityLabel(label);
  return visibleText(label);
}

/** The hash of a group, its ends; `undefined` where images are put together by something else. */
export function groupHash(
  by: CatalogGrouping,
  { label, first }: Pick<CatalogGroup, 'label' | 'first'>,
): string | undefined {
  if (by !== 'hash' || label === null) return undefined;
  return shortId(first.checksum?.value ?? label);
}

/** `in 3 clouds · differs in min_disk, os_version`; for other groupings nothing: the clouds' dots say it. */
export function sameBytesWords(by: CatalogGrouping, group: CatalogGroup): string | undefined {
  if (by !== 'hash' || group.label === null) return undefined;
  const clouds = group.connections.length;
  const where = clouds === 1 ? 'in one cloud' : `in ${formatCount(clouds)} clouds`;
  if (group.differing.length === 0) return where;
  const named = group.differing.slice(0, FIELDS_NAMED).map(visibleText).join(', ');
  const rest = group.differing.length - FIELDS_NAMED;
  return `${where} · differs in ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export function imagesWord(images: number): string {
  return `${formatCount(images)} ${images === 1 ? 'image' : 'images'}`;
}
