import type { Package } from '#shared/model/index.ts';
import { toast } from '../../app/toast-queue.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { showPackageDialog } from './packages-store.ts';

/** Asks before a package is deleted, or says why it cannot be. */
export function askPackageRemoval(each: Package): void {
  const reason = packageDeleteReason(each);
  if (reason === undefined) showPackageDialog({ type: 'remove', package: each });
  else toast({ tone: 'info', title: 'Not deleted', text: reason });
}

/** Why it cannot be deleted now. */
export function packageDeleteReason({ connection }: Package): string | undefined {
  return reasonAgainst(useConnectionsStore.getState().capabilities[connection], 'package.delete');
}
