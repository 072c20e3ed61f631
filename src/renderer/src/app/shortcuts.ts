import { COMMANDS, type Command } from './commands.ts';
import { focusSearch } from './focus-places.ts';
import { matchesShortcut } from './shortcut-match.ts';
import { toast } from './toasts.tsx';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Listens for the shortcuts that work everywhere. Those of the list are the list's own. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('.modal') !== null) return;
    const typing = isTyping(event.target);
    if (!typing && event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      focusSearch();
      return;
    }
    const command = COMMANDS.find(
      ({ shortcut, inList }) => shortcut !== undefined && !inList && matchesShortcut(shortcut, event, isMac),
    );
    if (command?.shortcut === undefined) return;
    if (typing && !/Mod|Alt/.test(command.shortcut)) return;
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
