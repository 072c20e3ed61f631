import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSession } from '../../../src/renderer/src/app/session.ts';
import { useCatalogStore } from '../../../src/renderer/src/features/catalog/catalog-state.ts';
import { createLane } from '../../../src/renderer/src/features/catalog/latest-lane.ts';
import {
  imageAt,
  lineAt,
  lineCount,
  PAGE_ROWS,
} from '../../../src/renderer/src/features/catalog/line-list.ts';
import {
  reloadCatalog,
  setAllExpanded,
  setGroupExpanded,
  setListQuery,
  setVisibleLines,
} from '../../../src/renderer/src/features/catalog/list-loading.ts';
import { FIRST_QUERY } from '../../../src/renderer/src/features/catalog/list-query.ts';
import { NO_SELECTION } from '../../../src/renderer/src/features/catalog/selection.ts';
import {
  refreshImage,
  selectAll,
  selectGroup,
  selectRow,
  selectStretchTo,
} from '../../../src/renderer/src/features/catalog/selection-actions.ts';
import type { CallName, CallParams } from '../../../src/shared/contract/index.ts';
import type { CatalogGroup, Image } from '../../../src/shared/model/index.ts';
import type { Envelope } from '../../../src/shared/rpc/index.ts';
import { eventually } from '../../support/eventually.ts';
import { imageOf } from './images.ts';

type Question = {
  readonly [Name in 'catalog.window' | 'catalog.groups' | 'catalog.count']: {
    readonly name: Name;
    readonly query: CallParams<Name>;
    readonly answer: (envelope: Envelope) => void;
  };
}['catalog.window' | 'catalog.groups' | 'catalog.count'];

/** Questions that wait for the test to answer them. */
const open: Question[] = [];
/** Answers by itself, once it is set. */
let catalogue: readonly Image[] | undefined;

/** Answers as a catalogue of these images would, sorted by id. */
function answerFrom(images: readonly Image[], { name, query }: Question): unknown {
  const { search = '', group } = query;
  const rows = images
    .filter(({ id, owner }) => id.includes(search) && (group === undefined || owner === group.key))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (name === 'catalog.count') return { total: rows.length };
  const { offset, limit } = query;
  if (name === 'catalog.window')
    return { rows: rows.slice(offset, offset + limit), offset, total: rows.length, exact: true };
  const groups: CatalogGroup[] = [...Map.groupBy(rows, ({ owner }) => owner ?? '')]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, members]) => {
      const [first] = members;
      const connections = [{ connection: 'lab', images: members.length }];
      return first === undefined
        ? []
        : [{ key, label: key, images: members.length, connections, first, differing: [] }];
    });
  return { groups: groups.slice(offset, offset + limit), offset, total: groups.length };
}

/** `count` images with ids that sort as they are numbered. */
const imagesOf = (count: number, prefix = 'row', patch: (index: number) => Partial<Image> = () => ({})) =>
  Array.from({ length: count }, (_, index) =>
    imageOf({ id: `${prefix}-${String(index).padStart(6, '0')}`, ...patch(index) }),
  );

