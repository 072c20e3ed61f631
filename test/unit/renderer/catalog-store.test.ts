import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openSession } from '../../../src/renderer/src/app/session.ts';
import {
  reloadCatalog,
  selectRow,
  setListQuery,
  setVisibleRows,
  useCatalogStore,
} from '../../../src/renderer/src/features/catalog/catalog-store.ts';
import { rowAt } from '../../../src/renderer/src/features/catalog/window-cache.ts';
import type { CallParams } from '../../../src/shared/contract/index.ts';
import type { CatalogWindow } from '../../../src/shared/model/index.ts';
import type { Envelope } from '../../../src/shared/rpc/index.ts';
import { imageOf } from './images.ts';

type Query = CallParams<'catalog.window'>;

/** Questions that wait for the test to answer them, in any order. */
const open: { readonly query: Query; readonly answer: (envelope: Envelope) => void }[] = [];

function answerTo(match: (query: Query) => boolean, total: number, prefix: string): void {
  const index = open.findIndex(({ query }) => match(query));
  const [question] = open.splice(index, 1);
  if (question === undefined) throw new Error('Nobody asked that.');
  const { offset, limit } = question.query;
  const count = Math.max(0, Math.min(limit, total - offset));
  const rows = Array.from({ length: count }, (_, row) => imageOf({ id: `${prefix}-${offset + row}` }));
  const value: CatalogWindow = { rows, offset, total };
  question.answer({ ok: true, value });
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const shown = (index: number): string | undefined => rowAt(useCatalogStore.getState().cache, index)?.id;

beforeEach(() => {
  open.length = 0;
  openSession({
    host: 'web',
    connectionState: { get: () => 'connected', subscribe: () => () => undefined },
    call: (_name, query) => new Promise((answer) => open.push({ query: query as Query, answer })),
    subscribe: () => () => undefined,
    grantForFile: () => Promise.reject(new Error('No files here.')),
    close: () => undefined,
  });
});

describe('the list', () => {
  test('an answer to an earlier search that comes late is dropped', async () => {
    setListQuery({ search: 'deb' });
    setListQuery({ search: 'debian' });
    answerTo(({ search }) => search === 'debian', 5, 'right');
    await settle();
    answerTo(({ search }) => search === 'deb', 9, 'late');
    await settle();
    expect(shown(0)).toBe('right-0');
    expect(useCatalogStore.getState().cache.total).toBe(5);
  });

  test('the rows of the last list stay until the first of the new one are here', async () => {
    setListQuery({ search: 'a' });
    answerTo(() => true, 5, 'old');
    await settle();
    setListQuery({ search: 'b' });
    expect(shown(0)).toBe('old-0');
    answerTo(() => true, 5, 'new');
    await settle();
    expect(shown(0)).toBe('new-0');
  });

  test('a failed question keeps the rows and says so', async () => {
    setListQuery({ search: '' });
    answerTo(() => true, 5, 'kept');
    await settle();
    reloadCatalog();
    await vi.waitFor(() => expect(open).toHaveLength(1));
    const error = { code: 'INTERNAL', message: 'No.', retry: 'never', operation: 'catalog.window' } as const;
    open[0]?.answer({ ok: false, error });
    await settle();
    expect(shown(0)).toBe('kept-0');
    expect(useCatalogStore.getState().error).toMatchObject({ code: 'INTERNAL' });
  });

  test('a refresh asks only for the pages in sight', async () => {
    setListQuery({ search: '' });
    answerTo(() => true, 10_000, 'row');
    await settle();
    setVisibleRows(5000, 5020);
    await vi.waitFor(() => expect(open.map(({ query }) => query.offset)).toEqual([4900, 5000]));
    answerTo(({ offset }) => offset === 4900, 10_000, 'row');
    answerTo(({ offset }) => offset === 5000, 10_000, 'row');
    await settle();
    reloadCatalog();
    await vi.waitFor(() => expect(open.map(({ query }) => query.offset)).toEqual([4900, 5000]));
  });

  test('a row chosen before its page is here is chosen as soon as it comes', async () => {
    setListQuery({ search: '' });
    answerTo(() => true, 1000, 'row');
    await settle();
    selectRow(999);
    expect(useCatalogStore.getState().selection.images.size).toBe(0);
    setVisibleRows(980, 999);
    await vi.waitFor(() => expect(open.length).toBeGreaterThan(0));
    answerTo(({ offset }) => offset === 900, 1000, 'row');
    await settle();
    expect([...useCatalogStore.getState().selection.images.keys()]).toEqual(['lab/row-999']);
  });

  test('the keyboard stays on its image when a refresh moves the rows', async () => {
    setListQuery({ search: '' });
    answerTo(() => true, 50, 'row');
    await settle();
    selectRow(7);
    reloadCatalog();
    await vi.waitFor(() => expect(open).toHaveLength(1));
    const [question] = open.splice(0, 1);
    const rows = [
      imageOf({ id: 'newcomer' }),
      ...Array.from({ length: 50 }, (_, row) => imageOf({ id: `row-${row}` })),
    ];
    question?.answer({ ok: true, value: { rows, offset: 0, total: 51 } });
    await settle();
    expect(useCatalogStore.getState().selection.focus).toBe(8);
  });
});
