import type { KeyboardEvent } from 'react';

/** Escape gives a form in the page up; a list that is open in it closes first. */
export function leaveForm(event: KeyboardEvent, onCancel: () => void): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  event.preventDefault();
  event.stopPropagation();
  onCancel();
}
