import { useCatalogStore } from './catalog-state.ts';
import { imageOfFocus } from './selection-actions.ts';

const { getState, setState } = useCatalogStore;

/** Opens the panel for the image that the keyboard stands on, or closes it. */
export function toggleQuickLook(): void {
  if (closeQuickLook()) return;
  if (imageOfFocus() !== undefined) setState({ quickLook: true });
}

/** Closes the panel; tells whether it was open. */
export function closeQuickLook(): boolean {
  if (!getState().quickLook) return false;
  setState({ quickLook: false });
  return true;
}
