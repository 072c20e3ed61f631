import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button } from '../ui/button.tsx';
import { visibleText } from '../ui/visible-text.ts';
import { sayThrown } from './error-words.ts';

export interface ToastMessage {
  readonly tone: 'info' | 'good' | 'bad';
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 4 });
const SIGNS = { info: Info, good: CircleCheck, bad: CircleAlert } as const;

/** Says something that just happened. Failures stay until they are put away; the rest leaves by itself. */
export function toast(message: ToastMessage): void {
  const lasting = message.tone === 'bad';
  queue.add(message, lasting ? {} : { timeout: message.action === undefined ? 5000 : 10_000 });
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

export function Toasts() {
  return (
    <ToastRegion queue={queue} className="toasts" aria-label="Messages">
      {({ toast: shown }) => {
        const { tone, title, text, action } = shown.content;
        const Sign = SIGNS[tone];
        return (
          <Toast toast={shown} className={`toast toast-${tone}`}>
            <Sign size={16} aria-hidden="true" />
            <ToastContent className="toast-content">
              <Text slot="title" className="toast-title">
                {visibleText(title)}
              </Text>
              {text !== undefined && (
                <Text slot="description" className="toast-text">
                  {visibleText(text)}
                </Text>
              )}
              {action !== undefined && (
                <Button
                  size="small"
                  className="toast-action"
                  onPress={() => {
                    queue.close(shown.key);
                    action.run();
                  }}
                >
                  {action.label}
                </Button>
              )}
            </ToastContent>
            <Button slot="close" variant="icon" size="small" aria-label="Dismiss">
              <X size={14} aria-hidden="true" />
            </Button>
          </Toast>
        );
      }}
    </ToastRegion>
  );
}
