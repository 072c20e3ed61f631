import type { Settings } from '#shared/model/index.ts';
import { useSettingsStore } from './settings-store.ts';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

/** The theme to show: the chosen one, or the system's. */
export function effectiveTheme(chosen: Settings['theme'], systemIsDark: boolean): 'light' | 'dark' {
  if (chosen === 'system') return systemIsDark ? 'dark' : 'light';
  return chosen;
}

/** Keeps the document's theme and row density as the settings (and the system) say. */
export function followTheme(): void {
  const apply = (): void => {
    const { theme, density } = useSettingsStore.getState().settings;
    document.documentElement.dataset['theme'] = effectiveTheme(theme, prefersDark.matches);
    document.documentElement.dataset['density'] = density;
  };
  prefersDark.addEventListener('change', apply);
  useSettingsStore.subscribe(apply);
  apply();
}
