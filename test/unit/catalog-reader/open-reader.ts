import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import type { ImageDocument } from '#shared/model/index.ts';
import { createReader } from '../../../src/main/catalog/reader/create-reader.ts';
import type { Effort } from '../../../src/main/catalog/reader/evaluation.ts';
import type { ReaderOperations } from '../../../src/main/catalog/reader/reader-protocol.ts';
import { createRowWriter, type RowWriter } from './write-rows.ts';

export const NOW_MS = Date.parse('2026-06-01T12:00:00Z');

/** A catalogue with some images, and somebody who reads it over a connection of their own. */
export function openReader(
  documents: Iterable<ImageDocument> = [],
  effort?: Effort,
): {
  readonly path: string;
  readonly writer: RowWriter;
  readonly reader: ReaderOperations;
  readonly newReader: () => ReaderOperations;
} {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-reader-'));
  const path = join(folder, 'catalog.sqlite');
  const writer = createRowWriter(path);
  writer.fill(documents);
  const databases: DatabaseSync[] = [];
  const newReader = (): ReaderOperations => {
    const database = new DatabaseSync(path, { readOnly: true });
    databases.push(database);
    return createReader(database, { nowMs: () => NOW_MS, effort });
  };
  onTestFinished(() => {
    for (const database of databases) database.close();
    writer.close();
    rmSync(folder, { recursive: true });
  });
  return { path, writer, reader: newReader(), newReader };
}
