import { useBatchStore } from './batch-store.ts';

/** Has the browser, or the window, ask before the page goes while a batch runs: what has not begun would be lost. */
export function guardLeaving(): void {
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
