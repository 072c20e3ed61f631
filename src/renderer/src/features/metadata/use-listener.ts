import { type RefObject, useEffect, useRef } from 'react';

/** Hears what bubbles up to an element that is no control itself: its rows are. */
export function useListener<Type extends keyof HTMLElementEventMap>(
  host: RefObject<HTMLElement | null>,
  type: Type,
  handle: (event: HTMLElementEventMap[Type]) => void,
): void {
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    const element = host.current;
    const listener = (event: HTMLElementEventMap[Type]): void => latest.current(event);
    element?.addEventListener(type, listener);
    return () => element?.removeEventListener(type, listener);
  }, [host, type]);
}
