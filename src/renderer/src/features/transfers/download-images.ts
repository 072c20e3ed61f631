import type { Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast, toastError } from '../../app/toast-queue.ts';
import { suggestedFileName } from './suggested-file-name.ts';
import { receiveTransfer } from './transfers-store.ts';

/** Queues downloads to the download folder. Each one that is refused says so. */
export async function downloadImages(images: readonly Image[]): Promise<void> {
  const outcomes = await Promise.allSettled(
    images.map(async ({ connection, id }) =>
      receiveTransfer(await call('transfers.download', { connection, id })),
    ),
  );
  const queued = outcomes.filter(({ status }) => status === 'fulfilled').length;
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (images.length > 1 && queued > 0) toast({ tone: 'info', title: `${queued} downloads queued` });
  const [first] = refused;
  if (refused.length === 1) toastError(first?.reason, 'transfers.download');
  else if (refused.length > 1) {
    toast({
      tone: 'bad',
      title: `${refused.length} downloads refused`,
      text: first?.reason instanceof Error ? `The first: ${first.reason.message}` : undefined,
    });
  }
}

/** Asks where one image should go, then queues its download there. */
export async function downloadTo(
  image: Image,
  pickDestination: (suggestedName: string) => Promise<string | null>,
): Promise<void> {
  const { connection, id } = image;
  const grant = await pickDestination(suggestedFileName(image));
  if (grant === null) return;
  receiveTransfer(await call('transfers.download', { connection, id, grant }));
}
