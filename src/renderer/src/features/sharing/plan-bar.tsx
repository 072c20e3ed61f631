import { useEffect } from 'react';
import { SHARING_GRID_ID } from '../../app/focus-places.ts';
import { Button } from '../../ui/button.tsx';
import { useBatchStore } from '../batch/batch-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { applyPlan, applyReason, sendableCount } from './apply-plan.ts';
import { countChanges } from './share-plan.ts';
import { changesWord, discardPlan, showSharingDialog, useSharingStore } from './sharing-store.ts';

/** The changes that were not sent, and what can be done with them. */
export function PlanBar() {
  const plan = useSharingStore((state) => state.plan);
  // What can be sent depends on the clouds, and on what is running.
  useConnectionsStore((state) => state.capabilities);
  useBatchStore((state) => state.batch?.running);
  const count = countChanges(plan);
  const sendable = sendableCount(plan);
  const reason = applyReason(plan);
  return (
    <div className="plan-bar">
      <span className="plan-count" role="status">
        {count > 0 && `${changesWord(count)} not sent`}
      </span>
      {count > 0 && (
        <Button
          size="small"
          variant="quiet"
          onPress={() => {
            discardPlan();
            document.getElementById(SHARING_GRID_ID)?.focus();
          }}
        >
          Discard
        </Button>
      )}
      <Button
        size="small"
        reason={count === 0 ? 'Nothing is planned. Choose cells first.' : undefined}
        onPress={() => showSharingDialog('preview')}
      >
        Preview requests
      </Button>
      <Button size="small" variant="primary" reason={reason} onPress={applyPlan}>
        {sendable === 0 ? 'Apply' : `Apply ${changesWord(sendable)}`}
      </Button>
    </div>
  );
}

/** Has the browser, or the window, ask before the page goes while changes are not sent. */
export function useLeaveGuard(): void {
  const unsent = useSharingStore((state) => state.plan.size > 0);
  useEffect(() => {
    if (!unsent) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsent]);
}
