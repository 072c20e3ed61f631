import { z } from 'zod';
import type { WireError } from '#shared/errors/index.ts';
import type { Receipt, TransferPhase, TransferSpec, TransferState } from '#shared/model/index.ts';
import type { UploadTicket } from '../providers/provider.ts';
import type { OnExisting } from './grants.ts';

/** All that is kept of a transfer. Plain data: each line of the journal is one, and the last one counts. */
export interface TransferRecord {
  readonly id: string;
  readonly spec: TransferSpec;
  readonly state: TransferState;
  readonly phase: TransferPhase | null;
  readonly title: string;
  readonly otherEnd: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly attempt: number;
  readonly bytesDone: number;
  readonly bytesTotal: number | null;
  readonly error: WireError | null;
  readonly receipt: Receipt | null;
  /** Uploads and imports: when the service was asked to make the image. With no ticket, it is unknown whether it did. */
  readonly intentAt: string | null;
  /** What the service made for this transfer; `null` when there is nothing (any more). */
  readonly ticket: UploadTicket | null;
  /** All bytes have left: what remains is the service's work. Sending again would be a second image. */
  readonly sent: boolean;
  /** What left for the image at the last try, while that is needed. */
  readonly sending?: Sending | null;
  /** What was made must still be removed; tried again until it is. */
  readonly cleanup: boolean;
  /** Downloads to a file: what to do about a file that is there. */
  readonly onExisting: OnExisting;
  /** Downloads to a file: where it really goes, once that is decided. */
  readonly filePath: string | null;
  /** Imports: the address held a secret, so it is not in the journal and cannot be used after a restart. */
  readonly addressWithheld: boolean;
}

/** How the sending of an image's bytes stands. */
export interface Sending {
  readonly begunAt: string;
  /** Services that make the image of the bytes: images that had its name before. */
  readonly namesakes: readonly string[];
  /** How many bytes there are, once the last may have left; the service's answer may be lost all the same. */
  readonly bytes: number | null;
  /** When that was: what was made much later is not of these bytes. */
  readonly lastAt: string | null;
  /** A copy's hashes of these bytes, by algorithm: they cannot be read again. */
  readonly digests: Readonly<Record<string, string>> | null;
}

/** Checks as much of a journal's line as reading it safely needs; what Argosy wrote fits. */
export const recordShape = z
  .object({
    id: z.string().min(1).max(64),
    spec: z.looseObject({ kind: z.enum(['upload', 'download', 'import', 'copy']), connection: z.string() }),
    state: z.enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']),
    title: z.string(),
    otherEnd: z.string(),
    createdAt: z.string(),
    attempt: z.number(),
    bytesDone: z.number(),
    sent: z.boolean(),
    cleanup: z.boolean(),
  })
  .loose()
  .transform((value) => value as unknown as TransferRecord);

/** Queued, running or paused: something is still to be done. */
export function isUnfinished(state: TransferState): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}

/**
 * The record of a process that stopped, as the next one goes on with it. Downloads continue by themselves,
 * and so does waiting for a service that has all it needs. An upload that must be sent again is the person's
 * decision: it is offered on the same image. What cannot be had again has failed.
 */
export function afterStop(record: TransferRecord, now: string): TransferRecord {
  const { spec, state } = record;
  if (state !== 'queued' && state !== 'running') return record;
  const base = { ...record, phase: null };
  if (spec.kind === 'download') {
    return spec.sink.type === 'file' ? { ...base, state: 'queued' } : lost(base, now, 'receiver');
  }
  if (spec.kind === 'import') {
    // To register the same file twice makes one image.
    const isHarmless = record.intentAt === null || spec.source.method === 'register';
    if (record.ticket !== null || (isHarmless && !record.addressWithheld)) {
      return { ...base, state: 'queued' };
    }
    return record.intentAt === null ? lost(base, now, 'address') : { ...base, ...offered(record) };
  }
  if (spec.kind === 'upload' && spec.source.type === 'page') return lost(base, now, 'page');
  if (state === 'queued' || record.sent || record.intentAt === null) return { ...base, state: 'queued' };
  return { ...base, ...offered(record) };
}

function offered(record: TransferRecord): Pick<TransferRecord, 'state' | 'error'> {
  const { message, hint } = offer(record);
  return {
    state: 'paused',
    error: { code: 'CANCELLED', message, hint, retry: 'safe', operation: operationOf(record) },
  };
}

function offer({ spec, title, ticket, sending }: TransferRecord): { message: string; hint: string } {
  const where = `${title} on ${spec.connection}`;
  const hint =
    'Try again or cancel: either looks for the image that may have been left, and uses or removes it.';
  if (ticket === null)
    return { message: `Argosy stopped while the image for ${where} was being made.`, hint };
  if (ticket.imageId !== null) {
    const what = spec.kind === 'upload' ? 'the file' : 'the bytes';
    return {
      message: `Argosy stopped while sending ${where}. The image is there, waiting for its bytes.`,
      hint: `Try again to send ${what} to the same image, or cancel to remove it.`,
    };
  }
  if (sending && sending.bytes !== null) {
    return { message: `Argosy stopped before ${spec.connection} answered for ${title}.`, hint };
  }
  return {
    message: `Argosy stopped while sending ${where}. There is no image yet.`,
    hint: 'Try again to send it once more, or cancel to remove what was begun.',
  };
}

const LOST = {
  receiver: 'Argosy stopped while giving out',
  page: 'The page that held the file was closed while sending',
  address: 'Argosy stopped, and kept no address with secrets, before the import of',
} as const;

/** A transfer that cannot go on in another process; what it made is removed. */
function lost(record: TransferRecord, now: string, why: keyof typeof LOST): TransferRecord {
  const error: WireError = {
    code: 'CANCELLED',
    message: `${LOST[why]} ${record.title}.`,
    hint: 'Start it again.',
    retry: 'never',
    operation: operationOf(record),
  };
  const cleanup = record.ticket !== null || record.intentAt !== null;
  return { ...record, state: 'failed', error, finishedAt: now, cleanup };
}

export function operationOf(record: TransferRecord): string {
  return `transfers.${record.spec.kind}`;
}
