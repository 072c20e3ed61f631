import { useEffect, useState } from 'react';
import type { UnfinishedCopy } from '#shared/model/index.ts';
import { toastError } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import {
  deleteCopy,
  finishCopy,
  forgetCopy,
  loadUnfinishedCopies,
  useUnfinishedCopies,
} from './package-copies.ts';
import { loadPackages, usePackagesStore } from './packages-store.ts';

/** Copies that broke off, each with its ways out, until one was taken. */
export function UnfinishedNotices() {
  const copies = useUnfinishedCopies((state) => state.copies);
  const list = useConnectionsStore((state) => state.list);
  // The dialog says it itself, beside each cloud.
  const copying = usePackagesStore((state) => state.dialog?.type === 'copy');
  useEffect(() => void loadUnfinishedCopies(), []);
  if (copying) return null;
  return copies
    .filter(({ to }) => list?.some(({ profile }) => profile.name === to))
    .map((copy) => <UnfinishedNotice key={`${copy.to}/${copy.madeId}`} copy={copy} />);
}

function UnfinishedNotice({ copy }: { readonly copy: UnfinishedCopy }) {
  const [busy, setBusy] = useState(false);
  const run =
    (operation: string, work: (copy: UnfinishedCopy) => Promise<void>) => async (): Promise<void> => {
      setBusy(true);
      try {
        await work(copy);
        void loadPackages([copy.to]);
      } catch (error) {
        toastError(error, operation);
      }
      setBusy(false);
    };
  return (
    <Notice
      tone="warning"
      status
      className="catalog-notice"
      actions={
        <>
          <Button size="small" isPending={busy} onPress={() => void run('packages.copy', finishCopy)()}>
            Finish it
          </Button>
          <Button size="small" isPending={busy} onPress={() => void run('packages.remove', deleteCopy)()}>
            Delete it
          </Button>
          <Button
            size="small"
            variant="quiet"
            isPending={busy}
            onPress={() => void run('packages.copies', forgetCopy)()}
          >
            Leave it so
          </Button>
        </>
      }
    >
      <strong>
        The copy <bdi>{visibleText(copy.madeName)}</bdi> in {visibleText(copy.to)} is not finished:
      </strong>{' '}
      it has not all that {visibleText(copy.name)} has in {visibleText(copy.from)}.
    </Notice>
  );
}
