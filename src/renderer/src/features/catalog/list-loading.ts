import { call } from '../../app/session.ts';
import { useCatalogStore } from './catalog-state.ts';
import { createLane } from './latest-lane.ts';
import {
  groupAt,
  imageAt,
  type LineList,
  lineCount,
  lineOfImage,
  needsOf,
  trimmed,
  withExpanded,
} from './line-list.ts';
import { type ListQuery, scopeOf } from './list-query.ts';
import { askNeed, openList, reopenList } from './list-requests.ts';
import { chooseOne, refreshChosen, type Selection, shiftLines } from './selection.ts';

const { getState, setState } = useCatalogStore;

/** All are counted when nobody has typed for so long. */
const COUNT_PAUSE_MS = 150;
/** What is near is fetched when scrolling has rested for so long. */
const AHEAD_PAUSE_MS = 80;
/** What a jump leads to is fetched when the scroll bar has rested for so long. */
const JUMP_PAUSE_MS = 40;
const RELOAD_PAUSE_MS = 120;
const NOTHING_AHEAD = { above: 0, below: 0 };
/** More groups than this are not expanded at once. */
export const EXPAND_LIMIT = 50;

let visible = { first: 0, last: 39 };
/** Told apart from the lists before it, whose late answers are dropped. */
let edition = 0;
let reloadWanted = false;
/** Nothing is fetched until the scroll bar rests. */
let unsettled = false;
/** Lines beyond those in sight that are fetched too. */
let ahead = NOTHING_AHEAD;
let reloadTimer: ReturnType<typeof setTimeout> | undefined;
let restTimer: ReturnType<typeof setTimeout> | undefined;
let countTimer: ReturnType<typeof setTimeout> | undefined;

const loadList = createLane(listStep);
const loadRows = createLane(rowStep);

/** Changes what is listed. The old rows stay until the first new ones are here. */
export function setListQuery(patch: Partial<ListQuery>): void {
  const { query, selection, quickLook } = getState();
  clearTimeout(countTimer);
  setState({
    query: { ...query, ...patch },
    pending: true,
    // Over another list it would hide what was asked for. Another order is the same list.
    quickLook: quickLook && Object.keys(patch).every((key) => key === 'sort' || key === 'direction'),
    // The same object where nothing changes: then the table is not drawn for every key.
    selection:
      selection.focus < 0 && selection.anchor < 0 && !selection.awaited
        ? selection
        : { ...selection, focus: -1, anchor: -1, awaited: false },
  });
  loadList();
}

/**
 * Tells which lines are in sight. While they glide by, what is missing is fetched at once, with what comes
 * next; after a jump (the scroll bar is dragged) only what it rests on.
 */
export function setVisibleLines(first: number, last: number): void {
  if (first === visible.first && last === visible.last) return;
  const screen = last - first + 1;
  const moved = first - visible.first;
  const jumped = Math.abs(moved) > screen;
  visible = { first, last };
  unsettled = jumped;
  ahead = jumped ? NOTHING_AHEAD : moved < 0 ? { above: screen, below: 0 } : { above: 0, below: screen };
  clearTimeout(restTimer);
  restTimer = setTimeout(
    () => {
      unsettled = false;
      ahead = { above: screen, below: screen };
      loadRows();
    },
    jumped ? JUMP_PAUSE_MS : AHEAD_PAUSE_MS,
  );
  loadRows();
}

/** The catalogue changed: asks for the rows in sight again, without taking anything from the screen. */
export function reloadCatalog(): void {
  clearTimeout(reloadTimer);
  reloadTimer = setTimeout(() => {
    reloadWanted = true;
    loadList();
  }, RELOAD_PAUSE_MS);
}

/** Expands the group of a place among the groups, or collapses it. */
export function setGroupExpanded(group: number, expanded: boolean): void {
  const { list, selection } = getState();
  if (list === undefined) return;
  const next = withExpanded(list, group, expanded);
  const grown = lineCount(next) - lineCount(list);
  if (grown === 0) return;
  const header = next.sections.reduce(
    (line, each) => (each.group < group ? line + each.images : line),
    group,
  );
  setState({ list: next, selection: shiftLines(selection, header, grown) });
  loadRows();
}

/** Expands every group, where they are few, or collapses all. */
export function setAllExpanded(expanded: boolean): void {
  const { list, selection } = getState();
  if (list === undefined || (expanded && list.total > EXPAND_LIMIT)) return;
  let next: LineList = { ...list, sections: [] };
  for (let group = 0; expanded && group < list.total; group += 1)
    if (groupAt(next, group) !== undefined) next = withExpanded(next, group, true);
  const place = { token: getState().place.token + 1, lines: 'top' } as const;
  setState({ list: next, place, selection: { ...selection, focus: -1, anchor: -1, awaited: false } });
  loadRows();
}

