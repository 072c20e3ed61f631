import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { recordShape, type TransferRecord } from './record.ts';
import type { TransferLog } from './types.ts';

const line = z.discriminatedUnion('type', [
  z.object({ type: z.literal('owner'), pid: z.number().int(), startMark: z.string().nullable() }),
  z.object({ type: z.literal('transfer'), transfer: recordShape }),
  z.object({ type: z.literal('gone'), id: z.string() }),
  z.object({ type: z.literal('closed') }),
]);
type Line = z.input<typeof line> | { type: 'transfer'; transfer: TransferRecord };

const FILE_NAME = /^journal-(\d+)-[0-9a-f]+\.jsonl$/;

/** What a journal file says: its writer, and the last word on each transfer. */
interface JournalContent {
  readonly owner: ProcessIdentity | undefined;
  /** The writer ended in order and needs it no more, even if its process goes on. */
  readonly closed: boolean;
  readonly transfers: Map<string, TransferRecord>;
  /** A line that is not the torn last one could not be read. */
  readonly damaged: boolean;
}

/**
 * What survives a kill: append-only JSON lines, flushed to the disk before a transfer goes on. Each process
 * writes a file of its own, whose first line says who that is; so the app and any number of commands share
 * one data directory without locks. Once its writer is dead, a file is taken over by renaming it, which only
 * one process can do.
 */
export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #log: TransferLog;
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(path: string, file: FileHandle, log: TransferLog) {
    this.#path = path;
    this.#file = file;
    this.#log = log;
  }

  /** Opens this process's own, empty journal. */
  static async open(directory: string, log: TransferLog): Promise<Journal> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const owner = await ownIdentity();
    const path = ownPath(directory, owner.pid);
    const journal = new Journal(path, await open(path, 'ax', 0o600), log);
    await journal.#append({ type: 'owner', ...owner });
    return journal;
  }

  /** Ends when the records are on the disk. A disk that takes no more is logged: the bytes matter more. */
  async write(...transfers: readonly TransferRecord[]): Promise<void> {
    await this.#append(...transfers.map((transfer) => ({ type: 'transfer', transfer }) as const));
  }

  /** The transfer need not be known any more. */
  async forget(id: string): Promise<void> {
    await this.#append({ type: 'gone', id });
  }

  /** Closes the file; with nothing left to remember it is removed. */
  async close(keep: boolean): Promise<void> {
    if (keep) await this.#append({ type: 'closed' });
    await this.#last;
    this.#closed = true;
    await this.#file.close();
    if (!keep) await unlink(this.#path).catch(() => undefined);
  }

  #append(...entries: readonly Line[]): Promise<void> {
    this.#last = this.#last.then(async () => {
      if (this.#closed || entries.length === 0) return;
      try {
        await this.#file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
        await this.#file.datasync();
      } catch (error) {
        this.#log.error({ error }, 'The transfer journal could not be written.');
      }
    });
    return this.#last;
  }
}

/** A dead process's journal. */
export interface Stray {
  readonly path: string;
  readonly transfers: readonly TransferRecord[];
}

/** The journals whose processes are dead. Changes nothing. */
export async function findStrays(directory: string): Promise<readonly Stray[]> {
  const strays: Stray[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const pid = Number(FILE_NAME.exec(name)?.[1]);
    if (Number.isNaN(pid)) continue;
    const path = join(directory, name);
    const content = await readJournal(path);
    if (content === undefined) continue;
    // Named after another process than its writer: being taken over. No writer yet: just being made.
    const holder = content.owner?.pid === pid ? content.owner : { pid, startMark: null };
    if (!content.closed && (await isAlive(holder))) continue;
    strays.push({ path, transfers: [...content.transfers.values()] });
  }
  return strays;
}

/**
 * Takes over every dead process's journal: `keep` must put the records where they survive, then the file
 * goes. A damaged file is set aside as `….damaged`, after what could be read of it was kept.
 */
export async function adoptStrays(
  directory: string,
  keep: (transfers: readonly TransferRecord[]) => Promise<void>,
): Promise<void> {
  const { pid } = await ownIdentity();
  for (const stray of await findStrays(directory)) {
    const mine = ownPath(directory, pid);
    try {
      await rename(stray.path, mine);
    } catch {
      continue; // Another process was quicker.
    }
    const content = await readJournal(mine);
    await keep([...(content?.transfers.values() ?? [])]);
    if (content?.damaged) await rename(mine, `${stray.path}.damaged`);
    else await unlink(mine);
  }
}

/** Takes one transfer out of a dead process's journal, for whoever does the same again. */
export async function takeFromStray(stray: Stray, id: string): Promise<void> {
  if (stray.transfers.length === 1) return unlink(stray.path);
  const file = await open(stray.path, 'a');
  try {
    // Behind a torn last line a line break comes first.
    await file.appendFile(`\n${JSON.stringify({ type: 'gone', id } satisfies Line)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

function ownPath(directory: string, pid: number): string {
  return join(directory, `journal-${pid}-${randomBytes(6).toString('hex')}.jsonl`);
}

async function readJournal(path: string): Promise<JournalContent | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const transfers = new Map<string, TransferRecord>();
  let owner: ProcessIdentity | undefined;
  let damaged = false;
  let closed = false;
  for (const [index, textLine] of lines.entries()) {
    if (textLine === '') continue;
    const entry = parseLine(textLine);
    if (entry === undefined) {
      // A line without its end was being written when the process died: what it would say never happened.
      damaged ||= index < lines.length - 1 && !isTorn(lines, index);
    } else if (entry.type === 'owner') owner ??= { pid: entry.pid, startMark: entry.startMark };
    else if (entry.type === 'closed') closed = true;
    else if (entry.type === 'gone') transfers.delete(entry.id);
    else transfers.set(entry.transfer.id, entry.transfer);
  }
  return { owner, closed, transfers, damaged };
}

/** A torn line that `takeFromStray` ended with a line break: an empty line or a `gone` follows. */
function isTorn(lines: readonly string[], index: number): boolean {
  return lines.slice(index + 1).every((later) => later === '' || parseLine(later)?.type === 'gone');
}

function parseLine(text: string): z.output<typeof line> | undefined {
  try {
    const parsed = line.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
