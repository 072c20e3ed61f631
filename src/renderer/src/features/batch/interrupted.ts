import { toast } from '../../app/toast-queue.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { type BatchState, useBatchStore } from './batch-store.ts';
import { progressWords } from './batch-words.ts';

/** Of this window only, and gone with it. */
const KEY = 'argosy.batch';

/**
 * Says, once, of a batch that the page was left or loaded anew over: what had been done by then. Nothing of it
 * is done again by itself. Then follows those to come.
 */
export function tellInterrupted(): void {
  const before = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (before !== null) say(before);
  useBatchStore.subscribe(({ batch }) => {
    if (batch?.running === true) sessionStorage.setItem(KEY, noteOf(batch));
    else sessionStorage.removeItem(KEY);
  });
}

function noteOf(batch: BatchState): string {
  const { title, done, failed, items } = batch;
  const left = formatCount(items.length - done.size - failed.size);
  return JSON.stringify([
    `${title}: interrupted`,
    `When the page was left: ${progressWords(batch)}. Of the other ${left} a few may be done as well; the rest was ` +
      'left alone. Nothing is repeated by itself: the lists show what the services say.',
  ]);
}

/** What stands there could be of anybody: it is shown as text, or not at all. */
function say(note: string): void {
  const [title, text]: unknown[] = parsed(note);
  if (typeof title !== 'string' || typeof text !== 'string') return;
  // It stays until it is put away.
  toast({ tone: 'bad', title: visibleText(title), text: visibleText(text) });
}

function parsed(note: string): unknown[] {
  try {
    const value: unknown = JSON.parse(note);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
