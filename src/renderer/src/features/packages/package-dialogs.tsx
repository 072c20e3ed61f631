import { useState } from 'react';
import type { Package } from '#shared/model/index.ts';
import { type SaidError, sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TypedConfirmation } from '../../ui/typed-confirmation.tsx';
import { confirmationReason, typeable } from '../../ui/typed-name.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useIsProduction } from '../connections/production.ts';
import { CopyPackageDialog } from './copy-package-dialog.tsx';
import { CreatePackageDialog } from './create-package-dialog.tsx';
import { diskWords, memoryWords } from './package-figures.ts';
import { removePackage, showPackageDialog, usePackagesStore } from './packages-store.ts';

/** Whichever dialog about packages is open. */
export function PackageDialogs() {
  const dialog = usePackagesStore((state) => state.dialog);
  if (dialog === undefined) return null;
  if (dialog.type === 'copy') return <CopyPackageDialog source={dialog.package} />;
  if (dialog.type === 'remove') return <RemoveDialog doomed={dialog.package} />;
  return <CreatePackageDialog connection={dialog.connection} like={dialog.like} />;
}

function RemoveDialog({ doomed }: { readonly doomed: Package }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SaidError>();
  const [typed, setTyped] = useState('');
  const close = (): void => showPackageDialog(undefined);
  const asked = useIsProduction(doomed.connection) ? typeable(doomed.name, doomed.connection) : undefined;
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
          <Button onPress={close} autoFocus={asked === undefined}>
            Cancel
          </Button>
          <Button
            variant="danger"
            isPending={busy}
            reason={confirmationReason(asked, typed)}
            onPress={() => void remove()}
          >
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
        {diskWords(doomed.quotaGb)} disk{keysWords(doomed)}) at once. This cannot be undone: made anew it has
        another id.
      </p>
      <p className="muted">
        Project-FiFo does not refuse it while machines use it, and does not say which do. They keep running;
        none can be made with it, or be resized to it, any more.
      </p>
      {asked !== undefined && (
        <TypedConfirmation expected={asked} where={doomed.connection} value={typed} onChange={setTyped} />
      )}
    </ModalDialog>
  );
}

function keysWords({ metadata, requirements }: Package): string {
  const keys = Object.keys(metadata).length;
  return [
    requirements.length > 0 && `, ${requirements.length === 1 ? '1 rule' : `${requirements.length} rules`}`,
    keys > 0 && `, ${keys === 1 ? '1 key' : `${keys} keys`} of metadata`,
  ]
    .filter((part) => typeof part === 'string')
    .join('');
}
