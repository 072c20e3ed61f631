import { useState } from 'react';
import type { Package } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { CreatePackageDialog } from './create-package-dialog.tsx';
import { diskWords, memoryWords } from './package-figures.ts';
import { removePackage, showPackageDialog, usePackagesStore } from './packages-store.ts';

/** Whichever dialog about packages is open. */
export function PackageDialogs() {
  const dialog = usePackagesStore((state) => state.dialog);
  if (dialog === undefined) return null;
  if (dialog.type === 'remove') return <RemoveDialog doomed={dialog.package} />;
  return <CreatePackageDialog connection={dialog.connection} like={dialog.like} />;
}

function RemoveDialog({ doomed }: { readonly doomed: Package }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const close = (): void => showPackageDialog(undefined);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await removePackage(doomed);
      close();
    } catch (error) {
      setFailure(sayThrown(error, 'packages.remove'));
      setBusy(false);
    }
  };
  return (
    <ModalDialog
      role="alertdialog"
      width="small"
      title={`Delete ${visibleText(doomed.name)}?`}
      onClose={close}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={close} autoFocus>
            Cancel
          </Button>
          <Button variant="danger" isPending={busy} onPress={() => void remove()}>
            Delete the package
          </Button>
        </>
      }
    >
      {failure !== undefined && (
        <Notice tone="bad" alert>
          <strong>{failure.title}.</strong> {failure.message} {failure.hint}
        </Notice>
      )}
      <p>
        {visibleText(doomed.connection)} forgets this package ({memoryWords(doomed.ramMb)} memory,{' '}
        {diskWords(doomed.quotaGb)} disk) and its metadata at once. Machines made with it keep running; no new
        ones can be made. This cannot be undone.
      </p>
    </ModalDialog>
  );
}
