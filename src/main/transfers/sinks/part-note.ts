import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { isAlive, ownIdentity } from '../process-identity.ts';
import type { ExpectedImage } from './download-sink.ts';

const shape = z.object({
  connection: z.string(),
  imageId: z.string(),
  sizeBytes: z.number().nullable(),
  hash: z.object({ algo: z.string(), value: z.string() }).nullable(),
  owner: z.object({ pid: z.number().int(), startMark: z.string().nullable() }),
});

/**
 * The note beside a `.part` file: which image its bytes are of, and which process writes them. It lets a
 * download continue after a restart, and keeps two processes (or two images) from writing one file.
 */
export type PartNote = z.infer<typeof shape>;

export async function readNote(path: string): Promise<PartNote | undefined> {
  try {
    return shape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeNote(path: string, expected: ExpectedImage): Promise<void> {
  const { connection, imageId, sizeBytes, hash } = expected;
  const note: PartNote = { connection, imageId, sizeBytes, hash, owner: await ownIdentity() };
  await writeFile(`${path}~`, JSON.stringify(note), { mode: 0o600 });
  await rename(`${path}~`, path);
}

export async function removeNote(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Is another process that still runs writing the file? */
export async function isHeldByAnother(note: PartNote): Promise<boolean> {
  return note.owner.pid !== process.pid && (await isAlive(note.owner));
}

/** Only the same image, by everything that is known of it, is continued. */
export function isSameImage(note: PartNote, expected: ExpectedImage): boolean {
  return (
    note.connection === expected.connection &&
    note.imageId === expected.imageId &&
    note.sizeBytes === expected.sizeBytes &&
    note.hash?.algo === expected.hash?.algo &&
    note.hash?.value === expected.hash?.value
  );
}
