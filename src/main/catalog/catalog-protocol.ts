import type { WireError } from '#shared/errors/index.ts';
import type { CatalogQuery, CatalogWindow, ImageDocument } from '#shared/model/index.ts';
import type { CatalogStats } from './catalog.ts';

/** What a finished sync changed. */
export interface SyncCounts {
  readonly images: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What the worker can be asked. Everything is answered in the order of asking. */
export interface CatalogOperations {
  window(query: CatalogQuery): CatalogWindow;
  show(connection: string, id: string): ImageDocument | null;
  stats(connection: string): CatalogStats;
  upsert(document: ImageDocument): null;
  remove(connection: string, id: string): null;
  removeConnection(connection: string): null;
  /** Gives the number by which the sync goes on. Nothing is seen of it before `endSync`. */
  beginSync(connection: string): number;
  addPage(sync: number, documents: readonly ImageDocument[]): null;
  endSync(sync: number): SyncCounts;
  abortSync(sync: number): null;
  close(): null;
}

export type OperationName = keyof CatalogOperations;

export type CatalogRequest = {
  [Name in OperationName]: {
    readonly call: number;
    readonly name: Name;
    readonly params: Parameters<CatalogOperations[Name]>;
  };
}[OperationName];

export type CatalogReply =
  | { readonly type: 'value'; readonly call: number; readonly value: unknown }
  | { readonly type: 'error'; readonly call: number; readonly error: WireError }
  /** Something that a person should be told, like a database begun anew. */
  | { readonly type: 'notice'; readonly message: string };

export interface CatalogWorkerData {
  readonly path: string;
}
