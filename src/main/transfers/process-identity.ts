import { readFile } from 'node:fs/promises';

/**
 * One running process. The start mark (where the system tells it) keeps a dead process apart from a
 * stranger that was given its number again.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startMark: string | null;
}

let own: Promise<ProcessIdentity> | undefined;

export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= startMark(process.pid).then((mark) => ({ pid: process.pid, startMark: mark }));
  return own;
}

/** Is that very process still running? */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (identity.startMark === null) return true;
  const mark = await startMark(identity.pid);
  return mark === null || mark === identity.startMark;
}

/** Linux tells when a process started, in ticks since the boot (field 22 of `stat`; the name before it may hold blanks). */
async function startMark(pid: number): Promise<string | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, though its number is still taken.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    return fields[19] ?? null;
  } catch {
    return null;
  }
}
