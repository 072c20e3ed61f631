import { Check, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type NoticeTone = 'info' | 'good' | 'warning' | 'bad';

const SIGNS = { info: Info, good: Check, warning: TriangleAlert, bad: CircleAlert } as const;

interface NoticeProps {
  readonly tone: NoticeTone;
  readonly children: ReactNode;
  /** Buttons at the end. */
  readonly actions?: ReactNode;
  /** Spoken at once when it appears. */
  readonly alert?: boolean;
  /** Spoken when there is a pause. */
  readonly status?: boolean;
  readonly className?: string;
}

/** A message in the flow of the page: a sign, words, and what can be done. */
export function Notice({ tone, children, actions, alert = false, status = false, className }: NoticeProps) {
  const Sign = SIGNS[tone];
  return (
    <div
      className={classNames('notice', `notice-${tone}`, className)}
      role={alert ? 'alert' : status ? 'status' : undefined}
    >
      <Sign size={15} aria-hidden="true" />
      <div className="notice-text">{children}</div>
      {actions !== undefined && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