function answer(value: unknown, which: (question: Question) => boolean = () => true): void {
  const [question] = open.splice(open.findIndex(which), 1);
  if (question === undefined) throw new Error('Nobody asked that.');
  question.answer({ ok: true, value });
}
function answerWith(images: readonly Image[]): void {
  const [question] = open;
  if (question === undefined) throw new Error('Nobody asked anything.');
  answer(answerFrom(images, question));
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const state = () => useCatalogStore.getState();
const shown = (line: number): string | undefined => imageAt(state().list, line)?.id;
const searches = () => open.map(({ query }) => query.search);
async function list(images: readonly Image[], patch: Parameters<typeof setListQuery>[0] = {}): Promise<void> {
  catalogue = images;
  setListQuery(patch);
  await eventually(() => expect(state().pending).toBe(false));
}

beforeEach(() => {
  open.length = 0;
  catalogue = undefined;
  openSession({
    host: 'web',
    connectionState: { get: () => 'connected', subscribe: () => () => undefined },
    call: async (name: CallName, params) => {
      const asked = { name, query: params } as Question;
      if (catalogue !== undefined) return { ok: true, value: answerFrom(catalogue, asked) };
      return await new Promise<Envelope>((resolve) => open.push({ ...asked, answer: resolve } as Question));
    },
    subscribe: () => () => undefined,
    grantForFile: () => Promise.reject(new Error('No files here.')),
    close: () => undefined,
  });
  useCatalogStore.setState({
    query: FIRST_QUERY,
    shown: undefined,
    list: undefined,
    pending: false,
    error: undefined,
    images: undefined,
    selection: NO_SELECTION,
  });
  setVisibleLines(0, 10);
});

/** Nothing is left open: the list asks one question at a time. */
afterEach(async () => {
  catalogue = [];
  for (const question of open.splice(0)) question.answer({ ok: true, value: answerFrom([], question) });
  await eventually(() => expect(state().pending).toBe(false));
  await settle();
});

describe('a lane', () => {
  test('never runs two steps at once, and of many calls meanwhile only the newest wish is begun', async () => {
    let wish = 0;
    const begun: number[] = [];
    let end: (() => void) | undefined;
    const lane = createLane(async () => {
      if (begun.at(-1) === wish) return false;
      begun.push(wish);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return true;
    });
    for (wish = 1; wish < 20; wish += 1) lane();
    wish = 20;
    end?.();
    await settle();
    end?.();
    await settle();
    expect(begun).toEqual([1, 20]);
  });
});

describe('typing', () => {
  test('while one question is on its way, only the newest search waits', async () => {
    for (const search of ['d', 'de', 'deb', 'debi', 'debian']) setListQuery({ search });
    expect(searches()).toEqual(['d']);
    answerWith(imagesOf(3, 'd'));
    await settle();
    expect(searches()).toEqual(['debian']);
    answerWith(imagesOf(5, 'debian'));
    await settle();
    expect(shown(0)).toBe('debian-000000');
    expect(state()).toMatchObject({ pending: false, images: 5 });
    expect(open).toEqual([]);
  });

  test('what answers an earlier search is shown as pending', async () => {
    setListQuery({ search: 'a' });
    setListQuery({ search: 'ab' });
    answerWith(imagesOf(5, 'a'));
    await settle();
    expect(shown(0)).toBe('a-000000');
    expect(state().pending).toBe(true);
    expect(state().shown?.search).toBe('a');
  });

  test('a search that was counted only so far is counted wholly once typing rests', async () => {
    setListQuery({ search: 'row' });
    const rows = imagesOf(PAGE_ROWS);
    answer({ rows, offset: 0, total: 100, exact: false });
    await settle();
    expect(state().images).toBeUndefined();
    expect(state().list).toMatchObject({ total: 100, exact: false });
    await eventually(() => expect(open.map(({ name }) => name)).toContain('catalog.count'));
    answer({ total: 4321 }, ({ name }) => name === 'catalog.count');
    await settle();
    expect(state().images).toBe(4321);
    expect(state().list).toMatchObject({ total: 4321, exact: true });
    expect(shown(0)).toBe('row-000000');
  });

  test('no search is counted while typing goes on', async () => {
    setListQuery({ search: 'r' });
    answer({ rows: imagesOf(PAGE_ROWS), offset: 0, total: 100, exact: false });
    await settle();
    setListQuery({ search: 'ro' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(open.map(({ name }) => name)).toEqual(['catalog.window']);
  });

  test('a failed question keeps the rows and says so; another try asks again', async () => {
    await list(imagesOf(5, 'kept'));
    catalogue = undefined;
    setListQuery({ search: 'x' });
    const error = { code: 'INTERNAL', message: 'No.', retry: 'never', operation: 'catalog.window' } as const;
    open.splice(0, 1)[0]?.answer({ ok: false, error });
    await settle();
    expect(shown(0)).toBe('kept-000000');
    expect(state()).toMatchObject({ pending: true, error: { code: 'INTERNAL' } });
    reloadCatalog();
    await eventually(() => expect(searches()).toEqual(['x']));
    answerWith([]);
    await settle();
    expect(state()).toMatchObject({ pending: false, error: undefined, images: 0 });
  });

  test('the time that is browsed is part of every question', async () => {
    setListQuery({ asOf: '2026-11-01T00:00:00Z' });
    expect(open[0]?.query).toMatchObject({ asOf: '2026-11-01T00:00:00Z' });
  });
});

describe('scrolling', () => {
  const offsets = () => open.map(({ query }) => ('offset' in query ? query.offset : undefined));
  const pageOf = (line: number): number => Math.floor(line / PAGE_ROWS) * PAGE_ROWS;

  test('where the scroll bar is dragged, only what it rests on is asked for', async () => {
    await list(imagesOf(10_000));
    catalogue = undefined;
    setVisibleLines(2000, 2020);
    setVisibleLines(5000, 5020);
    setVisibleLines(7000, 7020);
    expect(offsets()).toEqual([]);
    await eventually(() => expect(offsets()).toEqual([pageOf(7000)]));
  });

  test('rows that glide into sight are asked for at once, one question at a time, the newest place first', async () => {
    await list(imagesOf(10_000));
    catalogue = undefined;
    setVisibleLines(20, 40);
    await settle();
    setVisibleLines(30, 50);
    await settle();
    // The next rows are asked for before they are in sight.
    expect(offsets()).toEqual([pageOf(64)]);
    for (let line = 40; line <= 400; line += 10) setVisibleLines(line, line + 20);
    expect(offsets()).toHaveLength(1);
    answerWith(imagesOf(10_000));
    await settle();
    expect(offsets()).toEqual([pageOf(400)]);
  });

  test('the page holds no more of a long list than of a short one', async () => {
    await list(imagesOf(30_000));
    for (let line = 0; line < 30_000; line += 1500) {
      setVisibleLines(line, line + 20);
      await eventually(() => expect(shown(line)).toBeDefined(), { interval: 1 });
    }
    expect(state().list?.imagePages.size).toBeLessThanOrEqual(40);
  });

  test('a click on the row of an image that was just edited keeps what the service answered', async () => {
    await list(imagesOf(3));
    selectRow(1);
    const row = imageAt(state().list, 1);
    if (row === undefined) throw new Error('There is no such row.');
    refreshImage({ ...row, name: 'edited' });
    selectRow(1);
    expect([...state().selection.images.values()]).toEqual([{ ...row, name: 'edited' }]);
  });

  test('a row chosen before it is here is chosen as soon as it comes', async () => {
    await list(imagesOf(1000));
    selectRow(999);
    expect(state().selection.images.size).toBe(0);
    setVisibleLines(980, 999);
    await eventually(() => expect([...state().selection.images.keys()]).toEqual(['lab/row-000999']));
  });
});

describe('a refresh', () => {
  const before = imagesOf(2000);

  test('rows that come above leave the rows in sight where they are', async () => {
    await list(before);
    setVisibleLines(700, 720);
    await eventually(() => expect(shown(720)).toBeDefined());
    const { token } = state().place;
    catalogue = [...imagesOf(300, 'aaa'), ...before];
    reloadCatalog();
    await eventually(() => expect(state().place).toEqual({ token: token + 1, lines: 300 }));
    expect(shown(1000)).toBe('row-000700');
    expect(shown(1020)).toBe('row-000720');
    expect(lineCount(state().list ?? expect.fail())).toBe(2300);
  });

  test('rows that go above do so too', async () => {
    await list(before);
    setVisibleLines(700, 720);
    await eventually(() => expect(shown(720)).toBeDefined());
    const { token } = state().place;
    catalogue = before.slice(10);
    reloadCatalog();
    await eventually(() => expect(state().place).toEqual({ token: token + 1, lines: -10 }));
    expect(shown(690)).toBe('row-000700');
  });

  test('at its top the list stays there, as what is new is to be seen', async () => {
    await list(before);
    catalogue = [...imagesOf(3, 'aaa'), ...before];
    reloadCatalog();
    await eventually(() => expect(shown(0)).toBe('aaa-000000'));
    expect(state().place.lines).toBe(0);
  });

  test('the keyboard and the chosen stay on their images', async () => {
    await list(before);
    selectRow(7);
    catalogue = [...imagesOf(1, 'aaa'), ...before].map((image) => ({ ...image, name: 'renamed' }));
    reloadCatalog();
    await eventually(() => expect(state().selection.focus).toBe(8));
    expect([...state().selection.images.values()][0]).toMatchObject({ id: 'row-000007', name: 'renamed' });
  });

  test('a list that became much shorter shows its end', async () => {
    await list(before);
    setVisibleLines(1900, 1920);
    await eventually(() => expect(shown(1920)).toBeDefined());
    catalogue = before.slice(0, 30);
    reloadCatalog();
    await eventually(() => expect(state().list?.total).toBe(30));
    await eventually(() => expect(shown(29)).toBe('row-000029'));
  });
});

describe('choosing', () => {
  test('a stretch is chosen over rows that are not here', async () => {
    await list(imagesOf(5000));
    selectRow(10);
    await selectStretchTo(1510);
    expect(state().selection.images.size).toBe(1501);
    expect(state().selection).toMatchObject({ anchor: 10, focus: 1510 });
  });

  test('the next key goes on from where the last one led, though its rows are not here', async () => {
    await list(imagesOf(5000));
    selectRow(10);
    const far = selectStretchTo(4000);
    const near = selectStretchTo(12);
    await Promise.all([far, near]);
    expect(state().selection.images.size).toBe(3);
  });

  test('all are at most as many as can be removed at once', async () => {
    await list(imagesOf(12_000));
    await selectAll();
    expect(state().selection.images.size).toBe(10_000);
  });
});

describe('groups', () => {
  const owners = ['ada', 'bob', 'cyd'];
  const images = imagesOf(300, 'row', (index) => ({ owner: owners[index % 3] ?? 'ada' }));
  const grouped = () => list(images, { grouping: 'owner' });
  const kinds = (): string =>
    Array.from({ length: 3 }, (_, line) => lineAt(state().list ?? expect.fail(), line).kind).join(' ');

  test('the list shows the groups, and counts the images in them', async () => {
    await grouped();
    expect(lineCount(state().list ?? expect.fail())).toBe(3);
    expect(kinds()).toBe('group group group');
    await eventually(() => expect(state().images).toBe(300));
  });

  test('an expanded group fetches the images in sight', async () => {
    await grouped();
    setGroupExpanded(0, true);
    expect(kinds()).toBe('group image image');
    await eventually(() => expect(shown(1)).toBe('row-000000'));
    expect(shown(2)).toBe('row-000003');
    setGroupExpanded(0, false);
    expect(kinds()).toBe('group group group');
  });

  test('the keyboard stays on its line when a group above it expands, and goes to the group that collapses', async () => {
    await grouped();
    selectRow(2);
    setGroupExpanded(0, true);
    expect(state().selection.focus).toBe(102);
    selectRow(50);
    setGroupExpanded(0, false);
    expect(state().selection.focus).toBe(0);
  });

  test('a refresh keeps groups expanded, where they moved to', async () => {
    await grouped();
    setGroupExpanded(1, true);
    await eventually(() => expect(shown(3)).toBeDefined());
    catalogue = [...images, imageOf({ id: 'new', owner: 'aaa' })];
    reloadCatalog();
    await eventually(() => expect(state().list?.total).toBe(4));
    expect(state().list?.sections).toEqual([{ key: 'bob', group: 2, images: 100 }]);
    expect(shown(3)).toBe('row-000001');
  });

  test('all are expanded where they are few', async () => {
    await grouped();
    setAllExpanded(true);
    expect(lineCount(state().list ?? expect.fail())).toBe(303);
    setAllExpanded(false);
    expect(lineCount(state().list ?? expect.fail())).toBe(3);
  });

  test('one group alone is expanded: it would only hide its images', async () => {
    await list(
      images.filter(({ owner }) => owner === 'ada'),
      { grouping: 'owner' },
    );
    expect(lineCount(state().list ?? expect.fail())).toBe(101);
    expect(shown(1)).toBe('row-000000');
  });

  test('a stretch over groups chooses the images in sight, a group all its own, and all is all', async () => {
    await grouped();
    setGroupExpanded(1, true);
    selectRow(0);
    await selectStretchTo(11);
    expect([...state().selection.images.values()].map(({ owner }) => owner)).toEqual(Array(10).fill('bob'));
    await selectGroup('cyd');
    expect(state().selection.images.size).toBe(100);
    await selectAll();
    expect(state().selection.images.size).toBe(300);
  });

  test('a group takes the keyboard, but is no image to choose', async () => {
    await grouped();
    selectRow(1);
    expect(state().selection).toMatchObject({ focus: 1, awaited: false });
    expect(state().selection.images.size).toBe(0);
  });
});

describe('quick look', () => {
  test('stays over the same list in another order, and leaves when another list is asked for', async () => {
    await list(imagesOf(5));
    useCatalogStore.setState({ quickLook: true });
    setListQuery({ direction: 'desc' });
    expect(state().quickLook).toBe(true);
    setListQuery({ search: 'row' });
    expect(state().quickLook).toBe(false);
  });
});
