import { type RefObject, useLayoutEffect } from 'react';

const GAP_PX = 4;
const EDGE_PX = 8;
/** A lower room beneath than this sends it above, if there is more there. */
const ENOUGH_PX = 180;

/**
 * Shows `popup` over all of the page while it stands there, beside `anchor` and as wide: beneath, or above where
 * that leaves more room. It moves nothing else, is cut off by no box around it, and never takes the focus.
 */
export function usePopupPlace(
  popup: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
): void {
  useLayoutEffect(() => {
    const [shown, beside] = [popup.current, anchor.current];
    if (shown === null || beside === null) return undefined;
    const place = (): void => {
      const { top, bottom, left, width } = beside.getBoundingClientRect();
      const beneath = window.innerHeight - bottom - GAP_PX - EDGE_PX;
      const over = top - GAP_PX - EDGE_PX;
      const above = beneath < ENOUGH_PX && over > beneath;
      shown.style.left = `${left}px`;
      shown.style.width = `${width}px`;
      shown.style.top = above ? 'auto' : `${bottom + GAP_PX}px`;
      shown.style.bottom = above ? `${window.innerHeight - top + GAP_PX}px` : 'auto';
      shown.style.setProperty('--room', `${Math.max(0, above ? over : beneath)}px`);
    };
    if (!shown.matches(':popover-open')) shown.showPopover();
    place();
    // Scrolling of any box around the field moves the field.
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
    };
  }, [popup, anchor]);
}
