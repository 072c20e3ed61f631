import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button } from '../ui/button.tsx';
import { visibleText } from '../ui/visible-text.ts';
import { toastQueue } from './toast-queue.ts';

const SIGNS = { info: Info, good: CircleCheck, bad: CircleAlert } as const;

export function Toasts() {
  return (
    <ToastRegion queue={toastQueue} className="toasts" aria-label="Messages">
      {({ toast: shown }) => {
        const { tone, title, text, action } = shown.content;
        const Sign = SIGNS[tone];
        return (
          <Toast toast={shown} className={`toast toast-${tone}`}>
            <Sign size={16} aria-hidden="true" />
            <ToastContent className="toast-content">
              <Text slot="title" className="toast-title" title={visibleText(title)}>
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
                    toastQueue.close(shown.key);
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
