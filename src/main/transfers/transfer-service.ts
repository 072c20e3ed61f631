import { AppError } from '#shared/errors/index.ts';
import type { TransferService, TransferServiceDeps } from './types.ts';

/** Starts the transfer engine: replays the journal and goes on with what was under way. */
export async function createTransferService(_deps: TransferServiceDeps): Promise<TransferService> {
  throw new AppError('INTERNAL', 'The transfer engine is not built yet.', { operation: 'transfers.list' });
}
