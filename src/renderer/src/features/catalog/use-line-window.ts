import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ListPlace } from './catalog-state.ts';
import { setVisibleLines } from './list-loading.ts';
import { scrollScale } from './scroll-scale.ts';

export const HEAD_HEIGHT = 31;
/** Rows beyond each edge, so that a wheel's turn meets no gap. */
const OVERSCAN = 6;
/** Rows come and go by so many, not one at each pixel. */
const STEP = 4;
/** Rows are placed from a line near them: the distance from the list's beginning may be too large for a browser. */
const BASE_STEP = 1000;

/** The lines that exist in the page, `[start, end)`; their places count from line `base`. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
  readonly base: number;
}

interface LineWindow extends LineRange {
  readonly bodyHeight: number;
  /** Brings a line into sight. */
  readonly show: (line: number) => void;
  /** Lines that a page key moves by. */
  readonly pageLines: () => number;
}

/**
 * Which lines of a list of any length exist at the moment. Rows are of one height; the body gets the property
 * `--shift`, which moves all of them where the list is longer than a browser can scroll.
 */
export function useLineWindow(
  scroller: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
  lines: number,
  rowHeight: number,
  place: ListPlace,
): LineWindow {
  const [range, setRange] = useState<LineRange>({ start: 0, end: Math.min(lines, 24), base: 0 });
  const shape = useRef({ lines, rowHeight, token: place.token, base: 0 });
  /** How far the list is moved up, to the pixel: the scroll bar alone is too coarse for a long one. */
  const at = useRef({ scrollTop: 0, top: 0 });

  const viewHeight = useCallback(() => (scroller.current?.clientHeight ?? 0) - HEAD_HEIGHT, [scroller]);
  const measure = useCallback((): LineRange | undefined => {
    const element = scroller.current;
    if (element === null) return undefined;
    const { scrollTop } = element;
    const { lines: count, rowHeight: height, base } = shape.current;
    const view = viewHeight();
    const scale = scrollScale(count, height, view);
    const top = scrollTop === at.current.scrollTop ? at.current.top : scale.topAt(scrollTop);
    at.current = { scrollTop, top };
    placeBody(body.current, base * height - top + scrollTop);
    const first = Math.floor(top / height);
    const last = Math.max(first, Math.min(count, Math.ceil((top + view) / height)) - 1);
    setVisibleLines(first, last);
    const start = Math.max(0, Math.floor((first - OVERSCAN) / STEP) * STEP);
    const end = Math.min(count, Math.ceil((last + 1 + OVERSCAN) / STEP) * STEP);
    return { start, end, base: Math.floor(start / BASE_STEP) * BASE_STEP };
  }, [scroller, body, viewHeight]);

  const moveTo = useCallback(
    (top: number): void => {
      const element = scroller.current;
      if (element === null) return;
      const { lines: count, rowHeight: height } = shape.current;
      const view = viewHeight();
      const exact = Math.max(0, Math.min(top, count * height - view));
      const target = scrollScale(count, height, view).scrollTopFor(exact);
      // Setting what stands already would end a scroll that is under way.
      if (Math.abs(element.scrollTop - target) >= 1) element.scrollTop = target;
      at.current = { scrollTop: element.scrollTop, top: exact };
    },
    [scroller, viewHeight],
  );

  useLayoutEffect(() => {
    const { rowHeight: oldHeight, token, lines: oldLines } = shape.current;
    const { top } = at.current;
    shape.current = { ...shape.current, lines, rowHeight, token: place.token };
    const line = top / oldHeight;
    if (token !== place.token) moveTo(place.lines === 'top' ? 0 : (line + place.lines) * rowHeight);
    else if (oldHeight !== rowHeight || oldLines !== lines) moveTo(line * rowHeight);
    const next = measure();
    setRange((held) => sameOr(held, next));
  }, [lines, rowHeight, place, moveTo, measure]);

  // Rows of another base are placed together with what moves them.
  useLayoutEffect(() => {
    shape.current = { ...shape.current, base: range.base };
    const { scrollTop, top } = at.current;
    placeBody(body.current, range.base * rowHeight - top + scrollTop);
  }, [range.base, rowHeight, body]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let asked: LineRange | undefined;
    const update = (): void => {
      const next = measure();
      if (next === undefined || (asked !== undefined && sameOr(asked, next) === asked)) return;
      asked = next;
      // In this frame: rows that came a frame late would leave a gap.
      flushSync(() => setRange((held) => sameOr(held, next)));
    };
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, [scroller, measure]);

  const show = useCallback(
    (line: number): void => {
      const { rowHeight: height } = shape.current;
      const { top } = at.current;
      const view = viewHeight();
      if (line * height < top) moveTo(line * height);
      else if ((line + 1) * height > top + view) moveTo((line + 1) * height - view);
      const next = measure();
      setRange((held) => sameOr(held, next));
    },
    [moveTo, measure, viewHeight],
  );
  const pageLines = useCallback(
    () => Math.max(1, Math.floor(viewHeight() / shape.current.rowHeight) - 1),
    [viewHeight],
  );
  return {
    ...range,
    end: Math.min(range.end, lines),
    bodyHeight: scrollScale(lines, rowHeight, 0).bodyHeight,
    show,
    pageLines,
  };
}

function placeBody(body: HTMLElement | null, shift: number): void {
  body?.style.setProperty('--shift', `${Math.round(shift)}px`);
}

/** The range held, if the next one is the same: then nothing is drawn again. */
function sameOr(held: LineRange, next: LineRange | undefined): LineRange {
  if (next === undefined) return held;
  return held.start === next.start && held.end === next.end && held.base === next.base ? held : next;
}
