import { AppError } from '#shared/errors/index.ts';
import type { TransferSpec } from '#shared/model/index.ts';
import { makeImage } from './made-image.ts';
import { receiptOf } from './receipts.ts';
import { enterPhase, type JobRun } from './run-context.ts';
import { waitForService } from './service-progress.ts';

/** Has the service fetch the bytes itself, and waits for it. The bytes never pass here, nor does their hash. */
export function createImportRun(spec: TransferSpec & { kind: 'import' }): JobRun {
  return {
    async attempt(context) {
      const { job, provider } = context;
      await enterPhase(context, 'server-processing');
      const ticket =
        job.record.ticket ??
        (await makeImage(context, (call) => provider.beginImport(spec.image, spec.source, call)));
      if (ticket.imageId === null) {
        throw new AppError('PROTOCOL', `${spec.connection} did not say which image the import makes.`, {
          operation: 'transfers.import',
        });
      }
      const { document, hash } = await waitForService(context, ticket.imageId);
      await enterPhase(context, 'verifying');
      return receiptOf(context, {
        image: document.image,
        bytes: document.image.sizeBytes ?? 0,
        sha256: null,
        hash: hash === null ? null : { ...hash, verified: false },
      });
    },
    close: async () => undefined,
  };
}
