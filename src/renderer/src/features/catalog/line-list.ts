import type {
  CatalogGroup,
  CatalogGrouping,
  CatalogGroupWindow,
  CatalogWindow,
  Image,
} from '#shared/model/index.ts';

/** Images, or groups, that are asked for together. */
export const PAGE_ROWS = 64;
/** Pages of images kept: some screens each way; the rest is asked for again. */
export const PAGES_KEPT = 40;
/** A group's line holds its first image too, so fewer of them are kept. */
export const GROUP_PAGES_KEPT = 24;
/** The part of a list without groups: all of it. */
export const WHOLE = '';

/** An expanded group: its images stand beneath its line. */
export interface Section {
  readonly key: string;
  /** Its place among the groups. */
  readonly group: number;
  readonly images: number;
}

/**
 * What the page holds of the list: a few pages of it, and how many lines there are. A line is an image or, in
 * a list put together by something, a group or an image of an expanded one. Immutable.
 */
export interface LineList {
  readonly grouping: CatalogGrouping | undefined;
  /** Images, or groups. */
  readonly total: number;
  /** `total` is all there are; else only those counted so far. */
  readonly exact: boolean;
  /** In the order of the groups. */
  readonly sections: readonly Section[];
  /** Longest held first, as are `imagePages`. */
  readonly groupPages: ReadonlyMap<number, readonly CatalogGroup[]>;
  readonly imagePages: ReadonlyMap<string, readonly Image[]>;
}

/** One line of the list. What is `undefined` is not here yet. */
export type Line =
  | { readonly kind: 'image'; readonly image: Image | undefined; readonly level: 1 | 2 }
  | { readonly kind: 'group'; readonly group: CatalogGroup | undefined; readonly expanded: boolean };

/** Where a line belongs: to the groups, or to the images of the whole list or of one group. */
export type Place =
  | { readonly of: 'groups'; readonly group: number; readonly section: Section | undefined }
  | {
      readonly of: 'images';
      readonly section: string;
      readonly row: number;
      readonly header: number | undefined;
    };

/** Pages that are not here, one after the other. */
export type Need =
  | { readonly of: 'groups'; readonly page: number; readonly pages: number }
  | { readonly of: 'images'; readonly section: string; readonly page: number; readonly pages: number };

export function emptyList(grouping: CatalogGrouping | undefined): LineList {
  return { grouping, total: 0, exact: true, sections: [], groupPages: new Map(), imagePages: new Map() };
}

export function lineCount(list: LineList): number {
  return list.sections.reduce((sum, { images }) => sum + images, list.total);
}

/** Where line `index` belongs. */
export function placeOf(list: LineList, index: number): Place {
  if (list.grouping === undefined) return { of: 'images', section: WHOLE, row: index, header: undefined };
  let before = 0;
  for (const section of list.sections) {
    const header = section.group + before;
    if (index < header) break;
    if (index === header) return { of: 'groups', group: section.group, section };
    if (index <= header + section.images)
      return { of: 'images', section: section.key, row: index - header - 1, header };
    before += section.images;
  }
  return { of: 'groups', group: index - before, section: undefined };
}

/** The line of a group, by its place among the groups. */
export function lineOfGroup(list: LineList, group: number): number {
  return list.sections.reduce((line, each) => (each.group < group ? line + each.images : line), group);
}

export function groupAt(list: LineList, group: number): CatalogGroup | undefined {
  return list.groupPages.get(Math.floor(group / PAGE_ROWS))?.[group % PAGE_ROWS];
}

/** A hash that only one image has puts nothing together: it is shown as that image. */
export function isAlone(grouping: CatalogGrouping | undefined, group: CatalogGroup): boolean {
  return grouping === 'hash' && group.images === 1;
}

export function lineAt(list: LineList, index: number): Line {
  const place = placeOf(list, index);
  if (place.of === 'images') {
    const page = list.imagePages.get(pageKey(place.section, Math.floor(place.row / PAGE_ROWS)));
    return {
      kind: 'image',
      image: page?.[place.row % PAGE_ROWS],
      level: list.grouping === undefined ? 1 : 2,
    };
  }
  const group = groupAt(list, place.group);
  if (group !== undefined && isAlone(list.grouping, group))
    return { kind: 'image', image: group.first, level: 1 };
  return { kind: 'group', group, expanded: place.section !== undefined };
}

/** The image on a line; `undefined` for a group's line, and while it is not here. */
export function imageAt(list: LineList | undefined, index: number): Image | undefined {
  if (list === undefined || index < 0) return undefined;
  const line = lineAt(list, index);
  return line.kind === 'image' ? line.image : undefined;
}

/** The line of an image, if it is here. */
export function lineOfImage(list: LineList, connection: string, id: string): number | undefined {
  const isIt = (image: Image): boolean => image.connection === connection && image.id === id;
  for (const [key, rows] of list.imagePages) {
    const row = rows.findIndex(isIt);
    if (row < 0) continue;
    const { section, page } = readPageKey(key);
    if (list.grouping === undefined) return page * PAGE_ROWS + row;
    const header = list.sections.find((each) => each.key === section);
    if (header !== undefined) return lineOfGroup(list, header.group) + 1 + page * PAGE_ROWS + row;
  }
  for (const [page, groups] of list.groupPages) {
    const index = groups.findIndex((group) => isAlone(list.grouping, group) && isIt(group.first));
    if (index >= 0) return lineOfGroup(list, page * PAGE_ROWS + index);
  }
  return undefined;
}

