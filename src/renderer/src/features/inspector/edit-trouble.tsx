import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { describeEdit } from './image-changes.ts';
import type { PendingEdit } from './use-image-edit.ts';

interface EditTroubleProps {
  readonly pending: PendingEdit;
  /** The own changes were given up: the image is now as the service has it. */
  readonly onReloaded: () => void;
  /** The own changes were taken after all. */
  readonly onKept: () => void;
}

/** Why an edit was not taken; after a lost race, both ways out. */
export function EditTrouble({ pending, onReloaded, onKept }: EditTroubleProps) {
  if (pending.warned !== undefined) return <Consequence pending={pending} onTaken={onKept} />;
  if (pending.conflict !== undefined) {
    const settle = (work: () => Promise<boolean>, settled: () => void) => () =>
      void work().then((done) => done && settled());
    return (
      <Notice
        tone="warning"
        alert
        actions={
          <>
            <Button size="small" onPress={settle(pending.takeTheirs, onReloaded)}>
              Reload, drop mine
            </Button>
            <Button size="small" variant="primary" onPress={settle(pending.keepMine, onKept)}>
              Keep mine
            </Button>
          </>
        }
      >
        <strong>Someone changed this image meanwhile.</strong> Nothing was changed by you. “Keep mine” sends
        only your change again ({describeEdit(pending.conflict)}), on top of theirs.
      </Notice>
    );
  }
  if (pending.error === undefined) return null;
  const said = sayThrown(pending.error, 'images.edit');
  const { keepForLater } = pending;
  return (
    <Notice
      tone="bad"
      alert
      actions={
        keepForLater && (
          <Button size="small" onPress={() => void keepForLater().then((done) => done && onKept())}>
            Keep for later
          </Button>
        )
      }
    >
      <strong>{said.title}.</strong> {said.message}{' '}
      {keepForLater === undefined ? said.hint : 'Your change can wait until it can be reached again.'}
    </Notice>
  );
}

/** The question before a change that does more than was asked. */
function Consequence({ pending, onTaken }: { readonly pending: PendingEdit; readonly onTaken: () => void }) {
  const { warned, dropWarning, acceptWarning, busy } = pending;
  if (warned === undefined) return null;
  const { warning, edit } = warned;
  return (
    <ModalDialog
      role="alertdialog"
      width="small"
      title="It would change more than that"
      onClose={dropWarning}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button onPress={dropWarning} autoFocus>
            Do not edit
          </Button>
          <Button
            variant="danger"
            isPending={busy}
            onPress={() => void acceptWarning().then((done) => done && onTaken())}
          >
            Edit anyway
          </Button>
        </>
      }
    >
      <p>{visibleText(warning.message)}</p>
      {warning.hint !== undefined && <Notice tone="info">{visibleText(warning.hint)}</Notice>}
      <p className="muted">Your change: {describeEdit(edit)}.</p>
    </ModalDialog>
  );
}
