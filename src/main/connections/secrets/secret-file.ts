import { renameSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import { readPrivateFile, writePrivateFile } from '../../private-file.ts';
import type { SecretStore } from './secret-store.ts';

/** Seals one secret for one connection. `open` throws whatever it likes if anything does not fit. */
export interface Sealer {
  seal(name: string, secret: string): Buffer;
  open(name: string, sealed: Buffer): string;
}

const fileSchema = z.object({
  version: z.literal(1),
  // A list, not an object: a connection may be called `__proto__`.
  secrets: z.array(z.object({ name: z.string(), sealed: z.base64() })),
});
type Entry = z.infer<typeof fileSchema>['secrets'][number];

/**
 * A store in one JSON file of sealed secrets, mode 0600, replaced whole at each change and read anew before.
 * A file that cannot be read is `CORRUPT` until the next secret is set: then it is kept as
 * `<path>.damaged-<time>` and a new one begun.
 */
export function createSecretFile(path: string, sealer: Sealer, label: string): SecretStore {
  const find = (name: string): Entry | undefined => readEntries(path).find((entry) => entry.name === name);
  const write = (secrets: readonly Entry[]): void =>
    writePrivateFile(path, `${JSON.stringify({ version: 1, secrets }, null, 2)}\n`);

  return {
    label,
    async get(name) {
      const entry = find(name);
      if (entry === undefined) return undefined;
      try {
        return sealer.open(name, Buffer.from(entry.sealed, 'base64'));
      } catch {
        // The opener's own words could quote what it opened.
        throw corrupt(
          `The stored secret of the connection ${JSON.stringify(name)} in ${path} cannot be opened: it or its key was changed.`,
        );
      }
    },
    async set(name, secret) {
      const sealed = sealer.seal(name, secret).toString('base64');
      write([...entriesForWriting(path).filter((entry) => entry.name !== name), { name, sealed }]);
    },
    async remove(name) {
      const entries = readEntries(path);
      const kept = entries.filter((entry) => entry.name !== name);
      if (kept.length < entries.length) write(kept);
    },
    has: async (name) => find(name) !== undefined,
  };
}

function entriesForWriting(path: string): readonly Entry[] {
  try {
    return readEntries(path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    renameSync(path, `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
    return [];
  }
}

function readEntries(path: string): readonly Entry[] {
  const bytes = readPrivateFile(path);
  if (bytes === undefined) return [];
  try {
    return fileSchema.parse(JSON.parse(bytes.toString('utf8'))).secrets;
  } catch {
    // The parser's own words could quote the file.
    throw corrupt(`The file of stored secrets ${path} is damaged.`);
  }
}

function corrupt(message: string): AppError {
  return new AppError('CORRUPT', message, {
    operation: 'secrets.read',
    hint: 'Enter the secret again. A damaged file is kept beside the new one.',
  });
}
