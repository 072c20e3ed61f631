import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';

interface DiscardQuestionProps {
  /** What would be lost. */
  readonly words: string;
  readonly onStay: () => void;
  readonly onDiscard: () => void;
}

/** Before collected changes are thrown away. */
export function DiscardQuestion({ words, onStay, onDiscard }: DiscardQuestionProps) {
  return (
    <ModalDialog
      role="alertdialog"
      width="small"
      title="Discard what was changed?"
      onClose={onStay}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button autoFocus onPress={onStay}>
            Keep editing
          </Button>
          <Button variant="danger" onPress={onDiscard}>
            Discard
          </Button>
        </>
      }
    >
      <p>{words}. Nothing of it was sent.</p>
    </ModalDialog>
  );
}
