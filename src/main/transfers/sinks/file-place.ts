import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors/index.ts';
import type { OnExisting } from '../grants.ts';
import { numberedFileName } from '../safe-file-name.ts';
import type { ExpectedImage } from './download-sink.ts';
import { isHeldByAnother, isSameImage, readNote } from './part-note.ts';

const operation = 'transfers.download';
const MOST_NUMBERS = 999;

/** Final paths that downloads of this process are going to. */
const taken = new Set<string>();

/** A final path that is this download's alone (in this process) until it is freed. */
export interface FilePlace {
  readonly path: string;
  free(): void;
}

/**
 * Decides where a download goes. `number` takes the first name that is neither there nor being written;
 * `refuse` and `replace` take the very path, or throw `CONFLICT`.
 */
export async function claimPlace(
  path: string,
  onExisting: OnExisting,
  expected: ExpectedImage,
): Promise<FilePlace> {
  for (let number = 1; number <= MOST_NUMBERS; number += 1) {
    const candidate = number === 1 ? path : join(dirname(path), numberedFileName(basename(path), number));
    if (taken.has(candidate)) {
      if (onExisting === 'number') continue;
      throw conflict(candidate, 'is being downloaded already');
    }
    taken.add(candidate);
    const free = (): void => void taken.delete(candidate);
    try {
      const obstacle = await obstacleAt(candidate, onExisting, expected);
      if (obstacle === undefined) return { path: candidate, free };
      if (onExisting !== 'number') throw conflict(candidate, obstacle);
      free();
    } catch (error) {
      free();
      throw error;
    }
  }
  throw conflict(path, 'and its numbered names are all there');
}

/** Throws `CONFLICT` if a file is there that must not be replaced. */
export async function refuseExisting(path: string): Promise<void> {
  if (await exists(path)) throw conflict(path, 'is there already');
}

async function obstacleAt(
  path: string,
  onExisting: OnExisting,
  expected: ExpectedImage,
): Promise<string | undefined> {
  if (onExisting !== 'replace' && (await exists(path))) return 'is there already';
  const note = await readNote(`${path}.part.json`);
  if (note !== undefined && (await isHeldByAnother(note))) return 'is being downloaded by another process';
  // Another image's unfinished download, or somebody else's file: with the choice of a name, leave it alone.
  if (onExisting === 'number' && (await exists(`${path}.part`)) && !(note && isSameImage(note, expected))) {
    return 'has an unfinished download of something else';
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function conflict(path: string, what: string): AppError {
  return new AppError('CONFLICT', `${path} ${what}.`, {
    operation,
    hint: 'Choose another file name, or move the file away.',
  });
}
