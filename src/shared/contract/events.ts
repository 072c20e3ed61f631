import type {
  CatalogNotice,
  ConnectionState,
  Partner,
  QueuedEdit,
  Settings,
  SharedWithMe,
  Transfer,
} from '../model/index.ts';

/** Every event that the application sends to its pages. */
export interface AppEvents {
  /** A transfer moved: at most 5 a second for each. */
  readonly 'transfer.changed': Transfer;
  readonly 'transfer.cleared': { readonly ids: readonly string[] };
  /** Rows of a connection changed in the catalogue. */
  readonly 'catalog.changed': { readonly connection: string };
  /** The catalogue itself has something to say, like a damaged file begun anew. */
  readonly 'catalog.notice': CatalogNotice;
  /** All edits that wait. */
  readonly 'edits.changed': readonly QueuedEdit[];
  readonly 'connections.changed': readonly ConnectionState[];
  readonly 'settings.changed': Settings;
  /** What others share, of all connections. */
  readonly 'inbox.changed': readonly SharedWithMe[];
  /** A person asked for the inbox outside the page: a click on a notification. */
  readonly 'inbox.wanted': null;
  /** The whole address book. */
  readonly 'partners.changed': readonly Partner[];
  /** Somebody opened an `argosy:` link: `links.waiting` gives it. */
  readonly 'link.opened': { readonly waiting: number };
  /**
   * A page-held file is wanted: whoever holds `grant` sends its bytes from `offset` (all, or `length`) with
   * `PUT url`. Only pages that gave out the grant react.
   */
  readonly 'source.wanted': {
    readonly grant: string;
    readonly url: string;
    readonly offset: number;
    readonly length: number | null;
  };
}

export type EventName = keyof AppEvents;
export type EventMessage = {
  [Name in EventName]: { readonly event: Name; readonly payload: AppEvents[Name] };
}[EventName];
