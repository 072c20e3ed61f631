import type { KeyboardEvent, MouseEvent } from 'react';
import { toast } from '../../app/toast-queue.ts';
import { moveFocus } from '../catalog/selection.ts';
import { closeInspectorDrawer, openInspector } from '../inspector/inspector-store.ts';
import { answerChosen, chosenLookReason, chosenReason, lookInsideChosen } from './inbox-commands.ts';
import { chooseAll, chooseOnly, chooseTo, NOTHING_CHOSEN, standOnKey, toggleKey } from './inbox-selection.ts';
import { rowKeys, select, useInboxStore } from './inbox-store.ts';

const PAGE_ROWS = 10;

/** A click chooses and shows; with Shift a stretch, with Ctrl or Cmd, or on the check mark, one more. */
export function clickShare(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const index = event.target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  const key = index === undefined ? undefined : rowKeys()[Number(index)];
  if (key === undefined) return;
  const onCheck = event.target.closest('.inbox-check') !== null;
  if (event.shiftKey) select((selection, rows) => chooseTo(selection, key, rows));
  else if (onCheck || event.ctrlKey || event.metaKey) select((selection) => toggleKey(selection, key));
  else {
    select(() => chooseOnly(key));
    openInspector();
  }
}

/** As in every list: arrows choose, Shift a stretch, Ctrl moves only, Space marks; A, D and I are its own. */
export function handleInboxKey(event: KeyboardEvent): void {
  // Buttons and check marks keep their own keys.
  if (event.target !== event.currentTarget) return;
  if (move(event) || act(event)) event.preventDefault();
}

function move(event: KeyboardEvent): boolean {
  const rows = rowKeys();
  const { focus } = useInboxStore.getState().selection;
  const at = focus === undefined ? -1 : rows.indexOf(focus);
  const target = moveFocus(at, event.key, rows.length, PAGE_ROWS);
  const key = target === undefined ? undefined : rows[target];
  if (key === undefined) return false;
  if (event.shiftKey) select((selection) => chooseTo(selection, key, rows));
  else if (event.ctrlKey || event.metaKey) select((selection) => standOnKey(selection, key));
  else select(() => chooseOnly(key));
  return true;
}

function act(event: KeyboardEvent): boolean {
  const { focus } = useInboxStore.getState().selection;
  const command = event.ctrlKey || event.metaKey;
  if (event.key.toLowerCase() === 'a' && command) {
    select(chooseAll);
    return true;
  }
  if (event.key === ' ') {
    if (focus !== undefined) select((selection) => toggleKey(selection, focus));
    return true;
  }
  if (event.key === 'Escape') {
    if (!closeInspectorDrawer()) select(({ focus: standing }) => ({ ...NOTHING_CHOSEN, focus: standing }));
    return true;
  }
  if (command || event.altKey) return false;
  switch (event.key.toLowerCase()) {
    case 'enter':
      openInspector();
      return true;
    case 'a':
      return orSay('Accept', chosenReason('accepted'), () => answerChosen('accepted'));
    case 'd':
      return orSay('Decline', chosenReason('rejected'), () => answerChosen('rejected'));
    case 'i':
      return orSay('Look inside', chosenLookReason(), lookInsideChosen);
    default:
      return false;
  }
}

/** A key that can do nothing now says why. */
function orSay(title: string, reason: string | undefined, run: () => void): true {
  if (reason === undefined) run();
  else toast({ tone: 'info', title, text: reason });
  return true;
}
