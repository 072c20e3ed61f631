import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useAppStore } from '../../../src/renderer/src/app/app-store.ts';
import { useCatalogStore } from '../../../src/renderer/src/features/catalog/catalog-store.ts';
import {
  fieldText,
  groupChanges,
  hashText,
  toldFields,
} from '../../../src/renderer/src/features/history/change-words.ts';
import {
  chooseChangedCloud,
  chooseSince,
  loadHistory,
  openHistory,
  useHistoryStore,
} from '../../../src/renderer/src/features/history/history-store.ts';
import {
  dismissNotice,
  loadNotices,
  receiveNotice,
  useNoticesStore,
} from '../../../src/renderer/src/features/history/notices-store.ts';
import { momentsOf, resultWords } from '../../../src/renderer/src/features/history/past-moments.ts';
import {
  justBefore,
  sinceMoment,
  sinceTime,
  sinceWord,
} from '../../../src/renderer/src/features/history/since.ts';
import { fieldName } from '../../../src/renderer/src/ui/field-name.ts';
import { type CatalogChanges, CHANGE_WORDS, type ChangeWord } from '../../../src/shared/model/index.ts';
import { fakeChanges, fakeSyncs } from '../../fixtures/page-harness/fake-history.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';
import { imageOf } from './images.ts';

const NOW = new Date(2026, 10, 20, 14, 2).getTime();
const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();
const images = Array.from({ length: 12 }, (_, index) => imageOf({ id: `i${index}`, name: `image-${index}` }));
const changes = fakeChanges(images, NOW, false);
const answer = (patch: Partial<CatalogChanges> = {}): CatalogChanges => ({
  changes,
  counts: Object.fromEntries(CHANGE_WORDS.map((word) => [word, 0])) as Record<ChangeWord, number>,
  total: changes.length,
  ...patch,
});

describe('since when', () => {
  test('is said as short as it stays true', () => {
    expect(sinceWord(at(2026, 10, 20, 9, 30), NOW)).toBe('09:30');
    expect(sinceWord(at(2026, 10, 16, 9, 30), NOW)).toBe('Mon');
    expect(sinceWord(at(2026, 9, 12, 9, 30), NOW)).toBe('12 Oct');
    expect(sinceMoment(at(2026, 10, 16, 9, 30), NOW)).toBe('Mon 16 Nov, 09:30');
    expect(sinceMoment(at(2025, 10, 16, 9, 30), NOW)).toBe('Sun 16 Nov 2025, 09:30');
  });

  test('means a moment: yesterday is its midnight here, a week is seven days', () => {
    const looked = at(2026, 10, 1, 8, 0);
    expect(sinceTime({ kind: 'looked' }, looked, NOW)).toBe(looked);
    expect(sinceTime({ kind: 'yesterday' }, looked, NOW)).toBe(at(2026, 10, 19, 0, 0));
    expect(sinceTime({ kind: 'week' }, looked, NOW)).toBe(at(2026, 10, 13, 14, 2));
    expect(sinceTime({ kind: 'time', at: looked }, '', NOW)).toBe(looked);
    expect(justBefore('2026-11-20T12:00:00.000Z')).toBe('2026-11-20T11:59:59.999Z');
  });
});

describe('changes', () => {
  test('stand in the group of their weightiest word, each once, other bytes first', () => {
    const groups = groupChanges(changes, []);
    expect(groups.map(({ word }) => word)).toEqual([
      'rehashed',
      'replaced',
      'new',
      'gone',
      'hidden',
      'unhidden',
      'reshared',
      'changed',
    ]);
    const all = groups.flatMap((group) => group.changes);
    expect(all).toHaveLength(changes.length);
    expect(new Set(all).size).toBe(changes.length);
  });

  test('are filtered by any of their words', () => {
    const names = (words: readonly ChangeWord[]) =>
      groupChanges(changes, words).flatMap((group) => group.changes.map(({ name }) => name));
    expect(names(['hidden'])).toEqual(['image-4']);
    // One that was replaced is new as well.
    expect(names(['new'])).toEqual(['image-5', 'image-1', 'image-2']);
  });

  test('say fields in words, whatever a service put there', () => {
    expect(fieldName('minRamMb')).toBe('min memory');
    expect(fieldName('property.os_distro')).toBe('os_distro');
    expect(fieldText('sizeBytes', 2 ** 30)).toBe('1 GiB');
    expect(fieldText('tags', [])).toBe('none');
    expect(fieldText('tags', ['golden', 'cuda'])).toBe('golden, cuda');
    expect(fieldText('hidden', true)).toBe('yes');
    expect(fieldText('property.note', 'a\u202eb')).toBe('a⟨U+202E⟩b');
    expect(fieldText('property.tree', { __proto__: 1, a: [1] })).toBe('{"a":[1]}');
    expect(hashText({ algo: 'sha512', value: 'ab12' })).toBe('sha512 ab12');
    expect(hashText(null)).toBe('none');
  });

  test('leave out that the image was updated, unless nothing else is known', () => {
    const updated = { field: 'updatedAt', before: '2026-11-01T10:00:00Z', after: '2026-11-20T10:00:00Z' };
    const change = { ...(changes[0] as (typeof changes)[number]), fields: [updated] };
    expect(toldFields(change)).toEqual([updated]);
    const named = { field: 'name', before: 'a', after: 'b' };
    expect(toldFields({ ...change, fields: [updated, named] })).toEqual([named]);
  });
});

