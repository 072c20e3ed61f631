/** What was pressed goes with what it did, and a closing dialog gives the focus back first. */
const GONE_AFTER_MS = 100;

/** After a share or an unshare: where what had the focus is gone, the keyboard goes on at “Share with”. */
export function keepFocus(): void {
  setTimeout(() => {
    const { activeElement, body } = document;
    if (activeElement !== null && activeElement !== body) return;
    document.querySelector<HTMLElement>('.add-members input')?.focus();
  }, GONE_AFTER_MS);
}
