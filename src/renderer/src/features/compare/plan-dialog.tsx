import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import type { ManyPlan } from '../many/many-plan.ts';
import { ManyPreview } from '../many/many-preview.tsx';

/** What a plan would send, exactly. Nothing is sent for it. */
export function PlanDialog({ plan, onClose }: { readonly plan: ManyPlan; readonly onClose: () => void }) {
  return (
    <ModalDialog
      title="What would be sent"
      onClose={onClose}
      footer={
        <>
          <span className="dialog-foot-text" />
          <Button variant="primary" autoFocus onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <ManyPreview plan={plan} />
    </ModalDialog>
  );
}