/** The list itself: a new one if another is asked for, or the same anew. */
async function listStep(): Promise<boolean> {
  const { query, shown, list } = getState();
  const again = shown === query && list !== undefined;
  if (again && !reloadWanted) return false;
  reloadWanted = false;
  try {
    if (again) {
      const reopened = await reopenList(query, list, visible);
      if (getState().query === query) takeOver(query, reopened.list, reopened.moved);
    } else {
      const keys = list?.grouping === query.grouping ? list?.sections.map(({ key }) => key) : [];
      // Shown even if another is asked for by now: it is nearer to that than what stands there.
      takeOver(query, await openList(query, new Set(keys)), 'top');
    }
    return true;
  } catch (error) {
    if (getState().query !== query) return true;
    setState({ error });
    return false;
  }
}

function takeOver(query: ListQuery, list: LineList, lines: number | 'top'): void {
  const before = getState();
  edition += 1;
  if (lines === 'top') visible = { first: 0, last: visible.last - visible.first };
  else visible = { first: visible.first + lines, last: visible.last + lines };
  const counted = list.grouping === undefined && list.exact;
  setState({
    shown: query,
    list,
    pending: query !== before.query,
    error: undefined,
    images: counted ? list.total : before.shown === query ? before.images : undefined,
    selection: settleSelection(before.selection, before.list, list, lines),
    place: { token: before.place.token + 1, lines },
  });
  clearTimeout(countTimer);
  countTimer = setTimeout(
    () => void countAll().catch((error: unknown) => setState({ error })),
    COUNT_PAUSE_MS,
  );
  loadRows();
}

/** Rows that are in sight and not here, then those near. */
async function rowStep(): Promise<boolean> {
  const { list, shown } = getState();
  if (list === undefined || shown === undefined || unsettled) return false;
  const { first, last } = visible;
  const screen = last - first + 1;
  const [need] = [...needsOf(list, first, last), ...needsOf(list, first - ahead.above, last + ahead.below)];
  if (need === undefined) return false;
  const asked = edition;
  try {
    const takeIn = await askNeed(shown, need);
    const state = getState();
    if (asked !== edition || state.list === undefined) return true;
    const next = trimmed(takeIn(state.list), visible.first - screen, visible.last + screen);
    setState({
      list: next,
      error: undefined,
      selection: settleSelection(state.selection, state.list, next, 0),
    });
    return true;
  } catch (error) {
    if (asked !== edition) return true;
    setState({ error });
    return false;
  }
}

/** Counts what the windows did not: a search's matches, the images in all groups. */
async function countAll(): Promise<void> {
  const { query, shown, list } = getState();
  if (shown !== query || list === undefined) return;
  const current = (): boolean => getState().shown === query && getState().query === query;
  if (list.grouping !== undefined || !list.exact) {
    const { total } = await call('catalog.count', scopeOf(query));
    if (!current()) return;
    const held = getState().list;
    const whole = held?.grouping === undefined && held !== undefined ? { ...held, total, exact: true } : held;
    setState({ images: total, list: whole });
  }
  if (query.asOf === undefined) return;
  const { total } = await call('catalog.count', scopeOf({ ...query, search: '' }));
  if (current()) setState({ everything: total });
}

/**
 * Takes rows that were chosen before they came, takes over newer copies of chosen ones, and keeps the keyboard
 * on the same image when rows moved under it.
 */
function settleSelection(
  selection: Selection,
  before: LineList | undefined,
  list: LineList,
  moved: number | 'top',
): Selection {
  if (selection.awaited) {
    const image = imageAt(list, selection.focus);
    return image === undefined ? selection : chooseOne(selection.focus, image);
  }
  const newest = refreshChosen(selection, [...list.imagePages.values()].flat());
  if (selection.focus < 0 || before === list) return newest;
  const follow = (line: number): number => {
    const image = before === undefined ? undefined : imageAt(before, line);
    const found = image === undefined ? undefined : lineOfImage(list, image.connection, image.id);
    if (found !== undefined || line < 0) return found ?? line;
    return moved === 'top' ? -1 : Math.min(line + moved, lineCount(list) - 1);
  };
  const focus = follow(selection.focus);
  const anchor = selection.anchor === selection.focus ? focus : follow(selection.anchor);
  return focus === newest.focus && anchor === newest.anchor ? newest : { ...newest, focus, anchor };
}
