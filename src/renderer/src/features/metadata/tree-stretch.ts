import { type RefObject, useLayoutEffect, useState } from 'react';

/** Every line of a long tree is so high; the same number stands in `tree.css`. */
export const LINE_PX = 28;
/** Up to so many lines are all drawn, one after another, each as high as its value needs. */
const ALL_DRAWN = 200;
/** Drawn beyond the edges, so that fast scrolling meets lines. */
const BEYOND = 12;
const FIRST_LINES = 40;

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Only those are drawn. */
  readonly long: boolean;
}

/** The lines in sight, of a tree that scrolls by itself once it is long. */
export function useTreeStretch(scroller: RefObject<HTMLElement | null>, count: number): Stretch {
  const long = count > ALL_DRAWN;
  const [sight, setSight] = useState({ from: 0, to: FIRST_LINES });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!long || element === null) return;
    const look = (): void => {
      const from = Math.max(0, Math.floor(element.scrollTop / LINE_PX) - BEYOND);
      const to = Math.ceil((element.scrollTop + element.clientHeight) / LINE_PX) + BEYOND;
      setSight((held) => (held.from === from && held.to === to ? held : { from, to }));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, long]);
  return long ? { ...sight, long } : { from: 0, to: count, long };
}

/** Scrolls a long tree as little as brings a line into sight. */
export function showLine(scroller: HTMLElement | null, index: number): void {
  if (scroller === null) return;
  const top = index * LINE_PX;
  const { scrollTop, clientHeight } = scroller;
  if (top < scrollTop) scroller.scrollTop = top;
  else if (top + LINE_PX > scrollTop + clientHeight) scroller.scrollTop = top + LINE_PX - clientHeight;
}
