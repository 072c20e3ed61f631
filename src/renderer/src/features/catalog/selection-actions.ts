import type { Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { useCatalogStore } from './catalog-state.ts';
import {
  groupAt,
  imageAt,
  isAlone,
  type LineList,
  lineAt,
  lineOfImage,
  PAGE_ROWS,
  placeOf,
  WHOLE,
  withGroups,
} from './line-list.ts';
import { type ListQuery, scopeOf } from './list-query.ts';
import { fetchImages } from './list-requests.ts';
import {
  chooseImages,
  chooseOne,
  chooseStretch,
  imageKey,
  NO_SELECTION,
  refreshChosen,
  standOn,
  toggleOne,
} from './selection.ts';

const { getState, setState } = useCatalogStore;

/** More images than this are not chosen at once: `images.remove` takes no more either. */
export const CHOOSE_LIMIT = 10_000;
const GROUPS_AT_ONCE = 4 * PAGE_ROWS;

/** Counts the choices, so that the rows of an earlier one that come late are dropped. */
let choice = 0;

/** Chooses one line; the inspector shows its image. A group's line takes only the keyboard. */
export function selectRow(index: number): void {
  choice += 1;
  const { list, selection: before } = getState();
  const isGroup = list !== undefined && index >= 0 && lineAt(list, index).kind === 'group';
  const row = imageAt(list, index);
  // After an edit the copy that is chosen is newer than the row, until the list is read again.
  const image = row && (before.images.get(imageKey(row)) ?? row);
  const selection = chooseOne(index, image);
  setState({ selection: isGroup ? { ...selection, awaited: false } : selection });
}

/** Chooses an image that may not be in sight (from the palette, a transfer). */
export function selectImage(image: Image): void {
  choice += 1;
  const { list } = getState();
  const index = list === undefined ? undefined : lineOfImage(list, image.connection, image.id);
  setState({ selection: chooseOne(index ?? -1, image) });
}

export function toggleRow(index: number): void {
  choice += 1;
  const { list, selection } = getState();
  const image = imageAt(list, index);
  if (image !== undefined) setState({ selection: toggleOne(selection, index, image) });
}

/** Moves the keyboard without choosing (Ctrl or Cmd with an arrow). */
export function focusRow(index: number): void {
  setState({ selection: standOn(getState().selection, index) });
}

/** Chooses all images from the anchor to `index`, fetching those that are not here. At most `CHOOSE_LIMIT`. */
export async function selectStretchTo(index: number): Promise<void> {
  const { selection, list, shown } = getState();
  if (list === undefined || shown === undefined) return;
  choice += 1;
  const asked = choice;
  const anchor = selection.anchor < 0 ? index : selection.anchor;
  // The next key goes on from here, whether the rows are here by then or not.
  setState({ selection: { ...selection, anchor, focus: index, awaited: false } });
  const first = Math.min(anchor, index);
  const last = Math.min(Math.max(anchor, index), first + CHOOSE_LIMIT - 1);
  const rows = await imagesBetween(shown, list, first, last);
  if (asked === choice)
    setState({ selection: chooseStretch({ ...getState().selection, anchor }, index, rows) });
}

/** Chooses all images of the list, also those in groups that are collapsed, up to `CHOOSE_LIMIT`. */
export function selectAll(): Promise<void> {
  return choose((shown) => fetchImages(shown, undefined, 0, CHOOSE_LIMIT));
}

/** Chooses the images of a group, up to `CHOOSE_LIMIT`. */
export function selectGroup(key: string): Promise<void> {
  return choose((shown) => fetchImages(shown, key, 0, CHOOSE_LIMIT));
}

async function choose(fetch: (shown: ListQuery) => Promise<readonly Image[]>): Promise<void> {
  const { shown } = getState();
  if (shown === undefined) return;
  choice += 1;
  const asked = choice;
  const rows = await fetch(shown);
  if (asked === choice) setState({ selection: chooseImages(getState().selection, rows) });
}

export function clearSelection(): void {
  choice += 1;
  const { selection } = getState();
  setState({ selection: { ...NO_SELECTION, focus: selection.focus, anchor: selection.focus } });
}

/** Takes images that are gone out of the chosen ones. */
export function forgetChosen(gone: readonly Pick<Image, 'connection' | 'id'>[]): void {
  const { selection } = getState();
  const images = new Map(selection.images);
  for (const image of gone) images.delete(imageKey(image));
  setState({ selection: { ...selection, images } });
}

/** Takes over a newer copy of a chosen image, after an edit. */
export function refreshImage(image: Image): void {
  refreshImages([image]);
}

/** The same for many at once. */
export function refreshImages(images: readonly Image[]): void {
  const selection = refreshChosen(getState().selection, images);
  if (selection !== getState().selection) setState({ selection });
}

/** The image that the keyboard stands on; else the only one that is chosen. */
export function imageOfFocus(): Image | undefined {
  const { list, selection } = getState();
  const [only] = selection.images.size === 1 ? selection.images.values() : [];
  return imageAt(list, selection.focus) ?? only;
}

/** The images on some lines; a collapsed group keeps its own to itself. */
async function imagesBetween(
  query: ListQuery,
  list: LineList,
  first: number,
  last: number,
): Promise<readonly Image[]> {
  const images: Image[] = [];
  let known = list;
  let line = first;
  while (line <= last) {
    const place = placeOf(known, line);
    if (place.of === 'images') {
      const count = Math.min(last - line + 1, sectionSize(known, place.section) - place.row);
      const held = heldImages(known, line, count);
      const group = known.grouping === undefined ? undefined : place.section;
      images.push(...(held ?? (await fetchImages(query, group, place.row, count))));
      line += Math.max(1, count);
      continue;
    }
    if (known.grouping === 'hash' && groupAt(known, place.group) === undefined)
      known = await withMoreGroups(query, known, place.group);
    const group = groupAt(known, place.group);
    if (group !== undefined && isAlone(known.grouping, group)) images.push(group.first);
    line += 1;
  }
  return images;
}

function sectionSize(list: LineList, section: string): number {
  if (section === WHOLE && list.grouping === undefined) return Number.POSITIVE_INFINITY;
  return list.sections.find(({ key }) => key === section)?.images ?? 0;
}

function heldImages(list: LineList, line: number, count: number): readonly Image[] | undefined {
  const images: Image[] = [];
  for (let index = line; index < line + count; index += 1) {
    const image = imageAt(list, index);
    if (image === undefined) return undefined;
    images.push(image);
  }
  return images;
}

async function withMoreGroups(query: ListQuery, list: LineList, from: number): Promise<LineList> {
  const offset = Math.floor(from / PAGE_ROWS) * PAGE_ROWS;
  const groups = await call('catalog.groups', {
    ...scopeOf(query),
    by: query.grouping ?? 'hash',
    order: query.groupOrder,
    offset,
    limit: GROUPS_AT_ONCE,
  });
  return withGroups(list, groups);
}
