import type { CatalogGrouping } from './catalog.ts';

/** A search that stands in the sidebar. */
export interface SavedSearch {
  /** Unique among the saved ones, as people read it. */
  readonly name: string;
  readonly search: string;
  /** One cloud; `null` = all. */
  readonly connection: string | null;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  /** Columns of the image table, in order, with their widths in pixels. */
  readonly columns: readonly { readonly key: string; readonly visible: boolean; readonly width: number }[];
  readonly sort: { readonly key: string; readonly direction: 'asc' | 'desc' };
  /** Where downloads go; `null` = the platform's Downloads folder. */
  readonly downloadFolder: string | null;
  /** Transfers at once for one connection. */
  readonly transfersPerConnection: number;
  /** Minutes between two readings of a cloud's list while Argosy runs; 0 = only by hand. */
  readonly refreshMinutes: number;
  /** Days for which the catalogue remembers what changed; 0 = it does not. */
  readonly historyDays: number;
  readonly savedSearches: readonly SavedSearch[];
  /** Columns of the list of packages besides the name; `null` = the usual ones. */
  readonly packageColumns: readonly string[] | null;
  /** What the list puts together; `null` = nothing. */
  readonly grouping: CatalogGrouping | null;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'comfortable',
  columns: [],
  sort: { key: 'name', direction: 'asc' },
  downloadFolder: null,
  transfersPerConnection: 2,
  refreshMinutes: 5,
  historyDays: 30,
  savedSearches: [],
  packageColumns: null,
  grouping: null,
};

/** What the running host is, for the page: it words and hides by this, never by guessing. */
export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'web' | 'cli';
  readonly platform: string;
  /** How secrets are kept, in words for a person: `the system keyring`, `an encrypted file in …`. */
  readonly secretStore: string;
  readonly dataDirectory: string;
  readonly downloadFolder: string;
  readonly sandboxAvailable: boolean;
}
