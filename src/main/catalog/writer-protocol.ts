import type { SyncPass } from '#shared/model/index.ts';
import type { KeptKind } from './catalog.ts';
import type { DocumentTexts } from './rows.ts';

/** What a finished sync changed. */
export interface SyncCounts {
  readonly images: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What the writer's thread can be asked. */
export interface WriterOperations {
  /** Opens the file: made, brought to this version's shape, or replaced if it is none of ours. */
  open(): null;
  /** Looks through a small file wholly, and replaces it if it is damaged. `large`: it was not looked through. */
  check(): 'sound' | 'replaced' | 'large';
  /** Replaces a file (`fileIdOf`) that somebody found damaged, if it is still there. */
  mend(fileId: string): null;
  /** Gives the number by which the sync goes on. Nothing is seen of it before `endSync`. */
  beginSync(connection: string, pass: SyncPass): number;
  addPage(sync: number, documents: readonly DocumentTexts[]): null;
  /** `seconds`: how long the whole sync took. */
  endSync(sync: number, seconds: number): SyncCounts;
  abortSync(sync: number): null;
  upsert(connection: string, document: DocumentTexts): null;
  remove(connection: string, id: string): null;
  removeConnection(connection: string): null;
  /** Deletes some of the rows that nobody sees any more; true if more are left. */
  purge(): boolean;
  /** `document`: the value's JSON. */
  keep(connection: string, kind: KeptKind, key: string, document: string, seenAt?: string): null;
  unreadMembers(connection: string, limit: number): readonly string[];
  keepHistory(days: number): null;
}
