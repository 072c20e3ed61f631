import { useBatchStore } from './batch-store.ts';
import { tellInterrupted } from './interrupted.ts';

/**
 * Has the browser, or the window, ask before the page goes while a batch runs: what has not begun would be lost.
 * If it went all the same, the next page says so.
 */
export function guardLeaving(): void {
  tellInterrupted();
  let guarded = false;
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  useBatchStore.subscribe(({ batch }) => {
    const running = batch?.running === true;
    if (running === guarded) return;
    guarded = running;
    if (running) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  });
}
