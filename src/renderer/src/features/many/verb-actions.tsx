import { Archive, ArchiveRestore, Lock, LockOpen, Power, PowerOff } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { batchReason } from '../batch/batch-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { runVerb } from './verb-run.ts';
import { imagesFor, noVerbReason, VERB_FACTS, type Verb, verbsFor } from './verbs.ts';

const SIGNS: Readonly<Record<Verb, ComponentType<{ size: number; 'aria-hidden': true }>>> = {
  retire: Archive,
  restore: ArchiveRestore,
  protect: Lock,
  unprotect: LockOpen,
  deactivate: PowerOff,
  reactivate: Power,
};

/** What can be done with images by a verb, for a menu: each with what comes of it, or why not. */
export function verbActions(images: readonly Image[]): readonly MenuAction[] {
  const { capabilities } = useConnectionsStore.getState();
  return verbsFor(images, capabilities).map((verb) => {
    const Sign = SIGNS[verb];
    const { label, consequence } = VERB_FACTS[verb];
    const reason = noVerbReason(verb, images, capabilities);
    const meant = reason === undefined ? imagesFor(verb, images, capabilities).length : 0;
    return {
      id: verb,
      label: images.length > 1 && meant > 0 ? `${label} ${formatCount(meant)}` : label,
      icon: <Sign size={14} aria-hidden={true} />,
      note: consequence,
      reason: reason ?? (images.length > 1 ? batchReason() : undefined),
      run: () => attempt('images.edit', () => runVerb(verb, images)),
    };
  });
}
