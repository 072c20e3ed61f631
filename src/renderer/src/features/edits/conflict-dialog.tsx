import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { fieldWords, valueWords } from './edit-words.ts';
import { openFields, type Race, type Sides } from './lost-race.ts';
import { ReviewedFields } from './reviewed-fields.tsx';

interface ConflictDialogProps {
  /** What was changed: its name. */
  readonly name: string;
  readonly race: Race;
  /** What would be sent, in words; `undefined` where nothing of yours is left. */
  readonly sends: (sides: Sides) => string | undefined;
  readonly busy: boolean;
  readonly onSettle: (sides: Sides) => void;
  /** Back to what was entered. */
  readonly onLeave: () => void;
}

/**
 * Somebody else came first: field by field as it was, yours, theirs now, and whose it shall be. What only one
 * of the two touched needs no decision.
 */
export function ConflictDialog({ name, race, sends, busy, onSettle, onLeave }: ConflictDialogProps) {
  // Decisions are about one state of it: another race begins anew.
  const [decided, setDecided] = useState<{ readonly race: Race; readonly sides: Sides }>();
  const sides = decided?.race === race ? decided.sides : {};
  const open = openFields(race, sides).length;
  const words = sends(sides);
  return (
    <ModalDialog
      role="alertdialog"
      width="large"
      className="conflict"
      title={`Someone changed ${visibleText(name)} meanwhile`}
      onClose={onLeave}
      dismissable={!busy}
      footer={
        <>
          <span className="dialog-foot-text" role="status">
            {open > 0
              ? open === 1
                ? '1 field to decide'
                : `${open} fields to decide`
              : words === undefined
                ? 'Nothing of yours is left to send.'
                : `Sends ${words}.`}
          </span>
          <Button onPress={onLeave}>Back to my changes</Button>
          <Button
            variant="primary"
            isPending={busy}
            reason={open > 0 ? 'Choose for each field that both changed' : undefined}
            onPress={() => onSettle(sides)}
          >
            {words === undefined && open === 0 ? 'Keep theirs' : 'Save'}
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
      <Others others={race.others} />
    </ModalDialog>
  );
}

const OTHERS_SHOWN = 12;

/** What they changed besides: it stays. */
function Others({ others }: Pick<Race, 'others'>) {
  if (others.length === 0) return null;
  const more = others.length - OTHERS_SHOWN;
  return (
    <Notice tone="info">
      Changed by them as well, and kept:{' '}
      {others.slice(0, OTHERS_SHOWN).map(({ field, base, now }, index) => (
        <span key={field}>
          {index > 0 && '; '}
          <strong>
            <bdi>{fieldWords(field)}</bdi>
          </strong>{' '}
          from <bdi>{valueWords(field, base)}</bdi> to <bdi>{valueWords(field, now)}</bdi>
        </span>
      ))}
      {more > 0 && `; and ${more} more`}.
    </Notice>
  );
}
