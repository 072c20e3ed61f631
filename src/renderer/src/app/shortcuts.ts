import { COMMANDS, type Command } from './commands.ts';
import { matchesShortcut } from './shortcut-match.ts';
import { toast } from './toast-queue.ts';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Listens for the shortcuts that work everywhere. Those of the list are the list's own. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const dialog = topDialog();
    if (dialog !== undefined) {
      handOverEscape(event, dialog);
      return;
    }
    const typing = isTyping(event.target);
    const pressed = (shortcut: string | undefined): boolean =>
      shortcut !== undefined &&
      (!typing || /Mod|Alt/.test(shortcut)) &&
      matchesShortcut(shortcut, event, isMac);
    const command = COMMANDS.find(
      ({ shortcut, secondShortcut, inList, notInText }) =>
        !inList && !(typing && notInText) && (pressed(shortcut) || pressed(secondShortcut)),
    );
    if (command === undefined) return;
    event.preventDefault();
    runCommand(command);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

function topDialog(): Element | undefined {
  return [...document.querySelectorAll('.modal')].at(-1)?.querySelector('[role$="dialog"]') ?? undefined;
}

/**
 * A dialog that closes leaves the focus nowhere for a frame, and on a slow machine for longer: a second
 * Escape of a quick hand falls there. It is meant for the dialog beneath.
 */
function handOverEscape(event: KeyboardEvent, dialog: Element): void {
  if (event.key === 'Escape' && event.target === document.body) {
    dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
  }
}

/** Runs a command, or says why not. */
export function runCommand(command: Command): void {
  const reason = command.reason?.();
  if (reason === undefined) command.run();
  else toast({ tone: 'info', title: command.title, text: reason });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
