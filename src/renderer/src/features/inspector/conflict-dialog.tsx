import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { fieldWords, valueWords } from '../edits/edit-words.ts';
import { decidedEdit, type LostRace, openFields, type Sides } from '../edits/lost-race.ts';
import { ReviewedFields } from '../edits/reviewed-fields.tsx';
import { describeEdit, isEmptyEdit } from './image-changes.ts';

interface ConflictDialogProps {
  readonly race: LostRace;
  readonly busy: boolean;
  readonly onSettle: (sides: Sides) => void;
  /** Back to what was entered. */
  readonly onLeave: () => void;
}

/**
 * Somebody else changed the image first: field by field as it was, yours, theirs now, and whose it shall be.
 * What only one of the two touched needs no decision.
 */
export function ConflictDialog({ race, busy, onSettle, onLeave }: ConflictDialogProps) {
  // Decisions are about one state of the image: another race begins anew.
  const [decided, setDecided] = useState<{ readonly race: LostRace; readonly sides: Sides }>();
  const sides = decided?.race === race ? decided.sides : {};
  const open = openFields(race, sides).length;
  const edit = decidedEdit(race, sides);
  const nothing = isEmptyEdit(edit);
  return (
    <ModalDialog
      role="alertdialog"
      width="large"
      className="conflict"
      title={`Someone changed ${visibleText(named(race.base.name, race.base.id))} meanwhile`}
      onClose={onLeave}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {open > 0
              ? open === 1
                ? '1 field to decide'
                : `${open} fields to decide`
              : nothing
                ? 'Nothing of yours is left to send.'
                : `Sends ${describeEdit(edit)}.`}
          </span>
          <Button onPress={onLeave}>Back to my changes</Button>
          <Button
            variant="primary"
            isPending={busy}
            reason={open > 0 ? 'Choose for each field that both changed' : undefined}
            onPress={() => onSettle(sides)}
          >
            {nothing && open === 0 ? 'Keep theirs' : 'Save'}
          </Button>
        </>
      }
    >
      <p>
        Nothing of yours was sent yet. What only you changed is sent on top of theirs; where you both changed
        the same, choose.
      </p>
      <ReviewedFields
        fields={race.fields}
        sides={sides}
        isDisabled={busy}
        onSide={(field, side) => setDecided({ race, sides: { ...sides, [field]: side } })}
      />
      <Others race={race} />
    </ModalDialog>
  );
}

/** What they changed besides: it stays. */
function Others({ race: { others } }: Pick<ConflictDialogProps, 'race'>) {
  if (others.length === 0) return null;
  return (
    <Notice tone="info">
      Theirs besides, left as it is:{' '}
      {others.map(({ field, base, now }, index) => (
        <span key={field}>
          {index > 0 && '; '}
          <strong>
            <bdi>{fieldWords(field)}</bdi>
          </strong>{' '}
          from <bdi>{valueWords(field, base)}</bdi> to <bdi>{valueWords(field, now)}</bdi>
        </span>
      ))}
      .
    </Notice>
  );
}
