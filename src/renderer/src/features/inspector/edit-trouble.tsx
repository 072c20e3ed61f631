import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
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
  return (
    <Notice tone="bad" alert>
      <strong>{said.title}.</strong> {said.message} {said.hint}
    </Notice>
  );
}
