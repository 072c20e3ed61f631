import { focusTable } from './focus-places.ts';

/** A dialog gives the focus back in its next frames; only after that is it known to be lost. */
const SETTLE_MS = 60;
/** Where the focus stays when the control that had it goes: the nearest of these that is still there. */
const ROW = '.job';
const HOMES = [ROW, '.lint-findings', '.metadata-panes', '.batch', '.dock', '.inspector'];

/**
 * Keeps the keyboard's place: when the control that has the focus vanishes (a transfer is taken off the list,
 * a sheet that was opened by a drop closes), the focus goes to its neighbour, or else to the list, and never
 * to the start of the page. A transfer keeps it itself: what stands in the place of Cancel may be Retry.
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
    const left = homes.filter(({ isConnected }) => isConnected);
    const next = left.map((home) => (home.matches(ROW) ? home : home.querySelector('button'))).find(Boolean);
    if (!(next instanceof HTMLElement)) {
      focusTable();
      return;
    }
    // For this moment only: with the Tab key a row is no stop on the way.
    if (next.matches(ROW)) next.tabIndex = -1;
    next.focus();
  };
  new MutationObserver(() => {
    if (last === undefined || last.isConnected) return;
    clearTimeout(timer);
    timer = setTimeout(rescue, SETTLE_MS);
  }).observe(document.body, { childList: true, subtree: true });
}
