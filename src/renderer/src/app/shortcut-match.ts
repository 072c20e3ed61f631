interface Keys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Whether the keys pressed are those of a shortcut such as `Mod+K`. */
export function matchesShortcut(shortcut: string, keys: Keys, mac: boolean): boolean {
  const parts = shortcut.split('+');
  const wanted = parts.at(-1) ?? '';
  const mod = mac ? keys.metaKey : keys.ctrlKey;
  const otherMod = mac ? keys.ctrlKey : keys.metaKey;
  if (otherMod || mod !== parts.includes('Mod') || keys.altKey !== parts.includes('Alt')) return false;
  // Signs such as `?` need Shift on most keyboards, and not on others.
  if (/^[A-Z]$/.test(wanted) && keys.shiftKey !== parts.includes('Shift')) return false;
  return keys.key.toLowerCase() === wanted.toLowerCase();
}
