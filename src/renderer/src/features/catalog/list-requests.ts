import type { Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import {
  emptyList,
  type LineList,
  lineCount,
  lineOfGroup,
  lineOfImage,
  type Need,
  needsOf,
  PAGE_ROWS,
  placeOf,
  WHOLE,
  withExpandedKeys,
  withGroups,
  withImages,
} from './line-list.ts';
import { type ListQuery, orderOf, scopeOf } from './list-query.ts';

/** Images in one question: more would make one answer hold up the page. */
const LARGE_WINDOW = 500;
/** How far a row that moved out of its page is looked for, in large windows. */
const SEARCH_WINDOWS = 4;

/** Asks for missing pages and takes them in. */
export async function fetchNeed(query: ListQuery, list: LineList, need: Need): Promise<LineList> {
  const answer = await askNeed(query, need);
  return answer(list);
}

/** Asks for missing pages; gives how a list takes them in, whatever it has become meanwhile. */
export async function askNeed(query: ListQuery, need: Need): Promise<(list: LineList) => LineList> {
  const stretch = { offset: need.page * PAGE_ROWS, limit: need.pages * PAGE_ROWS };
  if (need.of === 'groups') {
    const groups = await call('catalog.groups', {
      ...scopeOf(query),
      ...stretch,
      by: query.grouping ?? 'connection',
      order: query.groupOrder,
    });
    return (list) => withGroups(list, groups);
  }
  const group = need.section === WHOLE && query.grouping === undefined ? undefined : need.section;
  const window = await call('catalog.window', { ...scopeOf(query, group), ...orderOf(query), ...stretch });
  return (list) => withImages(list, need.section, window);
}

/** The images of a stretch of the whole list, or of a group. */
export async function fetchImages(
  query: ListQuery,
  group: string | undefined,
  first: number,
  count: number,
): Promise<readonly Image[]> {
  const rows: Image[] = [];
  for (let done = 0; done < count; done += LARGE_WINDOW) {
    const limit = Math.min(LARGE_WINDOW, count - done);
    const window = await call('catalog.window', {
      ...scopeOf(query, group),
      ...orderOf(query),
      offset: first + done,
      limit,
    });
    rows.push(...window.rows);
    if (window.rows.length < limit) break;
  }
  return rows;
}

/** The top of a list. Groups that were expanded before stay so, if they stand there. */
export async function openList(query: ListQuery, expanded: ReadonlySet<string>): Promise<LineList> {
  if (query.grouping === undefined)
    return fetchNeed(query, emptyList(undefined), { of: 'images', section: WHOLE, page: 0, pages: 1 });
  const top = await fetchNeed(query, emptyList(query.grouping), { of: 'groups', page: 0, pages: 1 });
  // One group alone would only hide its images.
  const [only] = top.groupPages.get(0) ?? [];
  const keys = top.total === 1 && only !== undefined ? new Set([only.key]) : expanded;
  const list = withExpandedKeys(top, keys);
  return list.sections.length === 0 ? list : fillIn(query, list, 0, PAGE_ROWS - 1);
}

/** A list read anew, with the line that the first one in sight has moved to. */
export interface ReopenedList {
  readonly list: LineList;
  /** Lines by which the rows in sight moved down. */
  readonly moved: number;
}

/**
 * Reads a list anew around the lines in sight, all of them before any is shown. The first line in sight is
 * found again by what stands on it.
 */
export async function reopenList(
  query: ListQuery,
  old: LineList,
  visible: { readonly first: number; readonly last: number },
): Promise<ReopenedList> {
  const around = query.grouping === undefined ? reopenWhole : reopenGroups;
  const { list, line } = await around(query, old, visible);
  // At its top the list stays: what came to stand there is to be seen.
  const first = Math.min(visible.first === 0 ? 0 : (line ?? visible.first), Math.max(0, lineCount(list) - 1));
  const filled = await fillIn(query, list, first, first + visible.last - visible.first);
  return { list: filled, moved: first - visible.first };
}

type Visible = { readonly first: number; readonly last: number };
type Found = { readonly list: LineList; readonly line: number | undefined };

async function reopenWhole(query: ListQuery, old: LineList, { first, last }: Visible): Promise<Found> {
  const page = Math.max(0, Math.floor(first / PAGE_ROWS) - 1);
  const pages = Math.floor(last / PAGE_ROWS) + 2 - page;
  const list = await fetchNeed(query, emptyList(undefined), { of: 'images', section: WHOLE, page, pages });
  const place = placeOf(old, first);
  const anchor = place.of === 'images' ? rowOf(old, WHOLE, place.row) : undefined;
  if (anchor === undefined || first === 0) return { list, line: undefined };
  const line = lineOfImage(list, anchor.connection, anchor.id);
  if (line !== undefined || list.total === old.total) return { list, line };
  return { list, line: await searchRow(query, anchor, first, list.total - old.total) };
}

/** Looks for a row that was moved by about `moved` rows: between its old place and there. */
async function searchRow(
  query: ListQuery,
  anchor: Image,
  from: number,
  moved: number,
): Promise<number | undefined> {
  const step = Math.sign(moved) * LARGE_WINDOW;
  for (let index = 0; index < SEARCH_WINDOWS; index += 1) {
    const offset = Math.max(0, (moved > 0 ? from : from - LARGE_WINDOW) + index * step);
    const rows = await fetchImages(query, undefined, offset, LARGE_WINDOW);
    const row = rows.findIndex(({ connection, id }) => connection === anchor.connection && id === anchor.id);
    if (row >= 0) return offset + row;
    if (offset === 0 && moved < 0) return undefined;
  }
  return undefined;
}

async function reopenGroups(query: ListQuery, old: LineList, { first, last }: Visible): Promise<Found> {
  const keys = new Set(old.sections.map(({ key }) => key));
  let list = emptyList(query.grouping);
  for (const need of groupPagesOf(old, first, last)) list = await fetchNeed(query, list, need);
  list = withExpandedKeys(list, keys);
  const place = placeOf(old, first);
  if (place.of === 'groups') {
    const key = keyAt(old, place.group);
    const group = key === undefined ? undefined : indexOfGroup(list, key);
    return { list, line: group === undefined ? undefined : lineOfGroup(list, group) };
  }
  const section = list.sections.find(({ key }) => key === place.section);
  const anchor = rowOf(old, place.section, place.row);
  if (section === undefined) return { list, line: undefined };
  const header = lineOfGroup(list, section.group);
  if (anchor !== undefined) {
    list = await fillIn(query, list, header + 1 + place.row, header + 1 + place.row);
    const line = lineOfImage(list, anchor.connection, anchor.id);
    if (line !== undefined) return { list, line };
  }
  return { list, line: header + 1 + Math.min(place.row, Math.max(0, section.images - 1)) };
}

/** The pages of groups in sight, and those of the expanded ones: these must be found to stay so. */
function groupPagesOf(list: LineList, first: number, last: number): readonly Need[] {
  const pages = new Set<number>();
  const add = (group: number): void => {
    pages.add(Math.floor(group / PAGE_ROWS));
  };
  for (const line of [first, last]) {
    const place = placeOf(list, line);
    if (place.of === 'groups') add(place.group);
  }
  for (const section of list.sections) {
    // A few groups more or less before it may move it over the edge of its page.
    add(Math.max(0, section.group - 8));
    add(section.group + 8);
  }
  if (pages.size === 0) add(0);
  return [...pages]
    .sort((a, b) => a - b)
    .slice(0, 16)
    .map((page) => ({ of: 'groups', page, pages: 1 }));
}

/** Asks for all that is missing of some lines. */
async function fillIn(query: ListQuery, list: LineList, first: number, last: number): Promise<LineList> {
  let next = list;
  for (const need of needsOf(list, first, last)) next = await fetchNeed(query, next, need);
  return next;
}

function rowOf(list: LineList, section: string, row: number): Image | undefined {
  return list.imagePages.get(`${Math.floor(row / PAGE_ROWS)}/${section}`)?.[row % PAGE_ROWS];
}

function keyAt(list: LineList, group: number): string | undefined {
  return list.groupPages.get(Math.floor(group / PAGE_ROWS))?.[group % PAGE_ROWS]?.key;
}

function indexOfGroup(list: LineList, key: string): number | undefined {
  for (const [page, groups] of list.groupPages) {
    const index = groups.findIndex((group) => group.key === key);
    if (index >= 0) return page * PAGE_ROWS + index;
  }
  return undefined;
}
