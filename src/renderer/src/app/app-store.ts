import { create } from 'zustand';

export type Overlay = 'palette' | 'settings' | 'shortcuts';

interface AppState {
  /** What lies over the frame and belongs to no feature of its own. */
  readonly overlay: Overlay | undefined;
  /** The first answers of the application are there. */
  readonly ready: boolean;
  /** Why they did not come. */
  readonly startError: unknown;
}

export const useAppStore = create<AppState>()(() => ({
  overlay: undefined,
  ready: false,
  startError: undefined,
}));

export function showOverlay(overlay: Overlay | undefined): void {
  useAppStore.setState({ overlay });
}
