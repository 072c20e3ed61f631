import { create } from 'zustand';

interface SearchState {
  /** The panel that is open at the search box. */
  readonly panel: 'help' | 'save' | undefined;
  /** Images that saved searches find, by the search's name; none until they were counted. */
  readonly counts: Readonly<Record<string, number>>;
  /** The saved search that is getting another name. */
  readonly renaming: string | undefined;
}

export const useSearchStore = create<SearchState>()(() => ({
  panel: undefined,
  counts: {},
  renaming: undefined,
}));

export function showSearchPanel(panel: SearchState['panel']): void {
  useSearchStore.setState({ panel });
}

export function startRenaming(renaming: string | undefined): void {
  useSearchStore.setState({ renaming });
}
