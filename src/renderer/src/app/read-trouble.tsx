import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { sayThrown } from './error-words.ts';

interface ReadTroubleProps {
  /** What could not be read: `The list`. */
  readonly what: string;
  readonly error: unknown;
  readonly operation: string;
  readonly onAgain: () => void;
  /** How old what stands there is. */
  readonly children?: ReactNode;
}

/** Over a list that could not be read: why, and once more. */
export function ReadTrouble({ what, error, operation, onAgain, children }: ReadTroubleProps) {
  return (
    <Notice
      tone="bad"
      alert
      className="catalog-notice"
      actions={
        <Button size="small" onPress={onAgain}>
          Try again
        </Button>
      }
    >
      {what} could not be read: {sayThrown(error, operation).message} {children}
    </Notice>
  );
}
