import { useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { focusTable } from '../../app/focus-places.ts';
import { openInspector } from '../inspector/inspector-store.ts';
import { stopWaiting, useAnsweringStore } from './answering-store.ts';
import { answeringReason, answerShares } from './inbox-answers.ts';
import { type Answer, answersReason, lookReason } from './inbox-reasons.ts';
import { chosenShares, openInbox, refreshInbox } from './inbox-store.ts';
import { lookInside } from './look-store.ts';

const elsewhere = (): string | undefined =>
  useAppStore.getState().view === 'inbox' ? undefined : 'Go to “Shared with me” first';

/** It stands only with the next drawing; the keyboard goes on in it. */
function goToInbox(): void {
  if (useAppStore.getState().view !== 'inbox') openInbox();
  setTimeout(focusTable);
}

/** Why what is chosen in the inbox cannot be answered so. */
export function chosenReason(status: Answer): string | undefined {
  const chosen = chosenShares();
  return elsewhere() ?? answersReason(chosen, status) ?? answeringReason(chosen);
}

export function answerChosen(status: Answer): void {
  answerShares(chosenShares(), status);
}

/** Why one cannot look inside what is chosen. */
export function chosenLookReason(): string | undefined {
  const chosen = chosenShares();
  return elsewhere() ?? (chosen.length > 1 ? 'Choose one image' : lookReason(chosen[0]));
}

export function lookInsideChosen(): void {
  const [only] = chosenShares();
  if (only === undefined) return;
  openInspector();
  void lookInside(only);
}

/** What can be done with what others share. */
export const INBOX_COMMANDS: readonly Command[] = [
  { id: 'inbox', title: 'Shared with me', group: 'View', shortcut: 'Alt+B', run: goToInbox },
  {
    id: 'inbox-accept',
    title: 'Accept what is shared',
    group: 'Images',
    shortcut: 'A',
    inList: true,
    reason: () => chosenReason('accepted'),
    run: () => answerChosen('accepted'),
  },
  {
    id: 'inbox-decline',
    title: 'Decline what is shared',
    group: 'Images',
    shortcut: 'D',
    inList: true,
    reason: () => chosenReason('rejected'),
    run: () => answerChosen('rejected'),
  },
  {
    id: 'inbox-look',
    title: 'Look inside what is shared',
    group: 'Images',
    shortcut: 'I',
    inList: true,
    reason: chosenLookReason,
    run: lookInsideChosen,
  },
  {
    id: 'inbox-stop-waiting',
    title: 'Stop waiting for the services to take answers',
    group: 'Images',
    reason: () => (useAnsweringStore.getState().answering.size > 0 ? undefined : 'No answer is on its way'),
    run: () => stopWaiting([...useAnsweringStore.getState().answering.keys()]),
  },
  {
    id: 'inbox-refresh',
    title: 'Ask who shares what with me',
    group: 'Clouds',
    run: () => void refreshInbox(),
  },
];
