import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image, Receipt } from '#shared/model/index.ts';
import { isoNow, type RunContext } from './run-context.ts';
import type { TransferLog } from './types.ts';

/**
 * The archive of receipts, `receipts.jsonl`: one line for each transfer that succeeded, by any process. A
 * line is appended in one write, which the system does not mix with another's.
 */
export async function archiveReceipt(directory: string, receipt: Receipt, log: TransferLog): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await appendFile(join(directory, 'receipts.jsonl'), `${JSON.stringify(receipt)}\n`, { mode: 0o600 });
  } catch (error) {
    log.error({ error, transfer: receipt.id }, 'A receipt could not be archived.');
  }
}

/** What a transfer that is done proves. */
export function receiptOf(
  { job, clock }: RunContext,
  facts: Pick<Receipt, 'bytes' | 'sha256' | 'hash'> & { readonly image: Image },
): Receipt {
  const { id, spec, startedAt, createdAt } = job.record;
  const began = startedAt ?? createdAt;
  const finishedAt = isoNow(clock);
  return {
    id,
    kind: spec.kind,
    connection: spec.connection,
    imageId: facts.image.id,
    imageName: facts.image.name,
    bytes: facts.bytes,
    sha256: facts.sha256,
    hash: facts.hash,
    seconds: Math.max(0, (Date.parse(finishedAt) - Date.parse(began)) / 1000),
    startedAt: began,
    finishedAt,
  };
}
