import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { ConflictDialog } from '../edits/conflict-dialog.tsx';
import { decidedEdit, type LostRace, type Sides } from '../edits/lost-race.ts';
import { describeEdit, isEmptyEdit } from './image-changes.ts';
import type { PendingEdit } from './use-image-edit.ts';

interface EditTroubleProps {
  readonly pending: PendingEdit;
  /** The edit was taken after all, kept for later, or given up for what somebody else made of it. */
  readonly onSettled: () => void;
}

/** Why an edit was not taken; after a lost race, field by field whose value it shall be. */
export function EditTrouble({ pending, onSettled }: EditTroubleProps) {
  if (pending.warned !== undefined) return <Consequence pending={pending} onTaken={onSettled} />;
  const { race } = pending;
  if (race !== undefined) {
    return (
      <ConflictDialog
        name={named(race.base.name, race.base.id)}
        race={race}
        sends={(sides) => sentWords(race, sides)}
        busy={pending.busy}
        onLeave={pending.leaveRace}
        onSettle={(sides) => void pending.settleRace(sides).then((done) => done && onSettled())}
      />
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
          <Button size="small" onPress={() => void keepForLater().then((done) => done && onSettled())}>
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

function sentWords(race: LostRace, sides: Sides): string | undefined {
  const edit = decidedEdit(race, sides);
  return isEmptyEdit(edit) ? undefined : describeEdit(edit);
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