/** The pages that the lines from `first` to `last` stand on. */
function pagesBetween(list: LineList, first: number, last: number): ReadonlyMap<string, Need> {
  const pages = new Map<string, Need>();
  const end = Math.min(last, lineCount(list) - 1);
  for (let line = Math.max(0, first); line <= end; line += 1) {
    const place = placeOf(list, line);
    const page = Math.floor((place.of === 'images' ? place.row : place.group) / PAGE_ROWS);
    if (place.of === 'groups') pages.set(`groups ${page}`, { of: 'groups', page, pages: 1 });
    else pages.set(pageKey(place.section, page), { of: 'images', section: place.section, page, pages: 1 });
  }
  return pages;
}

/** What is missing of the lines from `first` to `last`, from the top. Neighbours are asked for together. */
export function needsOf(list: LineList, first: number, last: number): readonly Need[] {
  const needs: Need[] = [];
  for (const need of pagesBetween(list, first, last).values()) {
    const held =
      need.of === 'groups'
        ? list.groupPages.has(need.page)
        : list.imagePages.has(pageKey(need.section, need.page));
    if (held) continue;
    const before = needs.at(-1);
    const follows =
      before?.of === need.of &&
      before.page + before.pages === need.page &&
      (before.of === 'groups' || need.of === 'groups' || before.section === need.section);
    if (before !== undefined && follows) needs.splice(-1, 1, { ...before, pages: before.pages + 1 });
    else needs.push(need);
  }
  return needs;
}

/** Takes in images of the whole list, or of an expanded group. */
export function withImages(list: LineList, section: string, window: CatalogWindow): LineList {
  const imagePages = new Map(list.imagePages);
  for (const [page, rows] of splitPages(window.offset, window.rows)) {
    imagePages.delete(pageKey(section, page));
    imagePages.set(pageKey(section, page), rows);
  }
  if (list.grouping !== undefined) {
    const sections = list.sections.map((each) =>
      each.key === section && window.exact ? { ...each, images: window.total } : each,
    );
    return { ...list, imagePages, sections };
  }
  // What was counted once is not taken back by a window that counted only as far as it had to.
  if (window.exact) return { ...list, imagePages, total: window.total, exact: true };
  return {
    ...list,
    imagePages,
    total: Math.max(list.total, window.total),
    exact: list.exact && list.total > 0,
  };
}

/** Takes in groups. Expanded ones among them are found again, wherever they moved. */
export function withGroups(list: LineList, window: CatalogGroupWindow): LineList {
  const groupPages = new Map(list.groupPages);
  for (const [page, groups] of splitPages(window.offset, window.groups)) {
    groupPages.delete(page);
    groupPages.set(page, groups);
  }
  const places = new Map(
    window.groups.map(({ key, images }, index) => [key, { key, group: window.offset + index, images }]),
  );
  const end = window.offset + window.groups.length;
  const sections = list.sections.flatMap((section) => {
    const found = places.get(section.key);
    if (found !== undefined) return [found];
    // Another group stands in its place now.
    return section.group >= window.offset && section.group < end ? [] : [section];
  });
  return { ...list, total: window.total, groupPages, sections: sortSections(sections) };
}

/** Expands a group, or collapses it. */
export function withExpanded(list: LineList, group: number, expanded: boolean): LineList {
  const others = list.sections.filter((section) => section.group !== group);
  const held = groupAt(list, group);
  if (!expanded) return { ...list, sections: others };
  if (held === undefined || isAlone(list.grouping, held)) return list;
  const { key, images } = held;
  return { ...list, sections: sortSections([...others, { key, group, images }]) };
}

/** Expands those of the groups that are here and have one of the keys. */
export function withExpandedKeys(list: LineList, keys: ReadonlySet<string>): LineList {
  let next = list;
  for (const [page, groups] of list.groupPages) {
    groups.forEach((group, index) => {
      if (keys.has(group.key)) next = withExpanded(next, page * PAGE_ROWS + index, true);
    });
  }
  return next;
}

/** Forgets the pages held longest, but none that the lines from `first` to `last` stand on. */
export function trimmed(list: LineList, first: number, last: number): LineList {
  if (list.imagePages.size <= PAGES_KEPT && list.groupPages.size <= GROUP_PAGES_KEPT) return list;
  const needed = pagesBetween(list, first, last);
  const imagePages = new Map(list.imagePages);
  for (const key of list.imagePages.keys()) {
    if (imagePages.size <= PAGES_KEPT) break;
    if (!needed.has(key)) imagePages.delete(key);
  }
  const groupPages = new Map(list.groupPages);
  for (const page of list.groupPages.keys()) {
    if (groupPages.size <= GROUP_PAGES_KEPT) break;
    if (!needed.has(`groups ${page}`)) groupPages.delete(page);
  }
  return { ...list, imagePages, groupPages };
}

function sortSections(sections: readonly Section[]): readonly Section[] {
  return sections.toSorted((a, b) => a.group - b.group);
}

/** The stretch cut into pages; `offset` is the beginning of one. An empty stretch says that its page is empty. */
function splitPages<Item>(
  offset: number,
  items: readonly Item[],
): readonly (readonly [number, readonly Item[]])[] {
  const first = Math.floor(offset / PAGE_ROWS);
  const pages = Math.max(1, Math.ceil(items.length / PAGE_ROWS));
  return Array.from({ length: pages }, (_, index) => [
    first + index,
    items.slice(index * PAGE_ROWS, (index + 1) * PAGE_ROWS),
  ]);
}

function pageKey(section: string, page: number): string {
  return `${page}/${section}`;
}

function readPageKey(key: string): { readonly section: string; readonly page: number } {
  const slash = key.indexOf('/');
  return { page: Number(key.slice(0, slash)), section: key.slice(slash + 1) };
}
