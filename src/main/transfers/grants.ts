import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { AppError } from '#shared/errors/index.ts';
import type { SourceSpec } from '#shared/model/index.ts';

/** What a download does about a file that is there already: refuse, take the next free name, or replace it. */
export type OnExisting = 'refuse' | 'number' | 'replace';

export interface StreamOptions {
  /** Told before the first byte, for the headers of an answer. */
  readonly onStart?: (info: { readonly fileName: string; readonly sizeBytes: number | null }) => void;
  /** Whether the stream is ended after the last byte. Default true; false for standard output. */
  readonly end?: boolean;
  /** Where the bytes go, in words for people: `the browser’s downloads`. */
  readonly place?: string;
}

export type Grant =
  | { readonly type: 'source'; readonly source: SourceSpec }
  | { readonly type: 'destination'; readonly path: string; readonly onExisting: OnExisting }
  | { readonly type: 'stream'; readonly writable: Writable; readonly options: StreamOptions };

/** What a page learns of a granted file: never where it lies. */
export interface GrantedFile {
  readonly grant: string;
  readonly fileName: string;
  readonly sizeBytes: number;
}

/**
 * The permissions that a host gives out for files and streams. A grant is an unguessable id; whoever holds
 * it can have a transfer read or write that one thing, and learns nothing of its path.
 */
export interface Grants {
  /** A file of this machine as the source of an upload. `NOT_FOUND`, `FORBIDDEN` or `INVALID` if it cannot be one. */
  file(path: string): Promise<GrantedFile>;
  /** Where a download shall be written. Default for a file that is there: refuse. */
  destination(path: string, onExisting?: OnExisting): string;
  /** A file that a browser page holds. */
  page(file: { readonly fileName: string; readonly sizeBytes: number }): string;
  /** A stream that takes a download's bytes: standard output, or the answer to a browser. */
  stream(writable: Writable, options?: StreamOptions): string;
  find(grant: string): Grant | undefined;
  revoke(grant: string): void;
}

/** Grants live as long as the process: a restart forgets them all. */
export function createGrants(): Grants {
  const grants = new Map<string, Grant>();
  const add = (grant: Grant, id = randomBytes(24).toString('base64url')): string => {
    grants.set(id, grant);
    return id;
  };
  return {
    async file(path) {
      const source = await fileSource(resolve(path));
      const { fileName, sizeBytes } = source;
      return { grant: add({ type: 'source', source }), fileName, sizeBytes };
    },
    destination: (path, onExisting = 'refuse') =>
      add({ type: 'destination', path: resolve(path), onExisting }),
    page({ fileName, sizeBytes }) {
      const id = randomBytes(24).toString('base64url');
      const source = { type: 'page', grant: id, fileName: basename(fileName), sizeBytes } as const;
      return add({ type: 'source', source }, id);
    },
    stream: (writable, options = {}) => add({ type: 'stream', writable, options }),
    find: (grant) => grants.get(grant),
    revoke: (grant) => void grants.delete(grant),
  };
}

async function fileSource(path: string): Promise<SourceSpec & { type: 'path' }> {
  const operation = 'transfers.upload';
  const fileName = basename(path);
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      throw new AppError('NOT_FOUND', `There is no file ${path}.`, { operation, cause: error });
    }
    throw new AppError('FORBIDDEN', `The file ${path} cannot be read (${error.code}).`, {
      operation,
      cause: error,
    });
  });
  if (!facts.isFile()) {
    throw new AppError('INVALID', `${path} is not a file.`, {
      operation,
      hint: 'Choose an image file; folders and devices cannot be uploaded.',
    });
  }
  return { type: 'path', path, fileName, sizeBytes: facts.size, modifiedAt: facts.mtime.toISOString() };
}
