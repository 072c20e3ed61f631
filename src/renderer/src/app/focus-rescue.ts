import { focusTable } from './focus-places.ts';

/** A dialog gives the focus back in its next frames; only after that is it known to be lost. */
const SETTLE_MS = 60;
/** Where the focus stays when the control that had it goes: the nearest of these that is still there. */
const HOMES = ['.job', '.dock', '.inspector'];

/**
 * Keeps the keyboard's place: when the control that has the focus vanishes (a transfer is taken off the list,
 * a sheet that was opened by a drop closes), the focus goes to its neighbour, or else to the list, and never
 * to the start of the page.
 */
export function rescueFocus(): void {
  let last: Element | undefined;
  let homes: readonly Element[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    last = target;
    homes = HOMES.map((home) => target.closest(home)).filter((home) => home !== null);
  });
  const rescue = (): void => {
    if (last === undefined || last.isConnected || document.activeElement !== document.body) return;
    for (const home of homes) {
      const next = home.isConnected ? home.querySelector('button') : null;
      if (next instanceof HTMLElement) {
        next.focus();
        return;
      }
    }
    focusTable();
  };
  new MutationObserver(() => {
    if (last === undefined || last.isConnected) return;
    clearTimeout(timer);
    timer = setTimeout(rescue, SETTLE_MS);
  }).observe(document.body, { childList: true, subtree: true });
}
