import type { SavedSearch } from '#shared/model/index.ts';
import { foldText } from '#shared/search/index.ts';
import { showView } from '../../app/app-store.ts';
import { toast } from '../../app/toast-queue.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { setListQuery, useCatalogStore } from '../catalog/catalog-store.ts';
import { changeSettings, useSettingsStore } from '../settings/settings-store.ts';

/** As the contract has it. */
const MOST_SAVED = 100;

export const savedSearches = (): readonly SavedSearch[] => useSettingsStore.getState().settings.savedSearches;

const sameName = (one: string, other: string): boolean => foldText(one.trim()) === foldText(other.trim());

/** Why a search cannot have a name. `except`: the name that it has now. */
export function nameReason(
  saved: readonly SavedSearch[],
  name: string,
  except?: string | undefined,
): string | undefined {
  if (name.trim() === '') return 'It needs a name.';
  if (name.trim().length > 80) return 'A name has at most 80 characters.';
  const taken = saved.some((each) => each.name !== except && sameName(each.name, name));
  if (taken) return 'There is a saved search of this name.';
  return except === undefined && saved.length >= MOST_SAVED
    ? `At most ${MOST_SAVED} can be saved.`
    : undefined;
}

/** Keeps what is being searched for now under a name. */
export async function saveSearch(name: string): Promise<void> {
  const { search, connection } = useCatalogStore.getState().query;
  const saved = { name: name.trim(), search: search.trim(), connection: connection ?? null };
  await keep([...savedSearches(), saved]);
}

export async function renameSearch(name: string, next: string): Promise<void> {
  await keep(savedSearches().map((each) => (each.name === name ? { ...each, name: next.trim() } : each)));
}

/** Forgets a saved search; it can be had back, at its place. */
export async function removeSearch(name: string): Promise<void> {
  const before = savedSearches();
  const index = before.findIndex((each) => each.name === name);
  const removed = before[index];
  if (removed === undefined) return;
  await keep(before.toSpliced(index, 1));
  toast({
    tone: 'info',
    title: `“${visibleText(name)}” is no longer saved`,
    action: {
      label: 'Undo',
      run: () => {
        const now = savedSearches();
        if (now.every((each) => !sameName(each.name, name))) void keep(now.toSpliced(index, 0, removed));
      },
    },
  });
}

/** Shows what a saved search finds. */
export function runSearch({ search, connection }: SavedSearch): void {
  showView('images');
  setListQuery({ search, connection: connection ?? undefined });
}

/** The saved search that is on show. */
export function savedAs(
  saved: readonly SavedSearch[],
  query: { readonly search: string; readonly connection: string | undefined },
): SavedSearch | undefined {
  return saved.find(
    ({ search, connection }) => search === query.search.trim() && connection === (query.connection ?? null),
  );
}

async function keep(saved: readonly SavedSearch[]): Promise<void> {
  await changeSettings({ savedSearches: saved.map((each) => ({ ...each })) });
}
