/**
 * The tallest body that every browser still lays out to the pixel: beyond 2^24 the graphics' numbers have gaps,
 * and Firefox ends soon after.
 */
export const MAX_BODY_PX = 15_000_000;

/** How a list is scrolled whose rows would be taller than a browser can show. All in pixels. */
export interface ScrollScale {
  readonly bodyHeight: number;
  /** How far the list is moved up, when the scroll bar stands at `scrollTop`. */
  topAt(scrollTop: number): number;
  /** Where the scroll bar stands, when the list is moved up by `top`. */
  scrollTopFor(top: number): number;
}

/** Up to `MAX_BODY_PX` a pixel is a pixel; beyond, the scroll bar covers the list in larger steps. */
export function scrollScale(lines: number, rowHeight: number, viewHeight: number): ScrollScale {
  const content = lines * rowHeight;
  const bodyHeight = Math.min(content, MAX_BODY_PX);
  const topMax = Math.max(0, content - viewHeight);
  const scrollMax = Math.max(0, bodyHeight - viewHeight);
  const factor = content <= MAX_BODY_PX || scrollMax === 0 ? 1 : topMax / scrollMax;
  const within = (value: number, max: number): number => Math.min(max, Math.max(0, value));
  return {
    bodyHeight,
    topAt: (scrollTop) => within(scrollTop * factor, topMax),
    scrollTopFor: (top) => within(top, topMax) / factor,
  };
}
