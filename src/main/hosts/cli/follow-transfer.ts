import { AppError } from '#shared/errors/index.ts';
import type { Transfer } from '#shared/model/index.ts';
import { bytes, EXIT, printable } from './output.ts';
import { createProgressBar } from './progress-bar.ts';
import type { Session } from './session.ts';

/**
 * Shows a transfer until it ends; SIGINT cancels it cleanly. Gives the succeeded transfer, `undefined` if a
 * person stopped it, and throws its error if it failed.
 */
export async function follow(session: Session, queued: Transfer): Promise<Transfer | undefined> {
  const bar = createProgressBar(session.output);
  const stopShowing = session.client.on('transfer.changed', (transfer) => {
    if (transfer.id === queued.id) bar.show(transfer);
  });
  let interrupted = false;
  const cancel = (): void => {
    if (interrupted) return;
    interrupted = true;
    session.output.say('Cancelling; what was made is removed…');
    void session.call('transfers.cancel', { id: queued.id }).catch(() => undefined);
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    const done = await session.application.transfers.waitFor(queued.id);
    bar.end();
    if (done.state === 'succeeded') return done;
    if (interrupted && done.state === 'cancelled') {
      // What was made could not be removed: it is named, so that a person can.
      if (done.error !== null) session.output.fail(AppError.fromWire(done.error), `transfers.${done.kind}`);
      return undefined;
    }
    throw done.error === null
      ? new AppError('CANCELLED', 'The transfer was cancelled.', { operation: `transfers.${done.kind}` })
      : AppError.fromWire(done.error);
  } finally {
    stopShowing();
    bar.end();
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

/**
 * Follows a transfer that makes an image, and gives out the image with the receipt. Says so where the service
 * gave it another name than `name`, as Project-FiFo does to what it imports.
 */
export async function followToImage(session: Session, queued: Transfer, name?: string): Promise<number> {
  const done = await follow(session, queued);
  if (done === undefined) return EXIT.interrupted;
  const { image } = await session.call('images.show', {
    connection: done.connection,
    id: done.imageId ?? '',
  });
  if (name !== undefined && image.name !== name) {
    session.output.say(printable(`note: name: ${name} becomes ${image.name}. The service named it itself.`));
  }
  session.output.result(
    { image, receipt: done.receipt },
    () => `${image.id}  ${image.name ?? ''}\n${receiptLine(done)}`,
  );
  return EXIT.done;
}

/** What a transfer proved, for a person. */
export function receiptLine({ receipt }: Transfer): string {
  if (receipt === null) return '';
  const verdict =
    receipt.hash === null
      ? 'the service reports no hash'
      : `${receipt.hash.algo} ${receipt.hash.verified ? 'verified' : 'not verified'}`;
  return `${bytes(receipt.bytes)} in ${receipt.seconds.toFixed(1)} s, ${verdict}`;
}
