import { showView, useAppStore } from '../../app/app-store.ts';
import { toast } from '../../app/toast-queue.ts';
import { closeInspector, openInspector, useInspectorStore } from '../inspector/inspector-store.ts';
import { countChanges } from './share-plan.ts';
import { changesWord, showSharingDialog, useSharingStore } from './sharing-store.ts';

let inspectorWasOpen = false;

/** Shows the view; the inspector gives its place to the columns until the view is left. */
export function showSharing(): void {
  if (useAppStore.getState().view === 'sharing') return;
  inspectorWasOpen = useInspectorStore.getState().open;
  if (inspectorWasOpen) closeInspector();
  showView('sharing');
}

/** Called when another view took its place: what was not sent is kept, and that is said. */
export function leaveSharing(): void {
  if (inspectorWasOpen) openInspector();
  inspectorWasOpen = false;
  showSharingDialog(undefined);
  const count = countChanges(useSharingStore.getState().plan);
  if (count === 0) return;
  toast({
    tone: 'info',
    title: `${changesWord(count)} not sent`,
    text: 'They are kept in “Who sees what” until they are applied or discarded.',
    action: { label: 'Go back', run: showSharing },
  });
}
