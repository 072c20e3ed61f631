const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const MAC_NAMES: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Delete: '⌫' };

/** `Mod+K` in the words of the person's keyboard: `Ctrl K`, or `⌘K` on a Mac. */
export function shortcutLabel(shortcut: string): string {
  const parts = shortcut.split('+');
  if (isMac) return parts.map((part) => MAC_NAMES[part] ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join(' ');
}

export function ShortcutKeys({ shortcut }: { readonly shortcut: string }) {
  return <kbd className="shortcut-keys">{shortcutLabel(shortcut)}</kbd>;
}