describe('past syncs', () => {
  test('are those that something came of, and the first', () => {
    const syncs = fakeSyncs(NOW);
    const past = momentsOf(syncs);
    expect(past.every(({ added, changed, removed, first }) => first || added + changed + removed > 0)).toBe(
      true,
    );
    expect(past.at(-1)).toMatchObject({ first: true });
    expect(momentsOf([...syncs, ...syncs])).toEqual(past);
  });

  test('say what came of them', () => {
    const record = { added: 3, changed: 2, removed: 1, first: false, images: 1284 };
    expect(resultWords(record)).toBe('3 added, 2 changed, 1 removed');
    expect(resultWords({ ...record, added: 0, changed: 0, removed: 0 })).toBe('nothing changed');
    expect(resultWords({ ...record, first: true })).toBe('the first list, 1,284 images');
  });
});

describe('what a person looked at', () => {
  const kept = new Map<string, string>();
  const asked = vi.fn();
  const first = useHistoryStore.getState();

  beforeEach(() => {
    kept.clear();
    asked.mockReset();
    vi.stubGlobal('window', {
      localStorage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
      },
    });
    useHistoryStore.setState(first, true);
    useAppStore.setState({ view: 'images' });
    openFakeSession({
      'catalog.changes': async (query) => {
        asked(query);
        return answer({ total: 7 });
      },
      'catalog.syncs': async () => fakeSyncs(NOW),
    });
  });

  test('the first page ever begins the count, and says nothing changed before it', async () => {
    await loadHistory();
    const [since] = kept.values();
    expect(asked).toHaveBeenCalledWith({ since, limit: 1 });
    expect(useHistoryStore.getState()).toMatchObject({ lookedAt: since, unseen: 7 });
  });

  test('opening it shows what changed since the look before, and counts as a look', async () => {
    const before = '2026-11-16T09:30:00.000Z';
    kept.set('argosy.history.looked', before);
    await loadHistory();
    openHistory();
    await eventually(() => expect(useHistoryStore.getState().changes?.total).toBe(7));
    expect(useHistoryStore.getState()).toMatchObject({ unseen: 0, changesSince: before });
    expect([...kept.values()][0]?.localeCompare(before)).toBe(1);
    expect(useAppStore.getState().view).toBe('history');

    // Pressed again: what is on show does not vanish for having been seen.
    openHistory();
    await eventually(() => expect(asked).toHaveBeenCalledTimes(3));
    expect(asked.mock.lastCall?.[0]).toMatchObject({ since: before });
  });

  test('a question that fails keeps the rows before; a late answer to an old question is passed over', async () => {
    openHistory();
    await eventually(() => expect(useHistoryStore.getState().changes?.total).toBe(7));
    let release: (() => void) | undefined;
    openFakeSession({
      'catalog.changes': async ({ connections }) => {
        if (connections?.[0] === 'slow') {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          return answer({ total: 1 });
        }
        throw new Error('The disk is gone.');
      },
    });
    chooseChangedCloud('slow');
    chooseChangedCloud(undefined);
    chooseSince({ kind: 'week' });
    await eventually(() => expect(useHistoryStore.getState().error).toBeDefined());
    release?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(useHistoryStore.getState().changes?.total).toBe(7);
  });
});

describe('what the catalogue says of itself', () => {
  const damaged = { at: '2026-11-21T04:00:00Z', message: 'It was begun anew.' };

  test('stands once, however it came, until it is put away for good', async () => {
    openFakeSession({ 'catalog.notices': async () => [damaged] });
    receiveNotice(damaged);
    await loadNotices();
    expect(useNoticesStore.getState().notices).toEqual([damaged]);
    dismissNotice(damaged);
    await loadNotices();
    expect(useNoticesStore.getState().notices).toEqual([]);
    const later = { ...damaged, at: '2026-11-21T05:00:00Z' };
    receiveNotice(later);
    expect(useNoticesStore.getState().notices).toEqual([later]);
  });
});

test('the list says as of when it is asked', async () => {
  const { setListQuery } = await import('../../../src/renderer/src/features/catalog/catalog-store.ts');
  const asked = vi.fn();
  openFakeSession({
    'catalog.window': async (query) => {
      asked(query);
      return { rows: [], offset: 0, total: 0, exact: true };
    },
  });
  setListQuery({ asOf: '2026-11-20T14:02:00.000Z' });
  await eventually(() => expect(asked).toHaveBeenCalled());
  expect(asked.mock.lastCall?.[0]).toMatchObject({ asOf: '2026-11-20T14:02:00.000Z' });
  expect(useCatalogStore.getState().query.asOf).toBe('2026-11-20T14:02:00.000Z');
  setListQuery({ asOf: undefined });
});
