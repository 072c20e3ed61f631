import type { Image } from '#shared/model/index.ts';
import { showView, useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { attempt } from '../../app/toast-queue.ts';
import { batchReason } from '../batch/batch-store.ts';
import { setListQuery } from '../catalog/catalog-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { chosenImages } from '../inspector/inspector-store.ts';
import { runVerb } from './verb-run.ts';
import { noVerbReason, VERB_FACTS, VERBS, type Verb } from './verbs.ts';

/** The chosen images; none while packages are on show. */
const inSight = (): readonly Image[] => (useAppStore.getState().view === 'packages' ? [] : chosenImages());

function reasonOf(verb: Verb): string | undefined {
  const images = inSight();
  return (
    noVerbReason(verb, images, useConnectionsStore.getState().capabilities) ??
    (images.length > 1 ? batchReason() : undefined)
  );
}

/** What is done by a verb to the chosen images, one or many. */
export const MANY_COMMANDS: readonly Command[] = [
  ...VERBS.map(
    (verb): Command => ({
      id: verb,
      title: VERB_FACTS[verb].label,
      group: 'Images',
      reason: () => reasonOf(verb),
      run: () => attempt('images.edit', () => runVerb(verb, inSight())),
    }),
  ),
  {
    id: 'show-retired',
    title: 'Show retired images',
    group: 'Images',
    run: () => {
      setListQuery({ search: 'hidden:yes' });
      showView('images');
    },
  },
];
