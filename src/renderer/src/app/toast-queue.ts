import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components';
import { sayThrown } from './error-words.ts';

export interface ToastMessage {
  readonly tone: 'info' | 'good' | 'bad';
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** What the page shows at its foot, in `Toasts`. */
export const toastQueue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 4 });

/** The last of each tone that nothing can be done about. */
const lastPlain = new Map<ToastMessage['tone'], string>();

/**
 * Says something that just happened. Failures stay until they are put away; the rest leaves by itself. Of news
 * of a kind that nothing can be done about only the last stays: many at once would pile up over the clouds.
 * Gives the way to put it away before.
 */
export function toast(message: ToastMessage): () => void {
  const lasting = message.tone === 'bad';
  for (const { key, content } of toastQueue.visibleToasts) {
    // Said again, not twice.
    const same = content.title === message.title && content.text === message.text;
    if (same && content.action === undefined && message.action === undefined) toastQueue.close(key);
  }
  const plain = !lasting && message.action === undefined;
  const before = lastPlain.get(message.tone);
  if (plain && before !== undefined) toastQueue.close(before);
  const timeout = message.action === undefined ? 5000 : 10_000;
  const key = toastQueue.add(message, lasting ? {} : { timeout });
  if (plain) lastPlain.set(message.tone, key);
  return () => toastQueue.close(key);
}

/** Says what went wrong with `operation`, with a way to try again where that can help. */
export function toastError(thrown: unknown, operation: string, retry?: () => void): void {
  const said = sayThrown(thrown, operation);
  toast({
    tone: 'bad',
    title: said.title,
    text: `${said.message} ${said.hint}`,
    action: said.canRetry && retry !== undefined ? { label: 'Try again', run: retry } : undefined,
  });
}

/** Runs what a person asked for; a failure becomes a toast. */
export function attempt(operation: string, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => toastError(error, operation, () => attempt(operation, work)));
}
