import { COMMANDS, type Command } from './commands.ts';
import { matchesShortcut } from './shortcut-match.ts';
import { toast } from './toast-queue.ts';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Listens for the shortcuts that work everywhere. Those of the list are the list's own. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('.modal') !== null) return;
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
