import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { UnfinishedCopy } from '#shared/model/index.ts';
import { readPrivateFile, writePrivateFile } from '../private-file.ts';

const copySchema = z.object({
  from: z.string(),
  id: z.string(),
  name: z.string(),
  to: z.string(),
  madeId: z.string(),
  madeName: z.string(),
  begunAt: z.iso.datetime(),
});

/** Copies of packages that were made and lack metadata, on disk: none is forgotten when a process dies between. */
export interface UnfinishedCopies {
  note(copy: UnfinishedCopy): void;
  /** Not finding it is success. */
  forget(copy: Pick<UnfinishedCopy, 'to' | 'madeId'>): void;
  /** The oldest first. What cannot be read is left out. */
  list(): readonly UnfinishedCopy[];
}

/** A file for each, so that the desktop app and commands can write at the same time. */
export function createUnfinishedCopies(directory: string): UnfinishedCopies {
  const fileOf = ({ to, madeId }: Pick<UnfinishedCopy, 'to' | 'madeId'>): string => {
    const name = createHash('sha256').update(`${to}/${madeId}`).digest('hex').slice(0, 32);
    return join(directory, `${name}.json`);
  };
  return {
    note: (copy) => writePrivateFile(fileOf(copy), JSON.stringify(copy)),
    forget: (copy) => rmSync(fileOf(copy), { force: true }),
    list: () =>
      filesOf(directory)
        .flatMap((file) => read(join(directory, file)))
        .sort((a, b) => a.begunAt.localeCompare(b.begunAt)),
  };
}

function filesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((file) => /^[0-9a-f]{32}\.json$/.test(file));
  } catch {
    // Nothing was ever noted.
    return [];
  }
}

function read(path: string): readonly UnfinishedCopy[] {
  try {
    const copy = copySchema.safeParse(JSON.parse(readPrivateFile(path)?.toString('utf8') ?? ''));
    return copy.success ? [copy.data] : [];
  } catch {
    return [];
  }
}
