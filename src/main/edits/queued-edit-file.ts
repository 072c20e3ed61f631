import { constants, copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { imageEdit } from '#shared/contract/index.ts';
import type { Image, QueuedEdit } from '#shared/model/index.ts';
import { readPrivateFile, writePrivateFile } from '../private-file.ts';
import { withFileLock } from './file-lock.ts';

/** Checks as much of an image as comparing it safely needs, and takes it as it is: its keys may have any name. */
const baseImage = z.custom<Image>((value) => imageShape.safeParse(value).success, 'no image');
const imageShape = z.looseObject({
  connection: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  tags: z.array(z.string()),
  properties: z.looseObject({}),
  revision: z.string(),
});

const entry = z.object({
  connection: z.string().min(1),
  imageId: z.string().min(1),
  edit: imageEdit,
  base: baseImage,
  queuedAt: z.iso.datetime(),
});
const content = z.object({ version: z.literal(1), edits: z.array(z.unknown()) });

/** The waiting edits on disk. The desktop app and any number of commands may use one at the same time. */
export interface QueuedEditFile {
  /** Read anew each time, in the order in which they were first queued. */
  list(): Promise<readonly QueuedEdit[]>;
  /** Replaces all by what `change` makes of those that are there; nobody else writes meanwhile. */
  update(change: (edits: readonly QueuedEdit[]) => readonly QueuedEdit[]): Promise<void>;
}

/**
 * Opens `path` (mode 0600, replaced whole). A file that cannot be read, in whole or in part, is kept beside it
 * as `<path>.damaged-<time>`; `onDamage` is told where, and what could be read goes on waiting.
 */
export function openQueuedEditFile(path: string, onDamage: (message: string) => void): QueuedEditFile {
  const update: QueuedEditFile['update'] = (change) =>
    withFileLock(`${path}.lock`, () => {
      const { edits, damage } = read(path);
      const next = change(edits);
      if (damage !== undefined) {
        const aside = asideName(path);
        // Copied, not moved: if we die before the new file is there, the readable part still stands.
        copyFileSync(path, aside, constants.COPYFILE_EXCL);
        onDamage(damageWords(damage, edits.length, aside));
      }
      if (next === edits && damage === undefined) return;
      removeLeftovers(path);
      writePrivateFile(path, `${JSON.stringify({ version: 1, edits: next })}\n`);
    });
  return {
    update,
    async list() {
      const { edits, damage } = read(path);
      // What is damaged is looked at again under the lock: another process may just have put it right.
      if (damage !== undefined) await update((current) => current);
      return edits;
    },
  };
}

interface Content {
  readonly edits: readonly QueuedEdit[];
  readonly damage: 'whole' | 'part' | undefined;
}

function read(path: string): Content {
  const bytes = readPrivateFile(path);
  if (bytes === undefined) return { edits: [], damage: undefined };
  const parsed = content.safeParse(parseJson(bytes.toString('utf8')));
  if (!parsed.success) return { edits: [], damage: 'whole' };
  const entries = parsed.data.edits.map((each) => entry.safeParse(each));
  return {
    edits: entries.flatMap(({ data }) => (data === undefined ? [] : [data])),
    damage: entries.every(({ success }) => success) ? undefined : 'part',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damageWords(damage: 'whole' | 'part', kept: number, aside: string): string {
  const what =
    damage === 'whole'
      ? 'The file of waiting edits could not be read and was begun anew'
      : `A part of the file of waiting edits could not be read; ${kept} of them still wait`;
  return `${what}. The old file is kept as ${aside}.`;
}

function asideName(path: string): string {
  const name = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/** Of processes that died between writing and renaming. Under the lock nobody else is writing one. */
function removeLeftovers(path: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(path)}.`) && name.endsWith('.tmp')) rmSync(join(folder, name));
  }
}
