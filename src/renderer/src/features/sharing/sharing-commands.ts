import type { Image } from '#shared/model/index.ts';
import { useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { applyPlan, applyReason } from './apply-plan.ts';
import { openSharedByMe, openSharing } from './open-sharing.ts';
import { discardPlan, showSharingDialog, useSharingStore } from './sharing-store.ts';
import { showSharing } from './show-sharing.ts';

const chosen = (): readonly Image[] =>
  useAppStore.getState().view === 'packages' ? [] : [...useCatalogStore.getState().selection.images.values()];

const noPlan = (): string | undefined =>
  useSharingStore.getState().plan.size === 0 ? 'No change of who sees what is planned' : undefined;

/** Who sees what, and what is planned there. */
export const SHARING_COMMANDS: readonly Command[] = [
  {
    id: 'who-sees',
    title: 'Who sees them…',
    group: 'Images',
    shortcut: 'Alt+W',
    reason: () => (chosen().length === 0 ? 'Choose an image first' : undefined),
    run: () => openSharing(chosen()),
  },
  { id: 'shared-by-me', title: 'Shared by me', group: 'View', run: () => void openSharedByMe() },
  {
    id: 'preview-sharing',
    title: 'Preview the requests of sharing changes',
    group: 'Images',
    reason: noPlan,
    run: () => {
      showSharing();
      showSharingDialog('preview');
    },
  },
  {
    id: 'apply-sharing',
    title: 'Apply sharing changes',
    group: 'Images',
    reason: () => noPlan() ?? applyReason(useSharingStore.getState().plan),
    run: () => {
      showSharing();
      applyPlan();
    },
  },
  {
    id: 'discard-sharing',
    title: 'Discard sharing changes',
    group: 'Images',
    reason: noPlan,
    run: discardPlan,
  },
];
