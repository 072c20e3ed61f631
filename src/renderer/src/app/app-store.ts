import { create } from 'zustand';

/** What the middle of the window lists. */
export type View = 'images' | 'packages' | 'history' | 'inbox' | 'sharing';
export type Overlay = 'palette' | 'settings' | 'shortcuts';

interface AppState {
  /** What lies over the frame and belongs to no feature of its own. */
  readonly overlay: Overlay | undefined;
  readonly view: View;
  /** The first answers of the application are there. */
  readonly ready: boolean;
  /** Why they did not come. */
  readonly startError: unknown;
}

export const useAppStore = create<AppState>()(() => ({
  overlay: undefined,
  view: 'images',
  ready: false,
  startError: undefined,
}));

export function showView(view: View): void {
  useAppStore.setState({ view });
}

export function showOverlay(overlay: Overlay | undefined): void {
  useAppStore.setState({ overlay });
}
