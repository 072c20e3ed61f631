import { beforeEach, describe, expect, test, vi } from 'vitest';
import { toastQueue } from '../../../src/renderer/src/app/toast-queue.ts';
import { setListQuery, useCatalogStore } from '../../../src/renderer/src/features/catalog/catalog-store.ts';
import { COUNTS_PACE_MS, countSaved } from '../../../src/renderer/src/features/search/saved-counts.ts';
import {
  nameReason,
  removeSearch,
  renameSearch,
  runSearch,
  savedAs,
  savedSearches,
  saveSearch,
} from '../../../src/renderer/src/features/search/saved-search-actions.ts';
import { savedSearchCommands } from '../../../src/renderer/src/features/search/search-commands.ts';
import { useSearchStore } from '../../../src/renderer/src/features/search/search-store.ts';
import { useSettingsStore } from '../../../src/renderer/src/features/settings/settings-store.ts';
import { DEFAULT_SETTINGS, type SavedSearch, type Settings } from '../../../src/shared/model/index.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';

const GOLDEN: SavedSearch = { name: 'Golden', search: 'tag:golden', connection: null };
const LARGE: SavedSearch = { name: 'Large in lab', search: 'size:>20G', connection: 'lab' };

const counted: string[] = [];
let kept: Settings;

beforeEach(() => {
  counted.length = 0;
  kept = { ...DEFAULT_SETTINGS, savedSearches: [GOLDEN, LARGE] };
  useSettingsStore.setState({ settings: kept });
  useSearchStore.setState({ counts: {} });
  openFakeSession({
    'settings.set': async (patch) => {
      kept = { ...kept, ...(patch as Partial<Settings>) };
      return kept;
    },
    'catalog.window': async ({ offset }) => ({ rows: [], offset, total: 0, exact: true }),
    'catalog.count': async ({ search = '' }) => {
      counted.push(search);
      if (search.startsWith('fail')) throw new Error('No.');
      return { total: search.length };
    },
  });
});

const names = (): readonly string[] => savedSearches().map(({ name }) => name);

describe('a saved search', () => {
  test('is what is searched for now, with its cloud, under a name', async () => {
    setListQuery({ search: ' tag:web ', connection: 'lab' });
    await saveSearch(' Web ');
    expect(kept.savedSearches.at(-1)).toEqual({ name: 'Web', search: 'tag:web', connection: 'lab' });
    expect(savedAs(savedSearches(), useCatalogStore.getState().query)?.name).toBe('Web');
  });

  test('has a name of its own, as people read it', () => {
    expect(nameReason(savedSearches(), ' ')).toBe('It needs a name.');
    expect(nameReason(savedSearches(), ' GOLDEN ')).toBe('There is a saved search of this name.');
    expect(nameReason(savedSearches(), 'GOLDEN', 'Golden')).toBeUndefined();
    const many = Array.from({ length: 100 }, (_, index) => ({ ...GOLDEN, name: String(index) }));
    expect(nameReason(many, 'one more')).toBe('At most 100 can be saved.');
  });

  test('is run with its cloud, from the sidebar and from the palette', () => {
    runSearch(LARGE);
    expect(useCatalogStore.getState().query).toMatchObject({ search: 'size:>20G', connection: 'lab' });
    const [golden] = savedSearchCommands();
    expect(golden?.title).toBe('Search: Golden');
    golden?.run();
    expect(useCatalogStore.getState().query).toMatchObject({ search: 'tag:golden', connection: undefined });
  });

  test('gets another name at its place', async () => {
    await renameSearch('Golden', 'Gilt');
    expect(names()).toEqual(['Gilt', 'Large in lab']);
  });

  test('can be had back after it was deleted', async () => {
    await removeSearch('Golden');
    expect(names()).toEqual(['Large in lab']);
    const undo = toastQueue.visibleToasts.at(0)?.content.action;
    expect(undo?.label).toBe('Undo');
    undo?.run();
    await eventually(() => expect(kept.savedSearches).toEqual([GOLDEN, LARGE]));
    // A second press changes nothing.
    undo?.run();
    expect(names()).toEqual(['Golden', 'Large in lab']);
  });
});

describe('the counts', () => {
  test('are asked for one after the other; a burst of changes is answered once, a failure keeps what was', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      useSearchStore.setState({ counts: { Broken: 7 } });
      const saved = [GOLDEN, { ...LARGE, name: 'Broken', search: 'fail' }];
      for (let change = 0; change < 20; change += 1) countSaved(saved);
      await vi.advanceTimersByTimeAsync(1);
      expect(counted).toEqual(['tag:golden', 'fail']);
      expect(useSearchStore.getState().counts).toEqual({ Golden: 10, Broken: 7 });

      for (let change = 0; change < 20; change += 1) countSaved([GOLDEN]);
      await vi.advanceTimersByTimeAsync(COUNTS_PACE_MS - 10);
      expect(counted).toHaveLength(2);
      await vi.advanceTimersByTimeAsync(10);
      expect(counted).toEqual(['tag:golden', 'fail', 'tag:golden']);
    } finally {
      vi.useRealTimers();
    }
  });
});
