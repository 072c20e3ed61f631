import { Boxes, Copy, CopyPlus, Trash2 } from 'lucide-react';
import type { Package } from '#shared/model/index.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { askPackageRemoval, packageDeleteReason } from './ask-package-removal.ts';
import { showPackageDialog } from './packages-store.ts';

/** The menu of a package. */
export function packageActions(each: Package): readonly MenuAction[] {
  const capabilities = useConnectionsStore.getState().capabilities[each.connection];
  return [
    {
      id: 'like',
      label: 'New one like this…',
      icon: <CopyPlus size={14} aria-hidden="true" />,
      reason: reasonAgainst(capabilities, 'package.create'),
      run: () => showPackageDialog({ type: 'create', connection: each.connection, like: each }),
    },
    {
      id: 'copy-to',
      label: 'Copy to another cloud…',
      icon: <Boxes size={14} aria-hidden="true" />,
      run: () => showPackageDialog({ type: 'copy', package: each }),
    },
    {
      id: 'copy',
      label: 'Copy id',
      icon: <Copy size={14} aria-hidden="true" />,
      run: () =>
        attempt('clipboard', async () => {
          await navigator.clipboard.writeText(each.id);
          toast({ tone: 'good', title: 'Id copied' });
        }),
    },
    {
      id: 'delete',
      label: 'Delete…',
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      reason: packageDeleteReason(each),
      run: () => askPackageRemoval(each),
    },
  ];
}
