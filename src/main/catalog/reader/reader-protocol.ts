import type {
  CatalogChanges,
  CatalogGroupWindow,
  CatalogQuery,
  CatalogScope,
  CatalogValue,
  CatalogWindow,
  Image,
  ImageDocument,
  Kept,
  SyncRecord,
} from '#shared/model/index.ts';
import type { CatalogStats, GroupsQuery, KeptKind, ValuesQuery } from '../catalog.ts';
import type { ChangesQuery } from './changes.ts';

/** What the reader's thread can be asked. Long answers let short ones overtake. */
export interface ReaderOperations {
  window(query: CatalogQuery): Promise<CatalogWindow>;
  count(scope: CatalogScope): Promise<number>;
  groups(query: GroupsQuery): Promise<CatalogGroupWindow>;
  values(query: ValuesQuery): Promise<readonly CatalogValue[]>;
  /** `NOT_FOUND` if the catalogue does not have it. */
  show(connection: string, id: string): ImageDocument;
  images(selection: CatalogScope & { readonly limit: number }): Promise<readonly Image[]>;
  stats(connection: string): CatalogStats;
  syncs(query: {
    readonly connections?: readonly string[] | undefined;
    readonly limit: number;
  }): readonly SyncRecord[];
  changes(query: ChangesQuery): Promise<CatalogChanges>;
  kept(connection: string, kind: KeptKind, key: string): Kept<unknown> | null;
}
